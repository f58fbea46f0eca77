/**
 * Works on many experiments, each on boards of its own, on three at a time. An
 * experiment that fails does not hold up the others, nor keep its boards; Ctrl-C,
 * `kill` or a closed terminal ends them all.
 *
 * The server and the owner come from your settings:
 *
 *     deno run --allow-net=spalloc.example.org \
 *       '--allow-env=HOME,XDG_CONFIG_*,SPALLOC_*' \
 *       --allow-read=/etc/xdg/spalloc,$HOME/.config/spalloc,./.spalloc \
 *       examples/many_jobs.ts
 */
import { setTimeout as sleep } from "node:timers/promises";
import { allocate, Interruption, loadConfig, systemEnvironment } from "@spalloc/client";

const AT_A_TIME = 3;
using interruption = new Interruption(); // before there is a job
const { signal } = interruption;

const { settings } = await loadConfig({ env: systemEnvironment }); // once for all of them
const experiments = Array.from({ length: 8 }, (_, index) => `experiment ${index + 1}`);

// All of them take from the same iterator, so each experiment is worked on once.
const waiting = experiments.values();
await Promise.all(Array.from({ length: AT_A_TIME }, async () => {
  for (const experiment of waiting) {
    if (signal.aborted) return;
    try {
      await using job = await allocate(1, { settings, signal });
      const result = await run(experiment, job.hostname, AbortSignal.any([signal, job.gone]));
      console.log(`${experiment}: ${result}`);
    } catch (error) {
      if (signal.aborted) return;
      console.error(`${experiment} failed: ${error}`);
      Deno.exitCode = 1;
    }
  }
}));
if (signal.aborted) Deno.exitCode = interruption.exitCode;

/** Your own work, which ends when the boards are gone. */
async function run(experiment: string, hostname: string, signal: AbortSignal): Promise<string> {
  await sleep(200, null, { signal }).catch(() => signal.throwIfAborted());
  if (experiment.endsWith("5")) throw new Error("it does not converge");
  return `done at ${hostname}`;
}
