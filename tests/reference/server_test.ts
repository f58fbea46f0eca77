// Permissions: all, because it starts programs.
import { assertEquals, assertMatch, assertRejects } from "@std/assert";
import { runPythonClient } from "./python_client.ts";
import { ReferenceServer, referenceTest } from "./reference_server.ts";

const FRAME = { name: "frame-4", width: 4, height: 2 };
const OWNER = { owner: "me@example.org" };

interface ListedJob {
  readonly owner: string;
  readonly allocated_machine_name: string | null;
}

for (const version of ["1!7.0.0", "5.0.0", "0.5.2"]) {
  referenceTest(`the reference server announces version ${version}`, async () => {
    await using server = await ReferenceServer.start({ machines: [FRAME], version });
    assertEquals(await server.call("version"), version);
  });
}

referenceTest("the reference server allocates, powers and frees boards", async () => {
  await using server = await ReferenceServer.start({ machines: [FRAME] });
  const id = await server.call<number>("create_job", [1, 1], OWNER);
  assertEquals(id, 1);
  assertEquals((await server.untilJobState(id, 3)).power, true);
  const [job, ...others] = await server.call<ListedJob[]>("list_jobs");
  assertEquals(others, []);
  assertEquals(job?.owner, OWNER.owner);
  assertEquals(job?.allocated_machine_name, "frame-4");
  const info = await server.call<{ connections: unknown }>("get_job_machine_info", [id]);
  assertEquals(info.connections, [[[0, 0], "10.11.0.1"], [[8, 4], "10.11.0.9"], [
    [4, 8],
    "10.11.0.17",
  ]]);
  await server.call("destroy_job", [id], { reason: "done" });
  assertEquals((await server.untilJobState(id, 4)).reason, "done");
  assertEquals(await server.call("list_jobs"), []);
});

referenceTest("the reference server takes as long to power boards as it is told", async () => {
  await using server = await ReferenceServer.start({ machines: [FRAME], powerDelay: 600 });
  const id = await server.call<number>("create_job", [1], OWNER);
  assertEquals((await server.untilJobState(id, 2)).power, true);
});

referenceTest("the reference server gives freed boards to the next in the queue", async () => {
  const board = { name: "board", width: 1, height: 1, deadBoards: [[0, 0, 1], [0, 0, 2]] } as const;
  await using server = await ReferenceServer.start({ machines: [board] });
  const first = await server.call<number>("create_job", [1], OWNER);
  await server.untilJobState(first, 3);
  const second = await server.call<number>("create_job", [1], OWNER);
  await server.untilJobState(second, 1);
  await server.call("destroy_job", [first]);
  await server.untilJobState(second, 3);
});

referenceTest("the reference server frees a job that is not kept alive", async () => {
  await using server = await ReferenceServer.start({
    machines: [FRAME],
    timeoutCheckInterval: 0.02,
  });
  const id = await server.call<number>("create_job", [1], { ...OWNER, keepalive: 0.1 });
  // Asking for its state would keep it alive: wait for another job, which gets its boards.
  const all = await server.call<number>("create_job", [4, 2], OWNER);
  await server.untilJobState(all, 3);
  assertEquals(
    (await server.call<{ reason: string }>("get_job_state", [id])).reason,
    "Job timed out.",
  );
});

referenceTest("the reference server knows several machines, their tags and faults", async () => {
  await using server = await ReferenceServer.start({
    machines: [FRAME, {
      name: 'a "quoted" \\ machine \u{1f916}',
      width: 20,
      height: 20,
      tags: ["big"],
      deadBoards: [[1, 2, 0]],
      deadLinks: [[0, 0, 2, 5]],
    }],
  });
  const machines = await server.call("list_machines");
  assertEquals(machines, [
    { ...FRAME, tags: ["default"], dead_boards: [], dead_links: [] },
    {
      name: 'a "quoted" \\ machine \u{1f916}',
      tags: ["big"],
      width: 20,
      height: 20,
      dead_boards: [[1, 2, 0]],
      dead_links: [[0, 0, 2, 5]],
    },
  ]);
  const id = await server.call<number>("create_job", [1], { ...OWNER, tags: ["big"] });
  const info = await server.call<{ connections: [unknown, string][] }>("get_job_machine_info", [
    id,
  ]);
  assertMatch(info.connections[0]?.[1] ?? "", /^10\.12\./);
});

referenceTest("the reference server keeps its jobs over a warm restart", async () => {
  await using server = await ReferenceServer.start({ machines: [FRAME] });
  const { port } = server;
  const id = await server.call<number>("create_job", [1], OWNER);
  const before = await server.untilJobState(id, 3);
  await server.restart({ cold: false });
  assertEquals(server.port, port);
  assertEquals((await server.untilJobState(id, 3)).start_time, before.start_time);
  assertMatch(server.log(), /Server cold-starting[^]*Server warm-starting/);
});

referenceTest("the reference server forgets its jobs over a cold restart", async () => {
  await using server = await ReferenceServer.start({ machines: [FRAME] });
  await server.call("create_job", [1], OWNER);
  await server.stop();
  await assertRejects(() => server.call("version"), Deno.errors.ConnectionRefused);
  await server.restart({ cold: true });
  assertEquals(await server.call("list_jobs"), []);
  assertEquals(await server.call("create_job", [1], OWNER), 1);
});

referenceTest("the reference server's refusals and its own failures become errors", async () => {
  await using server = await ReferenceServer.start({ machines: [FRAME] });
  await assertRejects(() => server.call("create_job", [1]), Error, "create_job: owner must");
  await assertRejects(() => server.call("no_such_command"), Error, "closed the connection");
  await assertRejects(
    () => ReferenceServer.start({ machines: [{ ...FRAME, deadBoards: [[9, 9, 9]] }] }),
    Error,
    "outside system",
  );
});

referenceTest("the reference client lists the machines of a server it accepts", async () => {
  await using server = await ReferenceServer.start({ machines: [FRAME], version: "5.0.0" });
  const { code, stdout, stderr } = await runPythonClient("spalloc-machine", [], { server });
  assertEquals({ code, stderr }, { code: 0, stderr: "" });
  assertMatch(stdout, /^frame-4 +24 +0 +0 +default$/m);
});

referenceTest("the reference client runs a command on boards of its own", async () => {
  await using server = await ReferenceServer.start({ machines: [FRAME], version: "5.0.0" });
  const args = ["1", "--owner=me", "--command", "echo", "{}", "{w}"];
  const { code, stdout, stderr } = await runPythonClient("spalloc", args, { server });
  assertEquals({ code, stdout }, { code: 0, stdout: "10.11.0.1 8\n" });
  assertMatch(stderr, /Job 1/);
  assertEquals(await server.call("list_jobs"), []);
});

referenceTest("the reference client sees no config of the host's", async () => {
  const { code, stderr } = await runPythonClient("spalloc-ps", []);
  assertEquals(code, 2);
  assertMatch(stderr, /--hostname of spalloc server must be specified/);
});

referenceTest("the reference client is ended when it takes too long", async () => {
  await using server = await ReferenceServer.start({ machines: [FRAME], version: "5.0.0" });
  const args = ["1", "--owner=me", "--command", "sleep", "600"];
  const error = await assertRejects(
    () => runPythonClient("spalloc", args, { server, timeout: 1 }),
    Error,
  );
  assertMatch(error.message, /^Not within 1 s: spalloc 1/);
});
