/**
 * The fault bench: what a job promises, under every kind of fault, and under
 * random ones while users are at work.
 *
 * All of it is done to servers of both manners. `SPALLOC_FAULT_SEED=7` runs the
 * schedule of that seed alone, and tells all that happens in it;
 * `SPALLOC_FAULT_SCHEDULES=10000`, as `deno task faults` has it, runs that many on
 * each, from 1 on, instead of 5,000; `SPALLOC_FAULT_MANNERS=java` leaves the other
 * server out.
 *
 * @module
 */
import { assertEquals } from "@std/assert";
import type { Manners } from "../../lib/simulator/mod.ts";
import { FAULT_KINDS } from "./kinds/mod.ts";
import { Ledger } from "./ledger.ts";
import { liveThrough } from "./life.ts";
import { MemoryWorld } from "./memory_world.ts";
import { runSchedule } from "./schedule.ts";
import { Unhandled } from "./unhandled.ts";

const KEEPALIVE = 12;
const SCHEDULES = Number(Deno.env.get("SPALLOC_FAULT_SCHEDULES") ?? 5_000);
const MANNERS = (["python", "java"] as const).filter((manners) => {
  return manners === (Deno.env.get("SPALLOC_FAULT_MANNERS") ?? manners);
});
const STEPS = 10;
/** Schedules that are told of in full when they fail; the others by their seeds. */
const TOLD = 3;

const seed = Deno.env.get("SPALLOC_FAULT_SEED");

for (const manners of MANNERS) {
  const ledger = new Ledger();
  const on = `on ${manners === "java" ? "a Java" : "a Python"} server`;

  for (const kind of seed ? [] : FAULT_KINDS) {
    const end = kind.ends === "lives" ? "lives" : `is ${kind.ends}`;
    Deno.test(`${on}, with ${kind.name} a job ${end}`, async () => {
      using unhandled = new Unhandled();
      const targets = kind.isGlobal ? ["lifeline"] as const : ["lifeline", "session"] as const;
      for (const target of targets) {
        // All through the time between two beats.
        for (let at = 3.7; at < 8; at += 0.7) {
          await liveThrough(new MemoryWorld(KEEPALIVE, manners), { kind, target, at }, ledger);
        }
      }
      ledger.unhandled += unhandled.reasons.length;
      assertEquals(unhandled.reasons, []);
    });
  }

  const schedules = seed ? `the schedule of seed ${seed}` : `${SCHEDULES} schedules of faults`;
  Deno.test(`${schedules} ${on}`, async (t) => {
    if (seed) {
      const { events } = await runSchedule(Number(seed), manners, new Ledger());
      console.log(events.join("\n"));
      return await run([Number(seed)], manners, ledger);
    }
    for (let step = 0; step < STEPS; step++) {
      const from = Math.floor(SCHEDULES * step / STEPS) + 1;
      const to = Math.floor(SCHEDULES * (step + 1) / STEPS);
      const seeds = Array.from({ length: to - from + 1 }, (_, at) => from + at);
      await t.step(`seeds ${from} to ${to}`, () => run(seeds, manners, ledger));
    }
  });

  Deno.test(`the fault bench finds nothing amiss ${on}`, () => {
    console.log(`fault bench ${on}: ${ledger}`);
    assertEquals(seed !== undefined || ledger.kinds.size >= 48, true, "there are too few kinds");
    assertEquals(ledger.isClean, true);
  });
}

/** Runs schedules, and fails with all that is to be known of those that fail. */
async function run(seeds: number[], manners: Manners, ledger: Ledger): Promise<void> {
  using unhandled = new Unhandled();
  using _ = withoutStacks();
  const reports: string[] = [];
  for (const seed of seeds) {
    const { problems, events } = await runSchedule(seed, manners, ledger);
    problems.push(
      ...unhandled.reasons.splice(0).map((reason) => {
        ledger.unhandled++;
        return `nobody handles ${reason}`;
      }),
    );
    ledger.schedules++;
    if (problems.length === 0) continue;
    ledger.failing.push(seed);
    const how = `SPALLOC_FAULT_SEED=${seed} SPALLOC_FAULT_MANNERS=${manners}`;
    const replay = `${how} deno test -A tests/faults/bench_test.ts`;
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
