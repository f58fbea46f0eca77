import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import { JobRefusedError, RequestError } from "../../../lib/errors.ts";
import type { MachineSummary } from "../../../lib/protocol/messages.ts";
import { refuseWhatStalls } from "../../../lib/protocol/servers/java_requests.ts";
import { noticesFor } from "../../../lib/protocol/servers/notices.ts";
import { javaServer } from "../../lib_test_kit/java_server.ts";

const permissions = "none";

function machine(name: string, width: number, height: number): MachineSummary {
  return { name, tags: ["default"], width, height, deadBoards: [], deadLinks: [] };
}

Deno.test("a Java server is sent no null, and whole seconds of a keepalive", {
  permissions,
}, async () => {
  const { server, client } = await javaServer();
  await client.createJob({ owner: "me", keepalive: null, maxDeadBoards: null });
  await client.createJob({ owner: "me", what: 3, keepalive: 2.2, machine: "m" });
  const created = server.heard.filter(({ command }) => command === "create_job");
  assertEquals(created.map(({ args, kwargs }) => [args, kwargs]), [
    [[], { owner: "me", min_ratio: 0.333, require_torus: false }],
    [[3], {
      owner: "me",
      keepalive: 3,
      machine: "m",
      min_ratio: 0.333,
      max_dead_boards: 0,
      require_torus: false,
    }],
  ]);
  await client.close();
});

Deno.test("a Java server's refusals of a job are told apart, and quoted to the letter", {
  permissions,
}, async () => {
  const { server, client } = await javaServer();
  const refusals = [
    ["no machine available which matches allocation request", "unsuitable"],
    ["request cannot fit on machine", "unsuitable"],
    ["quota exceeded in group 7", "quota"],
    ["The Server has been stopped due to an emergency.", "emergency"],
    ["invalid owner identifier; must be printable ASCII", "owner"],
    ["no such user: U", "other"],
  ] as const;
  for (const [words, why] of refusals) {
    server.answers.create_job = () => new Error(words);
    const error = await assertRejects(() => client.createJob({ owner: "é" }), JobRefusedError);
    assertEquals(
      [error.words, error.why, error.message, error.command],
      [words, why, `The server refused: ${words}`, "create_job"],
    );
  }
  await client.close();
});

Deno.test("numbers of boards that stall a Java server's allocator are refused, and no others", {
  permissions,
}, () => {
  const machines = [machine("m", 4, 2)];
  const refused = Array.from({ length: 30 }, (_, at) => at + 1).filter((boards) => {
    try {
      refuseWhatStalls({ owner: "me", what: boards }, machines);
      return false;
    } catch {
      return true;
    }
  });
  assertEquals(refused, [19, 20, 21, 22, 23, 24]);
  for (
    const [what, instead] of [
      [[5, 1], "WIDTH HEIGHT in triads instead: 3 2"],
      [[1, 8], "WIDTH HEIGHT in triads instead: 4 2"],
      [[3, 3], "Ask for fewer"],
      [[24, 1], "Ask for fewer"],
    ] as const
  ) {
    const ask = (): void => refuseWhatStalls({ owner: "me", what }, machines);
    assertThrows(ask, RequestError, instead);
  }
  // Of more triads than the machine has boards the server finds out by itself.
  for (const what of [[], [4, 2], [0, 0, 0], [5, 5], [25, 1]]) {
    refuseWhatStalls({ owner: "me", what }, machines);
  }
  refuseWhatStalls({ owner: "me", what: 20 }, []);
});

Deno.test("who is refused a number of boards is told what to ask for instead", {
  permissions,
}, async () => {
  const { server, client } = await javaServer();
  server.answers.list_machines = () => [
    { name: "m", tags: ["default"], width: 4, height: 2, dead_boards: [], dead_links: [] },
  ];
  await assertRejects(
    () => client.createJob({ owner: "me", what: 20 }),
    RequestError,
    "Ask for WIDTH HEIGHT in triads instead: 4 2",
  );
  assertEquals(server.commands().includes("create_job"), false);
  await client.close();
});

Deno.test("the machine that a Java server would take decides whether it stalls", {
  permissions,
}, () => {
  const stalling = machine("b", 4, 2);
  const fitting = machine("a", 3, 3);
  const full = { ...machine("a", 3, 3), deadBoards: [[0, 0, 0], [0, 0, 1]] as const };
  const most = { ...full, deadBoards: Array.from({ length: 9 }, (_, x) => [x, 0, 0] as const) };
  const request = { owner: "me", what: 20 };
  refuseWhatStalls(request, [stalling, fitting]);
  assertThrows(() => refuseWhatStalls(request, [stalling, most]), RequestError);
  assertThrows(() => refuseWhatStalls({ ...request, machine: "b" }, [stalling, fitting]));
  refuseWhatStalls({ ...request, tags: ["other"] }, [stalling]);
});

Deno.test("what a Java server does not honour is told once for each condition", {
  permissions,
}, () => {
  const java = { kind: "java", keepalive: 60 } as const;
  assertEquals(noticesFor({ keepalive: 30, minRatio: 0.333, maxDeadBoards: 2 }, java), []);
  const all = {
    keepalive: null,
    minRatio: 0.5,
    maxDeadBoards: null,
    maxDeadLinks: 1,
    requireTorus: true,
  };
  const notices = noticesFor(all, java);
  assertEquals(notices.map(({ condition }) => condition), [
    "keepalive",
    "maxDeadBoards",
    "minRatio",
    "maxDeadLinks",
    "requireTorus",
  ]);
  assertEquals(notices[0]?.message.endsWith("after 60 s of silence"), true);
  assertEquals(noticesFor(all, { kind: "python", keepalive: null }), []);
});

Deno.test("a keepalive that a server with an HTTP API can't give is told", { permissions }, () => {
  const told = (keepalive: number | null, given: number): string[] =>
    noticesFor({ keepalive }, { kind: "v2", keepalive: given }).map(({ message }) => message);
  assertEquals(told(60, 60), []);
  assertEquals(told(60.5, 61), []);
  const range = "The keepalives of this server are 30 to 300 s: this job has";
  assertEquals(told(5, 30), [`${range} 30 s, not 5 s`]);
  assertEquals(told(3600, 300), [`${range} 300 s, not 3600 s`]);
  assertEquals(told(null, 300), [
    "This server has no unlimited keepalive: it destroys this job after 300 s of silence",
  ]);
  const none = noticesFor({ maxDeadBoards: null }, { kind: "v2", keepalive: 60 });
  assertEquals(none, []);
});
