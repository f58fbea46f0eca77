import { assertEquals, assertRejects } from "@std/assert";
import { ConnectionError } from "../../lib/errors.ts";
import { ProtocolClient } from "../../lib/protocol/client.ts";
import { dialTcp } from "../../lib/protocol/dial_tcp.ts";
import { Simulator } from "../../lib/simulator/mod.ts";
import { readAll, TcpServer, write } from "../lib_test_kit/tcp_server.ts";

Deno.test("dialTcp() connects, and rejects where nobody listens", async () => {
  const heard = Promise.withResolvers<string>();
  let { port } = { port: 0 };
  {
    await using server = new TcpServer(async (conn) => heard.resolve(await readAll(conn)));
    port = server.port;
    const conn = await dialTcp({ hostname: server.hostname, port });
    await conn.write(new TextEncoder().encode("hello"));
    await conn.closeWrite();
    assertEquals(await heard.promise, "hello");
    conn.close();
  }
  await assertRejects(
    () => dialTcp({ hostname: "127.0.0.1", port }),
    Deno.errors.ConnectionRefused,
  );
});

Deno.test("dialTcp() rejects with the reason of its signal, before and during", async () => {
  await using server = new TcpServer(async (conn) => void await readAll(conn));
  const { hostname, port } = server;
  const reason = new Error("enough");
  const aborted = AbortSignal.abort(reason);
  assertEquals(await assertRejects(() => dialTcp({ hostname, port }, aborted)), reason);
  const controller = new AbortController();
  const dialing = dialTcp({ hostname, port }, controller.signal);
  controller.abort(reason);
  assertEquals(await assertRejects(() => dialing), reason);
});

Deno.test("close() half-closes a real connection and hears the last answer", async () => {
  const heard = Promise.withResolvers<string>();
  await using server = new TcpServer(async (conn) => {
    heard.resolve(await readAll(conn)); // only the client's half-close ends this
    await write(conn, '{"jobs_changed": [1]}\r\n{"return": "5.0.0"}\r\n');
  });
  const client = await ProtocolClient.connect(server.hostname, { port: server.port, timeout: 5 });
  const version = client.version();
  await client.close();
  assertEquals(await version, "5.0.0");
  assertEquals(await heard.promise, '{"command":"version","args":[],"kwargs":{}}\n');
});

Deno.test("a server that hangs up in the middle of a line leaves the outcome unknown", async () => {
  await using server = new TcpServer(async (conn) => {
    await conn.read(new Uint8Array(1000));
    await write(conn, '{"return": "5.0');
  });
  const client = await ProtocolClient.connect(server.hostname, { port: server.port, timeout: 5 });
  const error = await assertRejects(
    () => client.version(),
    ConnectionError,
    "closed the connection",
  );
  assertEquals(error.outcome, "unknown");
  await client.close();
});

Deno.test("a command of many megabytes arrives whole", async () => {
  const reason = "x".repeat(4_000_000);
  const heard = Promise.withResolvers<string>();
  await using server = new TcpServer(async (conn) => heard.resolve(await readAll(conn)));
  const client = await ProtocolClient.connect(server.hostname, { port: server.port });
  const options = { args: [1], kwargs: { reason } };
  const call = assertRejects(() => client.call("destroy_job", options), ConnectionError);
  await client.close();
  await call;
  assertEquals(JSON.parse(await heard.promise).kwargs.reason.length, reason.length);
});

Deno.test("a client and a simulated server understand each other", async () => {
  await using server = await Simulator.start({ machines: ["m:4x2"], powerDelay: 0 });
  await using client = await ProtocolClient.connect(server.hostname, {
    port: server.port,
    timeout: 5,
    maxInFlight: 8,
  });
  const id = await client.createJob({ owner: "me", what: [0, 0, 1] });
  const [state, machine, jobs, machines, place] = await Promise.all([
    client.getJobState(id),
    client.getJobMachineInfo(id),
    client.listJobs(),
    client.listMachines(),
    client.whereIs({ jobId: id, chip: [0, 0] }),
  ]);
  assertEquals(state.keepalive, 60);
  assertEquals(machine?.boards, [[0, 0, 1]]);
  assertEquals([jobs[0]?.jobId, jobs[0]?.owner, jobs[0]?.startTime], [1, "me", state.startTime]);
  assertEquals(machines[0]?.name, "m");
  assertEquals([place?.logical, place?.jobId], [[0, 0, 1], 1]);
  const position = await client.getBoardPosition("m", [0, 0, 1]);
  assertEquals(await client.getBoardAtPosition("m", position ?? [9, 9, 9]), [0, 0, 1]);
  await client.destroyJob(id);
  assertEquals((await client.getJobState(id)).state, 4);
  assertEquals((await client.getJobState(99)).state, 0);
  assertEquals(server.jobs, []);
});
