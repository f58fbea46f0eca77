// Permissions: all, because it starts programs.
import { assertEquals } from "@std/assert";
import { leadTo, type Program, programs, run } from "../end_to_end/program.ts";
import { runPythonClient } from "./python_client.ts";
import { ReferenceServer, referenceTest } from "./reference_server.ts";

/** The Python client refuses the newer numbers, such as `1!7.0.0`. */
const VERSION = "5.0.0";
const OWNER = "tester@example.org";
const READY = 3;

type Command = "ps" | "machine" | "job" | "where-is";

for (const program of programs) {
  referenceTest(`every query prints what the Python client prints (${program.name})`, async (t) => {
    await using server = await ReferenceServer.start({
      version: VERSION,
      machines: [
        {
          name: "frame-4",
          width: 4,
          height: 2,
          deadBoards: [[2, 1, 1]],
          deadLinks: [[0, 0, 0, 2], [3, 0, 2, 5]],
        },
        {
          name: "one-board",
          width: 1,
          height: 1,
          tags: ["single"],
          deadBoards: [[0, 0, 1], [0, 0, 2]],
        },
        { name: "spin5-big", width: 20, height: 20, tags: ["big", "default"] },
      ],
    });
    await fill(server);
    const queries: [Command, string[]][] = [
      ["ps", []],
      ["ps", ["--machine", "spin5-big"]],
      ["ps", ["-m", "one-board"]],
      ["ps", ["-m", "nowhere"]],
      ["ps", ["--owner", OWNER]],
      ["ps", ["-o", "nobody"]],
      ["machine", []],
      ["machine", ["frame-4"]],
      ["machine", ["frame-4", "--detailed"]],
      ["machine", ["one-board", "-d"]],
      ["machine", ["spin5-big"]],
      ["machine", ["spin5-big", "--detailed"]],
      ["machine", ["nowhere"]],
      ["job", ["1"]],
      ["job", ["2", "--info"]],
      ["job", ["3"]],
      ["job", ["4"]],
      ["job", ["5"]],
      ["job", ["6", "-i"]],
      ["job", ["7"]],
      ["job", ["999"]],
      ["job", ["1", "--ethernet-ips"]],
      ["job", ["3", "--ethernet-ips"]],
      ["job", ["5", "-e"]],
      // But for --destroy, which the Python client calls done.
      ["job", ["999", "--ethernet-ips"]],
      ["job", ["999", "--reset"]],
      ["job", ["999", "--power-off"]],
      ["job", ["--owner", "nobody"]],
      ["job", ["--owner", "only@example.org"]],
      ["job", ["--owner", "many@example.org"]],
      ["where-is", ["--job-chip", "1", "3", "3"]],
      ["where-is", ["-j", "2", "14", "3"]],
      ["where-is", ["-j", "1", "100", "100"]],
      ["where-is", ["-j", "3", "0", "0"]],
      ["where-is", ["-j", "999", "0", "0"]],
    ];
    for (const [command, args] of queries) {
      await t.step(`${command} ${args.join(" ")}`, () => compare(server, program, [command, args]));
    }
  });

  referenceTest(
    `a job that is powered is shown as by the Python client (${program.name})`,
    async (t) => {
      await using server = await ReferenceServer.start({
        version: VERSION,
        powerDelay: 60,
        machines: [{ name: "frame-4", width: 4, height: 2 }],
      });
      await create(server, [3]);
      const queries: [Command, string[]][] = [
        ["ps", []],
        ["machine", ["frame-4", "-d"]],
        ["job", ["1"]],
        ["job", ["1", "-e"]],
        ["where-is", ["-j", "1", "0", "0"]],
      ];
      for (const [command, args] of queries) {
        await t.step(
          `${command} ${args.join(" ")}`,
          () => compare(server, program, [command, args]),
        );
      }
    },
  );

  referenceTest(`every action does what the Python client does (${program.name})`, async (t) => {
    await using server = await ReferenceServer.start({
      version: VERSION,
      machines: [{ name: "frame-4", width: 4, height: 2 }],
    });
    const actions: [action: string[], state: number][] = [
      [["--power-off"], READY],
      [["--power-on"], READY],
      [["--reset"], READY],
      [["-r"], READY],
      [["--destroy"], 4],
      [["-D", "another reason"], 4],
    ];
    for (const [action, state] of actions) {
      await t.step(action.join(" "), async () => {
        const jobs = await Promise.all([create(server, [1]), create(server, [1])]);
        for (const job of jobs) await server.untilJobState(job, READY);
        const [ours = 0, theirs = 0] = jobs;
        // The Python client does not know who calls it either, so both give the same reason.
        const { SPALLOC_OWNER: _, ...env } = leadTo(server);
        const mine = await run(program, ["job", String(ours), ...action], { env });
        const python = await runTheirs(server, ["job", [String(theirs), ...action]]);
        assertEquals(mine.code, python.code);
        assertEquals(mine.stdout, python.stdout);
        const after = async (id: number): Promise<unknown> => {
          const { state, power, reason } = await server.call<Record<string, unknown>>(
            "get_job_state",
            [id],
          );
          return { state, power, reason };
        };
        assertEquals(await after(ours), await after(theirs));
        assertEquals((await after(ours) as { state: number }).state, state);
        for (const job of jobs) await server.call("destroy_job", [job]);
      });
    }
  });

  referenceTest(
    `the boards are shown as the Python client shows them (${program.name})`,
    async () => {
      await using server = await ReferenceServer.start({
        version: VERSION,
        machines: [
          { name: "board", width: 1, height: 1, deadBoards: [[0, 0, 1], [0, 0, 2]] },
          { name: "triad", width: 1, height: 1 },
          { name: "frame-4", width: 4, height: 2 },
        ],
      });
      // Freed boards are free only once their power is off, so none has others to offer meanwhile.
      const cases = [
        ["-m", "board"],
        ["2", "-m", "triad"],
        ["4", "2", "-m", "frame-4"],
        ["3", "1", "0", "-m", "frame-4"],
      ];
      for (const args of cases) {
        const ours = await run(program, args, { env: leadTo(server) });
        const theirs = await runPythonClient("spalloc", ["--owner", OWNER, ...args], {
          server,
          stdin: "",
        });
        const withoutFile = (text: string): string => text.replace(/: \S*\.csv/, ": FILE");
        assertEquals(withoutFile(ours.stdout), withoutFile(theirs.stdout));
        assertEquals(ours.code, theirs.code);
        assertEquals(await server.call("list_jobs"), []);
      }
    },
  );
}

/** Jobs of every kind: ready, off, queued, destroyed, of one owner and of many, more than letters. */
async function fill(server: ReferenceServer): Promise<void> {
  const many = { owner: "many@example.org" };
  await create(server, [2], { machine: "frame-4" });
  await create(server, [3], { machine: "frame-4", max_dead_links: 4, min_ratio: 0.5 });
  await create(server, [4, 2], { machine: "frame-4", max_dead_boards: 3, keepalive: null });
  await create(server, [100_000]);
  await create(server, [], { tags: ["single"], owner: "only@example.org" });
  await create(server, [3], { ...many, tags: ["big"] });
  await create(server, [5, 5, 2], { ...many, machine: "spin5-big" });
  for (let i = 0; i < 30; i++) await create(server, [1 + i % 12], { ...many, tags: ["big"] });
  for (const id of [1, 2, 5, 6, 7, 37]) await server.untilJobState(id, READY);
  await server.call("power_off_job_boards", [6]);
  await server.untilJobState(6, READY);
}

function create(
  server: ReferenceServer,
  what: number[],
  kwargs: Record<string, unknown> = {},
): Promise<number> {
  return server.call<number>("create_job", what, { owner: OWNER, keepalive: 600, ...kwargs });
}

async function compare(
  server: ReferenceServer,
  program: Program,
  query: [Command, string[]],
): Promise<void> {
  const ours = await runOurs(program, server, query);
  const theirs = await runTheirs(server, query);
  // The Python client shows dead links by their colour only, so not at all without one.
  assertEquals(ours.stdout.replaceAll("XXX", "___"), theirs.stdout, ours.stderr);
  assertEquals(ours.code, theirs.code, `${ours.stderr}\n${theirs.stderr}`);
}

function runOurs(
  program: Program,
  server: ReferenceServer,
  [command, args]: [Command, string[]],
): ReturnType<typeof run> {
  return run(program, [command, ...args], { env: leadTo(server) });
}

function runTheirs(
  server: ReferenceServer,
  [command, args]: [Command, string[]],
): ReturnType<typeof runPythonClient> {
  return runPythonClient(`spalloc-${command}`, args, { server });
}
