import { assert, assertEquals } from "@std/assert";
import { ManualClock, type ReceivedCommand, Simulator } from "../../lib/simulator/mod.ts";
import { RawClient } from "./raw_client.ts";

Deno.test("blank lines are ignored, and args and kwargs may be left out", async () => {
  await using server = await Simulator.start({ version: "5.0.0" });
  using client = await RawClient.open(server);
  await client.write("");
  await client.write("\r");
  await client.write('{"command": "version"}\r');
  assertEquals(await client.next(), { return: "5.0.0" });
});

Deno.test("the server hangs up on what is not a command", async () => {
  await using server = await Simulator.start();
  for (
    const line of [
      '{"command": "no_such_command", "args": [], "kwargs": {}}',
      '{"command": "version"',
      '["version"]',
      '"version"',
      "7",
      "null",
      "{}",
      '{"command": 1}',
      '{"command": "version", "args": {}}',
      '{"command": "version", "args": null}',
      '{"command": "version", "kwargs": []}',
      '{"command": "version", "kwargs": null}',
    ]
  ) {
    using client = await RawClient.open(server);
    await client.write(line);
    assertEquals(await client.next(), "closed", line);
  }
});

Deno.test("what was answered before bad input still arrives", async () => {
  await using server = await Simulator.start();
  using client = await RawClient.open(server);
  await client.write('{"command": "version"}\nnonsense');
  assertEquals([await client.next(), await client.next()], [{ return: "1!7.0.0" }, "closed"]);
});

Deno.test("a client that stops sending gets its answers, and then the end", async () => {
  await using server = await Simulator.start();
  using client = await RawClient.open(server);
  await client.send("version");
  await client.send("list_jobs");
  await client.closeWrite();
  await client.closed();
  assertEquals(client.received, [{ return: "1!7.0.0" }, { return: [] }, "closed"]);
});

Deno.test("commands may come in pieces", async () => {
  await using server = await Simulator.start();
  const conn = await Deno.connect({ hostname: server.hostname, port: server.port });
  for (const byte of new TextEncoder().encode('{"command": "version"}\n')) {
    await conn.write(new Uint8Array([byte]));
  }
  const buffer = new Uint8Array(100);
  const size = await conn.read(buffer);
  assertEquals(new TextDecoder().decode(buffer.subarray(0, size ?? 0)), '{"return":"1!7.0.0"}\n');
  conn.close();
});

Deno.test("every command is shown to onCommand, with its connection", async () => {
  const commands: ReceivedCommand[] = [];
  await using server = await Simulator.start({ onCommand: (command) => commands.push(command) });
  using one = await RawClient.open(server);
  await one.call("version");
  using two = await RawClient.open(server);
  await two.call("destroy_job", [1], { reason: "none" });
  assertEquals(commands, [
    { name: "version", args: [], kwargs: {}, connection: 1 },
    { name: "destroy_job", args: [1], kwargs: { reason: "none" }, connection: 2 },
  ]);
});

Deno.test("a client that does not read holds up nobody, and is dropped in the end", async () => {
  const clock = new ManualClock();
  await using server = await Simulator.start({ machines: ["big:20x20"], clock });
  using owner = await RawClient.open(server);
  await owner.createJob([20, 20]);

  const deaf = await Deno.connect({ hostname: server.hostname, port: server.port });
  const command = '{"command": "get_job_machine_info", "args": [1]}\n';
  await deaf.write(new TextEncoder().encode(command.repeat(100)));
  await owner.call("version");
  const flood = async () => {
    try {
      // Far more than fits into the buffers of any operating system.
      for (let round = 0; round < 100; round++) {
        await deaf.write(new TextEncoder().encode(command.repeat(20)));
      }
    } catch {
      // Dropped at last.
    }
  };
  await flood();
  while (server.connections > 1) await owner.call("version");
  assert(server.jobs.length === 1);
  deaf.close();
});
