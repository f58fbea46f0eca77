// Permissions: all, because it starts programs.
import {
  assert,
  assertEquals,
  assertMatch,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import { fromFileUrl, join } from "@std/path";
import { type BoardCoordinate, Simulator, type SimulatorOptions } from "../../lib/simulator/mod.ts";
import { startServer } from "../lib_test_kit/manners.ts";
import { leadTo, programTest, Run, run } from "./program.ts";

const BOOT_BOARD = fromFileUrl(new URL("../lib_test_kit/boot_board.ts", import.meta.url));

/** Starts a frame of boards with sockets, some of them silent. */
async function start(
  silentBoards: readonly BoardCoordinate[],
  boards: SimulatorOptions["boards"] = {},
): Promise<Simulator> {
  return await startServer({
    machines: [{ name: "demo", width: 4, height: 2, silentBoards }],
    powerDelay: 0.05,
    boards: { sockets: true, ...boards },
  });
}

/** Makes a folder for the files of a user, whose `rig-boot` boots. */
async function home(): Promise<{ folder: string; env: Record<string, string> } & AsyncDisposable> {
  const folder = await Deno.makeTempDir({ prefix: "spalloc_home_" });
  const line = `exec "${Deno.execPath()}" run -A --no-config "${BOOT_BOARD}" "$@"`;
  await Deno.writeTextFile(join(folder, "rig-boot"), `#!/bin/sh\n${line}\n`, { mode: 0o755 });
  const PATH = `${folder}:${Deno.env.get("PATH") ?? ""}`;
  return {
    folder,
    env: { PATH, HOME: folder, XDG_STATE_HOME: join(folder, "state") },
    [Symbol.asyncDispose]: () => Deno.remove(folder, { recursive: true }),
  };
}

/** Returns the file of the boards that failed a check. */
function rememberedIn({ folder }: { folder: string }): string {
  return join(folder, "state", "spalloc", "boards.json");
}

programTest(
  "spalloc --ping gets other boards where one is silent, and avoids it then",
  async (program) => {
    await using server = await start([[0, 0, 1]]);
    await using user = await home();
    const surroundings = { env: { ...leadTo(server), ...user.env } };
    const words = ["1", "1", "--ping", "--", "echo", "runs"];
    const first = await run(program, words, surroundings);
    assertEquals([first.code, first.stdout], [0, "runs\n"], first.stderr);
    assertMatch(
      first.stderr,
      /1 of 3 boards does not answer: board 0 0 1 \(cabinet 0, frame 0, board 1; 127\.\d+\.0\.9\) of demo \(try 1 of 3\)/,
    );
    assertStringIncludes(await Deno.readTextFile(rememberedIn(user)), "does not answer");
    const second = await run(program, words, surroundings);
    assertEquals([second.code, second.stdout], [0, "runs\n"], second.stderr);
    assertMatch(second.stderr, /failed a check before: board 0 0 1/);
    assertEquals(server.jobs, []);
  },
);

programTest(
  "spalloc --ping says that boards may not be booted, and blames none",
  async (program) => {
    await using server = await start([], { needBoot: true });
    await using user = await home();
    const surroundings = { env: { ...leadTo(server), ...user.env } };
    const { code, stderr } = await run(
      program,
      ["2", "--ping", "--", "echo", "runs"],
      surroundings,
    );
    assertEquals(code, 1, stderr);
    assertMatch(
      stderr,
      /^spalloc: None of the \d boards of job \d+ answers: boards answer only once they are booted\. To boot them first, add --boot$/m,
    );
    assertEquals(server.jobs, []);
    await assertRejects(() => Deno.stat(rememberedIn(user)), Deno.errors.NotFound);
  },
);

programTest("spalloc --boot --ping asks boards when they are booted", async (program) => {
  await using server = await start([[0, 0, 1]], { needBoot: true });
  await using user = await home();
  const surroundings = { env: { ...leadTo(server), ...user.env } };
  const words = ["1", "1", "--ping", "--boot", "--", "echo", "runs"];
  const { code, stdout, stderr } = await run(program, words, surroundings);
  assertEquals([code, stdout], [0, "runs\n"], stderr);
  assertMatch(
    stderr,
    /Booting\.\.\.\n[^]*Asking its boards[^]*board 0 0 1[^]*Booting\.\.\.\n[^]*Ready!/,
  );
  assertEquals(server.jobs, []);
});

programTest(
  "spalloc --proxy --boot --check --ping does all of that through the server",
  async (program) => {
    await using server = await Simulator.start({
      machines: [{ name: "demo", width: 4, height: 2, silentBoards: [[0, 0, 1]] }],
      ...{ powerDelay: 0, secondsBeforeFree: 0, boards: { needBoot: true } },
      api: { accounts: [{ name: "ada", password: "secret" }] },
    });
    await using user = await home();
    const env = {
      ...user.env,
      SPALLOC_HOSTNAME: server.api?.url ?? "",
      ...{ SPALLOC_USER: "ada", SPALLOC_PASSWORD: "secret" },
    };
    // What a check names by its address on this computer is known by its own.
    const check = "case {} in 127.*) ;; *) exit 9 ;; esac; [ $SPALLOC_JOB_ID != 4001 ] || " +
      "{ tail -1 {ethernet_ips} | cut -d, -f3 >{failed}; exit 3; }";
    const words = ["1", "1", "--proxy", "--boot", "--ping", "--check", check, "--", "echo", "{}"];
    const { code, stdout, stderr } = await run(program, words, { env });
    assertEquals(code, 0, stderr);
    assertMatch(stdout, /^127\./);
    assertMatch(
      stderr,
      /exited with code 3: board 0 0 \d \(cabinet 0, frame 0, board \d; 10\.11\.0\.\d+\)/,
    );
    assertMatch(stderr, /Asking its boards[^]*Ready!/);
    assertEquals(server.jobs, []);
  },
);

programTest(
  "spalloc --proxy --ping names silent boards by their own addresses",
  async (program) => {
    await using server = await Simulator.start({
      machines: [{ name: "demo", width: 4, height: 2, silentBoards: [[0, 0, 1]] }],
      ...{ powerDelay: 0, secondsBeforeFree: 0 },
      api: { accounts: [{ name: "ada", password: "secret" }] },
    });
    await using user = await home();
    const env = {
      ...user.env,
      SPALLOC_HOSTNAME: server.api?.url ?? "",
      ...{ SPALLOC_USER: "ada", SPALLOC_PASSWORD: "secret" },
    };
    const { code, stderr } = await run(program, ["1", "1", "--proxy", "--ping", "--", "true"], {
      env,
    });
    assertEquals(code, 0, stderr);
    assertMatch(stderr, /1 of 3 boards does not answer: board 0 0 1 \(.*; 10\.11\.0\.9\)/);
  },
);

programTest("spalloc --ping can be interrupted, and leaves no job", async (program) => {
  await using server = await start([[0, 0, 0]]);
  await using user = await home();
  const env = { ...leadTo(server), ...user.env };
  await using running = new Run(program, ["1", "--check", "true", "--ping"], { env });
  await running.hears("stderr", /Asking its boards/);
  const since = performance.now();
  running.kill("SIGTERM");
  assertEquals((await running.ended).code, 143);
  assert(performance.now() - since < 5000);
  assertEquals(server.jobs, []);
});

programTest(
  "spalloc simulate --boards has boards that answer, but for silent ones",
  async (program) => {
    await using user = await home();
    const env = { SPALLOC_OWNER: "me", ...user.env };
    const ping = [program.path, ...program.args, "1", "1", "--ping", "--tries", "1"];
    const simulate = ["simulate", "a:1x1", "--boards", "--power-delay", "0"];
    const command = ["--", ...ping, "--", "echo", "{}"];
    const good = await run(program, [...simulate, ...command], { env });
    assertEquals(good.code, 0, good.stderr);
    assertMatch(good.stdout, /^127\.\d+\.0\.1\n$/);
    const bad = await run(program, [...simulate, "--silent-boards", "a=0,0,2", ...command], {
      env,
    });
    assertEquals([bad.code, bad.stdout], [7, ""], bad.stderr);
    assertMatch(bad.stderr, /1 of 3 boards does not answer: board 0 0 2/);
  },
);
