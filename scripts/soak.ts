/**
 * Creates, uses and ends jobs for half an hour, through the library and the program, on a real
 * Python server that is restarted all the time, and reports whether a job was lost or leaked, and
 * whether memory or open files grew.
 *
 * `--minutes N` takes another time, `--seed N` other random numbers. The exit
 * code is 1 if anything is wrong, and 2 where it can't run.
 */
import { parseArgs } from "node:util";
import { referenceStatus } from "./reference/recipe.ts";
import { faults, reportLines } from "./soak/report.ts";
import { soak } from "./soak/soak.ts";

async function main(): Promise<number> {
  const { values } = parseArgs({
    args: Deno.args,
    options: {
      minutes: { type: "string", default: "30" },
      seed: { type: "string", default: String(Date.now() % 1_000_000) },
    },
  });
  const minutes = Number(values.minutes);
  const seed = Number(values.seed);
  if (!(minutes > 0) || !Number.isInteger(seed)) {
    console.error("soak: --minutes takes a number above 0, --seed a whole number");
    return 2;
  }
  const status = await referenceStatus();
  if (!status.available) {
    console.error(`soak: no Python server here: ${status.reason}`);
    return 2;
  }
  console.error(`soak: ${minutes} min, seed ${seed}`);
  const started = performance.now();
  const report = await soak({
    seconds: minutes * 60,
    warmUp: minutes * 60 / 5,
    keepalive: 15,
    jobs: 10,
    programs: 2,
    restartEvery: 5,
    longestUse: 20,
    seed,
    onProgress(line) {
      console.error(`soak: ${((performance.now() - started) / 60_000).toFixed(1)} min: ${line}`);
    },
  });
  for (const line of reportLines(report)) console.log(line);
  const wrong = faults(report);
  for (const fault of wrong) console.error(`soak: WRONG: ${fault}`);
  return wrong.length === 0 ? 0 : 1;
}

Deno.exitCode = await main();
