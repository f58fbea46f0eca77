/**
 * The fault bench: what a job promises, under every kind of fault, and under
 * random ones while users are at work.
 *
 * `SPALLOC_FAULT_SEED=7` runs the schedule of that seed alone, and tells all
 * that happens in it; `SPALLOC_FAULT_SCHEDULES=1000000` runs that many, from 1
 * on, instead of 10,000.
 *
 * @module
 */
import { assertEquals } from "@std/assert";
import { FAULT_KINDS } from "./kinds/mod.ts";
import { Ledger } from "./ledger.ts";
import { liveThrough } from "./life.ts";
import { MemoryWorld } from "./memory_world.ts";
import { runSchedule } from "./schedule.ts";
import { Unhandled } from "./unhandled.ts";

const KEEPALIVE = 12;
const SCHEDULES = Number(Deno.env.get("SPALLOC_FAULT_SCHEDULES") ?? 10_000);
const STEPS = 10;
/** Schedules that are told of in full when they fail; the others by their seeds. */
const TOLD = 3;

const seed = Deno.env.get("SPALLOC_FAULT_SEED");
const ledger = new Ledger();

for (const kind of seed ? [] : FAULT_KINDS) {
  const end = kind.ends === "lives" ? "lives" : `is ${kind.ends}`;
  Deno.test(`with ${kind.name} a job ${end}`, async () => {
    using unhandled = new Unhandled();
    for (const target of kind.isGlobal ? ["lifeline"] as const : ["lifeline", "session"] as const) {
      // All through the time between two beats.
      for (let at = 3.7; at < 8; at += 0.7) {
        await liveThrough(new MemoryWorld(KEEPALIVE), { kind, target, at }, ledger);
      }
    }
    ledger.unhandled += unhandled.reasons.length;
    assertEquals(unhandled.reasons, []);
  });
}

/** Runs schedules, and fails with all that is to be known of those that fail. */
async function run(seeds: number[]): Promise<void> {
  using unhandled = new Unhandled();
  using _ = withoutStacks();
  const reports: string[] = [];
  for (const seed of seeds) {
    const { problems, events } = await runSchedule(seed, ledger);
    problems.push(
      ...unhandled.reasons.splice(0).map((reason) => {
        ledger.unhandled++;
        return `nobody handles ${reason}`;
      }),
    );
    ledger.schedules++;
    if (problems.length === 0) continue;
    ledger.failing.push(seed);
    const replay = `SPALLOC_FAULT_SEED=${seed} deno test -A tests/faults/bench_test.ts`;
    reports.push([`Seed ${seed}: ${problems.join("; ")}`, ...events, replay].join("\n  "));
  }
  if (reports.length === 0) return;
  const others = ledger.failing.slice(TOLD).join(" ");
  throw new Error([...reports.slice(0, TOLD), `Other seeds: ${others || "none"}`].join("\n"));
}

/** Errors are made by the ten thousand, and where they were made is not asked for. */
function withoutStacks(): Disposable {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  return { [Symbol.dispose]: () => void (Error.stackTraceLimit = stackTraceLimit) };
}

Deno.test(seed ? `the schedule of seed ${seed}` : `${SCHEDULES} schedules of faults`, async (t) => {
  if (seed) {
    const { events } = await runSchedule(Number(seed), new Ledger());
    console.log(events.join("\n"));
    return await run([Number(seed)]);
  }
  for (let step = 0; step < STEPS; step++) {
    const from = Math.floor(SCHEDULES * step / STEPS) + 1;
    const to = Math.floor(SCHEDULES * (step + 1) / STEPS);
    await t.step(`seeds ${from} to ${to}`, () => {
      return run(Array.from({ length: to - from + 1 }, (_, at) => from + at));
    });
  }
});

Deno.test("the fault bench finds nothing amiss", () => {
  console.log(`fault bench: ${ledger}`);
  assertEquals(seed !== undefined || ledger.kinds.size >= 48, true, "there are too few kinds");
  assertEquals(ledger.isClean, true);
});
