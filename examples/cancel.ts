/**
 * Waits for boards, and works on them, until that is done or Ctrl-C, `kill` or a
 * closed terminal ends it; for boards it waits a minute at most. Whichever comes
 * first, no job is left.
 *
 * The server and the owner come from your settings:
 *
 *     deno run --allow-net=spalloc.example.org \
 *       '--allow-env=HOME,XDG_CONFIG_*,SPALLOC_*' \
 *       --allow-read=/etc/xdg/spalloc,$HOME/.config/spalloc,./.spalloc \
 *       examples/cancel.ts 24
 */
import { setTimeout as sleep } from "node:timers/promises";
import { allocate, Interruption, NotReadyError, SpallocError } from "@spalloc/client";

const [boards] = Deno.args;
if (boards === undefined) {
  console.error("usage: cancel.ts BOARDS");
  Deno.exit(2);
}

// Before there is a job: from now on a signal does not end this program at once.
using interruption = new Interruption();
const { signal } = interruption;
try {
  await using job = await allocate(Number(boards), { signal, readyTimeout: 60 });
  console.log(`Job ${job.id} is ready.`);
  await work(AbortSignal.any([signal, job.gone]));
} catch (error) {
  if (signal.aborted) {
    console.error("Interrupted.");
    Deno.exitCode = interruption.exitCode;
  } else if (error instanceof NotReadyError) {
    console.error("All boards are taken; try again later.");
    Deno.exitCode = 1;
  } else if (error instanceof SpallocError) {
    console.error(error.message); // no server in the settings, say
    Deno.exitCode = 2;
  } else throw error;
}

/** Your own work, which ends when it is interrupted or the boards are gone. */
async function work(signal: AbortSignal): Promise<void> {
  await sleep(3_600_000, null, { signal }).catch(() => signal.throwIfAborted());
}
