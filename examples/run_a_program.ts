/**
 * Runs a program on boards, and frees them when it ends. Ctrl-C, `kill`, a closed
 * terminal or the loss of the boards ends the program first, and all that it has
 * started; should it take no notice of SIGTERM, it is waited for.
 *
 * The server and the owner come from your settings. To run `my_app.py` on at
 * least 3 boards:
 *
 *     deno run --allow-net=spalloc.example.org --allow-run \
 *       '--allow-env=HOME,XDG_CONFIG_*,SPALLOC_*' \
 *       --allow-read=/etc/xdg/spalloc,$HOME/.config/spalloc,./.spalloc \
 *       examples/run_a_program.ts 3 python3 my_app.py
 */
import { allocate, Interruption, SpallocError } from "@spalloc/client";

const [boards, program, ...args] = Deno.args;
if (program === undefined) {
  console.error("usage: run_a_program.ts BOARDS PROGRAM [ARGUMENT...]");
  Deno.exit(2);
}

// Before there is a job: from now on a signal does not end this program at once.
using interruption = new Interruption();
const { signal } = interruption;
try {
  await using job = await allocate(Number(boards), { signal });
  console.log(`Job ${job.id}: ${job.width} x ${job.height} chips, boot ${job.hostname}`);
  Deno.exitCode = await run(program, [...args, job.hostname], AbortSignal.any([signal, job.gone]));
  if (job.gone.aborted) console.error(job.gone.reason.message);
} catch (error) {
  if (!signal.aborted && !(error instanceof SpallocError)) throw error;
  console.error(error instanceof Error ? error.message : error);
  Deno.exitCode = 1;
}
if (signal.aborted) Deno.exitCode = interruption.exitCode;

/** Runs a program; when the signal is aborted, it ends it and all that it has started. */
async function run(program: string, args: string[], signal: AbortSignal): Promise<number> {
  // Detached, it leads a group of processes, which a minus before its id stands for.
  const child = new Deno.Command(program, { args, detached: true }).spawn();
  const end = () => {
    try {
      Deno.kill(-child.pid, "SIGTERM");
    } catch {
      // It has ended in this moment.
    }
  };
  signal.addEventListener("abort", end);
  if (signal.aborted) end();
  const { code } = await child.status;
  signal.removeEventListener("abort", end);
  return code;
}
