/**
 * Goes on when the server is restarted. A server that remembers its jobs is
 * waited for, and the job goes on; one that has forgotten them is asked for
 * boards again, and the work begins anew. Ctrl-C,
 * `kill` or a closed terminal frees them.
 *
 * The server and the owner come from your settings:
 *
 *     deno run --allow-net=spalloc.example.org \
 *       '--allow-env=HOME,XDG_CONFIG_*,SPALLOC_*' \
 *       --allow-read=/etc/xdg/spalloc,$HOME/.config/spalloc,./.spalloc \
 *       examples/recover.ts
 */
import { setTimeout as sleep } from "node:timers/promises";
import { allocate, Interruption, JobUnknownError, SpallocError } from "@spalloc/client";

using interruption = new Interruption(); // before there is a job
const { signal } = interruption;

for (let isDone = false; !isDone && !signal.aborted;) {
  try {
    await using job = await allocate(1, {
      signal,
      onTrouble: ({ message }) => console.error(`The server is away: ${message}`),
      onRecovered: () => console.error("The server is back."),
    });
    await work(job.hostname, AbortSignal.any([signal, job.gone]));
    isDone = true;
  } catch (error) {
    if (signal.aborted) break;
    if (!(error instanceof SpallocError)) throw error;
    console.error(error.message);
    // A job that somebody destroyed is another matter: they will have had a reason.
    if (!(error instanceof JobUnknownError)) Deno.exit(1);
    console.error("Beginning anew.");
  }
}
if (signal.aborted) Deno.exitCode = interruption.exitCode;

/** Your own work; it ends when the boards are gone. */
async function work(hostname: string, signal: AbortSignal): Promise<void> {
  for (let step = 1; step <= 20; step++) {
    await sleep(300, null, { signal }).catch(() => signal.throwIfAborted());
    console.log(`Step ${step} at ${hostname}`);
  }
}
