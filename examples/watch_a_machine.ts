/**
 * Shows how many boards of a machine are in use, again whenever that changes,
 * until Ctrl-C.
 *
 *     deno run --allow-net=spalloc.example.org \
 *       examples/watch_a_machine.ts spalloc.example.org my-machine
 */
import { countBoards, ProtocolClient } from "@spalloc/client";

const [hostname, name, port = "22244"] = Deno.args;
if (hostname === undefined || name === undefined) {
  console.error("usage: watch_a_machine.ts HOSTNAME MACHINE [PORT]");
  Deno.exit(2);
}
await using client = await ProtocolClient.connect(hostname, { port: Number(port), timeout: 5 });

// In this order nothing is missed: what changes while the state is read is heard of later.
const changes = client.notifications();
await client.notifyMachine(name);
await show(name);
for await (const { machinesChanged } of changes) {
  if (machinesChanged.includes(name)) await show(name);
}

async function show(name: string): Promise<void> {
  const machine = (await client.listMachines()).find((machine) => machine.name === name);
  if (!machine) throw new Error(`There is no machine ${name}`);
  const jobs = (await client.listJobs()).filter((job) => job.machineName === name);
  const used = jobs.reduce((sum, { boards }) => sum + (boards?.length ?? 0), 0);
  console.log(`${used} of ${countBoards(machine)} boards in use, jobs: ${jobs.length}`);
}
