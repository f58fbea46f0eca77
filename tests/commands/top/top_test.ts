import {
  assert,
  assertEquals,
  assertMatch,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import { CommandError, UsageError } from "../../../commands/errors.ts";
import { type Everything, Top } from "../../../commands/top/top.ts";
import { topCommand as top } from "../../../commands/top.ts";
import { queuePlaces } from "../../../commands/views/job_json.ts";
import { usageOf } from "../../../commands/views/usage.ts";
import type { Look } from "../../../commands/watch/subject.ts";
import type { BoardCoordinate } from "../../../lib/machine/mod.ts";
import type { JobSummary, MachineSummary } from "../../../lib/protocol/messages.ts";
import { paintNothing } from "../../../lib/render/styles.ts";
import { UTC } from "../../../lib/time_zone/zone.ts";
import { contextFor, runIn, runOn } from "../fake_context.ts";
import { serverWith } from "../servers.ts";

const NONE = { permissions: "none" } as const;
const ME = "me@example.org";

function machine(name: string, width: number, height: number): MachineSummary {
  return { name, width, height, tags: ["default"], deadBoards: [], deadLinks: [] };
}

function job(jobId: number, on: string | null, boards: BoardCoordinate[] | null): JobSummary {
  return {
    jobId,
    owner: jobId === 2 ? ME : "you",
    startTime: 1000,
    keepalive: 60,
    state: boards ? 3 : 1,
    power: boards && true,
    args: [1],
    kwargs: { tags: ["default"] },
    machineName: on,
    boards,
    keepaliveHost: null,
    isHidden: false,
  };
}

function everything(machines: MachineSummary[], jobs: JobSummary[]): Everything {
  return { machines, usages: usageOf(machines, jobs), jobs, places: queuePlaces(jobs) };
}

const SMALL = machine("small", 2, 1);
const BIG = machine("big", 20, 20);
const VALUE = everything([SMALL, BIG], [
  job(1, "small", [[0, 0, 0]]),
  job(2, "small", [[1, 0, 0], [1, 0, 1]]),
  job(3, "big", [[0, 19, 0]]),
  job(4, null, null),
]);

function look(rows: number): Look {
  return {
    paint: paintNothing,
    columns: 80,
    rows,
    isLive: true,
    now: 1300,
    zone: UTC,
  };
}

/** A screen of top, and what its keys do. */
function opened(
  { rows = 30, me = ME, value = VALUE, destroy = () => Promise.resolve() }: {
    rows?: number;
    me?: string | null;
    value?: Everything;
    destroy?: (job: JobSummary) => Promise<void>;
  } = {},
) {
  const subject = new Top({ machine: null, me: { name: me, isLoggedIn: false }, destroy });
  const repaints: (() => void)[] = [];
  const repainted = () => new Promise<void>((resolve) => repaints.push(resolve));
  return {
    repainted,
    lines: (now = value) => subject.text(now, look(rows)).split("\n"),
    press: (...keys: string[]) =>
      keys.map((key) => subject.press(key, value, () => repaints.shift()?.())),
  };
}

Deno.test("top shows jobs with age and place, and the boards of the chosen one", NONE, () => {
  const { lines, press } = opened();
  press("down");
  assertEquals(
    lines().join("\n"),
    String.raw`
4 jobs, 1 queued, on 2 machines
   ID  State     Power  Boards  Machine  Age  Keepalive  Owner (Host)
A   1  ready     on          1  small    5m   60.0       you
>   2  ready     on          2  small    5m   60.0       me@example.org
    3  ready     on          1  big      5m   60.0       you
    4  queue ~1                          5m   60.0       you

small: 3 of 6 boards in use, 3 free, 0 dead, 0 dead links, 1 queued
 ___     ___
/ . \___/ . \___
\___/ . \___/###\
/ A \___/###\___/
\___/   \___/
# job 2`.slice(1),
  );
});

Deno.test("top shows the machine of the chosen job, or of the keys", NONE, () => {
  const { lines, press } = opened();
  const shown = (): string => lines().find((line) => / boards in use/.test(line))!.split(":")[0]!;
  assertEquals(shown(), "small");
  press("right");
  assertEquals(shown(), "big");
  press("left");
  assertEquals(shown(), "small");
  press("right", "down", "down");
  assertEquals(shown(), "big");
  // A queued job: the first machine that it may get.
  press("end");
  assertEquals(shown(), "small");
});

Deno.test("top fits into any screen, with the chosen job and its boards in sight", NONE, () => {
  const jobs = Array.from({ length: 40 }, (_, at) => job(at + 1, "big", [[at % 20, at >> 1, 0]]));
  const value = everything([BIG], jobs);
  for (const rows of [10, 21, 40, 90]) {
    const { lines, press } = opened({ rows, value });
    for (const key of ["home", "end", "up", "pageDown", "pageUp"]) {
      press(key);
      const shown = lines();
      assert(shown.length <= rows, `${shown.length} lines on ${rows}`);
      assert(shown.some((line) => line.startsWith(">")), shown.join("\n"));
      if (!key.startsWith("page")) {
        assert(shown.some((line) => line.includes("#") && line.includes(".")), shown.join("\n"));
      }
    }
  }
});

Deno.test("top says what is cut, and what the mark on the map means", NONE, () => {
  assertEquals(opened({ rows: 30 }).lines()[0], "4 jobs, 1 queued, on 2 machines");
  const jobs = Array.from({ length: 40 }, (_, at) => job(at + 1, "big", [[at % 20, at >> 1, 0]]));
  const { lines } = opened({ rows: 12, value: everything([BIG], jobs) });
  assertMatch(lines()[0] ?? "", /^40 jobs, 0 queued, on 1 machine; jobs 1 to \d of 40 shown$/);
  // At the beginning of its line, which 80 columns cut.
  const machine = lines().find((line) => line.startsWith("big"));
  assertMatch(machine ?? "", /^big \(lines \d+ to \d+ of \d+ shown\): .* queued$/);
  const { keys } = new Top({
    machine: null,
    me: { name: ME, isLoggedIn: false },
    destroy: () => Promise.resolve(),
  });
  assertEquals(keys.some(([key, does]) => key === "# on the map" && does.includes("boards")), true);
});

Deno.test("page keys scroll the map that does not fit", NONE, () => {
  const { lines, press } = opened({
    rows: 12,
    value: everything([BIG], [job(1, "big", [[0, 0, 0]])]),
  });
  const first = lines();
  press("pageUp");
  const second = lines();
  assert(first.join() !== second.join());
  press(" ");
  assertEquals(lines(), first);
});

Deno.test("d destroys one's own job after a question, and y alone is a yes", NONE, async () => {
  const destroyed: number[] = [];
  const { lines, press, repainted } = opened({
    destroy: ({ jobId }) => {
      destroyed.push(jobId);
      return Promise.resolve();
    },
  });
  press("down", "d");
  assertEquals(lines().at(-1), "Destroy your job 2 (2 boards)? y or n");
  for (const key of ["n", "escape", "d", "q", "enter"]) {
    assertEquals(press(key, "d"), [true, true]);
    assertEquals(destroyed, []);
  }
  const done = repainted();
  press("y");
  assertEquals([destroyed, lines().at(-1)], [[2], "Destroying job 2..."]);
  await done;
  assertEquals(lines().at(-1), "Job 2 destroyed.");
  press("up");
  assertEquals(lines().at(-1), "# job 1");
});

Deno.test("d destroys nothing of others, and nothing where nobody says who they are", NONE, () => {
  const destroy = (): Promise<void> => Promise.reject(new Error("destroyed"));
  const others = opened({ destroy });
  others.press("d", "y");
  assertEquals(others.lines().at(-1), "Job 1 is not yours (you are me@example.org).");
  const nobody = opened({ me: null, destroy });
  nobody.press("down", "d");
  assertStringIncludes(nobody.lines().at(-1)!, "Your owner is not known");
  const empty = opened({ value: everything([SMALL], []), destroy });
  empty.press("d");
  assertEquals(empty.lines().at(-1), "There is no job to destroy.");
});

Deno.test("a question about a job that is over is taken back", NONE, () => {
  const { lines, press } = opened();
  press("down", "d");
  const now = everything([SMALL, BIG], VALUE.jobs.filter(({ jobId }) => jobId !== 2));
  assertEquals(lines(now).some((line) => line.startsWith("Destroy")), false);
  assertEquals(press("q"), [false]);
});

Deno.test("top tells why a job could not be destroyed", NONE, async () => {
  const { lines, press, repainted } = opened({
    destroy: () => Promise.reject(new Error("no\x1bway")),
  });
  const done = repainted();
  press("down", "d", "y");
  await done;
  assertEquals(lines().at(-1), String.raw`Could not destroy job 2: no\x1bway`);
});

Deno.test("top needs a terminal, for pictures and for keys", async () => {
  const server = { hostname: "localhost", port: 1 };
  await assertRejects(() => runOn(server, top, []), UsageError, "top needs a terminal");
  await assertRejects(() => runOn(server, top, [], {}, { isTerminal: true }), UsageError);
});

const KEYS = { isTerminal: true, typed: { text: "", isTerminal: true, isOpen: true } };

Deno.test("top destroys the chosen job on the server, and leaves the list on the terminal", async () => {
  await using server = await serverWith([{ owner: "you" }, { owner: "me" }]);
  const context = contextFor(server, { ...KEYS, env: { SPALLOC_OWNER: "me" } });
  const done = runIn(context, top, []);
  await context.out.until(/> +1 [^]*2026l/);
  context.type("\x1b[B");
  await context.out.until(/> +2 [^]*2026l/);
  context.type("d");
  await context.out.until(/Destroy your job 2 \(1 board\)\? y or n/);
  context.type("y");
  await context.out.until(/1 job, 0 queued[^]*Job 2 destroyed\./);
  assertEquals(server.jobs.map(({ id }) => id), [1]);
  assertEquals(server.destroyedJobs.get(2), "Destroyed by me");
  context.type("q");
  assertEquals(await done, 0);
  const left = context.out.text.split("\x1b[?1049l").at(-1)!;
  assertEquals(left.split("\n").map((line) => line.slice(0, 9)), [
    "1 job, 0 ",
    "",
    "ID  State",
    " 1  ready",
    "",
  ]);
});

Deno.test("top says that there is no machine of that name", async () => {
  await using server = await serverWith([]);
  const context = contextFor(server, KEYS);
  const error = await assertRejects(() => runIn(context, top, ["-m", "mm"]), CommandError);
  assertEquals([error.exitCode, context.rawModes], [6, [true, false]]);
  assertStringIncludes(error.message, `No machine 'mm' was found.`);
});

Deno.test("top shows one machine, its jobs and those that wait for it", async () => {
  await using server = await serverWith([
    { machine: "m" },
    { machine: "n", what: [1, 1] },
    { machine: "n", what: [1, 1] },
    { machine: "m", what: [4, 2], tags: null },
  ]);
  const context = contextFor(server, KEYS);
  const done = runIn(context, top, ["-m", "n"]);
  await context.out.until(/2026l/);
  context.type("q");
  await done;
  assertEquals(
    context.out.text.split("\x1b[?1049l").at(-1)!.match(/^ *\d+ {2}(?:ready|queue ~\d)/gm),
    [" 2  ready", " 3  queue ~1"],
  );
});
