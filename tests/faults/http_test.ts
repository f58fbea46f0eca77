/**
 * The fault bench for the HTTP API: what a job promises, under every kind of fault of HTTP at every
 * moment between two beats, and under random ones while users are at work.
 *
 * `SPALLOC_FAULT_SEED=7` runs the schedule of that seed alone, and tells all that happens in it;
 * `SPALLOC_FAULT_SCHEDULES=10000`, as `deno task faults` has it, runs a tenth of that number: each
 * takes as long as ten on the old port.
 *
 * @module
 */
import { assertEquals } from "@std/assert";
import { HTTP_KINDS } from "./http/kinds.ts";
import { liveThrough, TARGETS } from "./http/life.ts";
import { HttpSchedule } from "./http/schedule.ts";
import { HttpWorld } from "./http/world.ts";
import { Ledger } from "./ledger.ts";
import { Unhandled } from "./unhandled.ts";

const SCHEDULES = Number(Deno.env.get("SPALLOC_FAULT_SCHEDULES") ?? 3_000) / 10;
const STEPS = 10;
/** Schedules that are told of in full when they fail; the others by their seeds. */
const TOLD = 3;

const ledger = new Ledger();
const seed = Deno.env.get("SPALLOC_FAULT_SEED");

for (const kind of seed ? [] : HTTP_KINDS) {
  Deno.test(`on the HTTP API, with ${kind.name} a job lives`, async (t) => {
    for (const target of kind.isGlobal ? ["any request"] : Object.keys(TARGETS)) {
      await t.step(`of ${target}`, async () => {
        using unhandled = new Unhandled();
        for (let at = 8; at < 19; at += 1.7) {
          await liveThrough(new HttpWorld(), { kind, target, at }, ledger);
        }
        ledger.unhandled += unhandled.reasons.length;
        assertEquals(unhandled.reasons, []);
      });
    }
  });
}

Deno.test(`${seed ? `the schedule of seed ${seed}` : `${SCHEDULES} schedules of faults`} of HTTP`, async (t) => {
  if (seed) return await run([Number(seed)], { isTold: true });
  for (let step = 0; step < STEPS; step++) {
    const from = Math.floor(SCHEDULES * step / STEPS) + 1;
    const to = Math.floor(SCHEDULES * (step + 1) / STEPS);
    const seeds = Array.from({ length: to - from + 1 }, (_, at) => from + at);
    await t.step(`seeds ${from} to ${to}`, () => run(seeds));
  }
});

Deno.test("the fault bench finds nothing amiss on the HTTP API", () => {
  console.log(`fault bench on the HTTP API: ${ledger}`);
  if (!seed) assertEquals(ledger.kinds.size, HTTP_KINDS.length);
  assertEquals(ledger.isClean, true);
});

/** Runs schedules, and fails with all that is to be known of those that fail. */
async function run(seeds: number[], { isTold = false } = {}): Promise<void> {
  using unhandled = new Unhandled();
  const reports: string[] = [];
  for (const seed of seeds) {
    const schedule = new HttpSchedule(seed, ledger);
    await schedule.run();
    const { problems, events } = schedule;
    for (const reason of unhandled.reasons.splice(0)) {
      ledger.unhandled++;
      problems.push(`nobody handles ${reason}`);
    }
    ledger.schedules++;
    if (isTold) console.log(events.join("\n"));
    if (problems.length === 0) continue;
    ledger.failing.push(seed);
    const replay = `SPALLOC_FAULT_SEED=${seed} deno test -A tests/faults/http_test.ts`;
    reports.push([`Seed ${seed}: ${problems.join("; ")}`, ...events, replay].join("\n  "));
  }
  if (reports.length === 0) return;
  const others = ledger.failing.slice(TOLD).join(" ");
  throw new Error([...reports.slice(0, TOLD), `Other seeds: ${others || "none"}`].join("\n"));
}
