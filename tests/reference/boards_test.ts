// Permissions: all, because it starts programs.
import { assertEquals } from "@std/assert";
import { fromFileUrl } from "@std/path";
import { ping } from "../../lib/boards/ping.ts";
import { encodeVersionQuestion } from "../../lib/boards/version_command.ts";
import { allocate, type AllocatedJob } from "../../lib/mod.ts";
import { Simulator, type SimulatorOptions } from "../../lib/simulator/mod.ts";
import { spinnmanTest } from "./availability.ts";
import { runReference } from "./run_reference.ts";

const SCRIPT = fromFileUrl(new URL("_boards.py", import.meta.url));

/** Has SpiNNMan take a step, and returns what it says. */
async function spinnman(...words: string[]): Promise<Record<string, unknown>[]> {
  const { code, stdout, stderr } = await runReference("spinnman", [SCRIPT, ...words]);
  assertEquals(code, 0, stderr);
  return stdout.trim().split("\n").map((line) => JSON.parse(line));
}

/** Starts a server of boards with sockets, and gets three of them. */
async function threeBoards(
  boards: SimulatorOptions["boards"],
): Promise<{ server: Simulator; job: AllocatedJob; addresses: string[] }> {
  const server = await Simulator.start({
    machines: [{ name: "demo", width: 4, height: 2, silentBoards: [[0, 0, 1]] }],
    powerDelay: 0,
    boards: { sockets: true, ...boards },
  });
  const { hostname, port } = server;
  const job = await allocate([1, 1], { hostname, port, owner: "me", keepaliveIn: "thread" });
  return { server, job, addresses: job.connections.map(({ hostname }) => hostname) };
}

spinnmanTest("SpiNNMan asks for a version in the same words", async () => {
  for (const sequence of [0, 1, 0x1234, 0xffff]) {
    const [told] = await spinnman("question", String(sequence));
    assertEquals(told?.bytes, encodeVersionQuestion(sequence).toHex());
  }
});

spinnmanTest("SpiNNMan gets answers of simulated boards, and none of silent ones", async () => {
  const { server, job, addresses } = await threeBoards({});
  await using _server = server;
  await using _job = job;
  const [first, third, second] = addresses;
  const version = { step: "version", name: "SC&MP", version: [4, 0, 0] };
  assertEquals(await spinnman("versions", ...addresses), [
    { ...version, address: first, chip: [0, 0] },
    { ...version, address: third, chip: [4, 8] },
    { step: "silent", address: second },
  ]);
});

spinnmanTest("SpiNNMan boots simulated boards, and then they answer", async () => {
  const { server, job, addresses } = await threeBoards({ needBoot: true });
  await using _server = server;
  await using _job = job;
  const quick = { retries: 1, timeout: 0.2 };
  assertEquals((await ping(job.connections, quick)).answering, []);
  assertEquals((await spinnman("versions", job.hostname)).map(({ step }) => step), ["silent"]);
  assertEquals(await spinnman("boot", job.hostname), [{ step: "booted" }]);
  const { answering, silent } = await ping(job.connections, quick);
  assertEquals([answering.length, silent.length], [2, 1]);
  const steps = (await spinnman("versions", ...addresses)).map(({ step }) => step);
  assertEquals(steps.toSorted(), ["silent", "version", "version"]);
});
