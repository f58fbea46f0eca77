/**
 * Runs a program on boards, and frees them when it ends. Ctrl-C, or the loss of
 * the boards, ends the program first.
 *
 * The server and the owner come from your settings. To run `my_app.py` on at
 * least 3 boards:
 *
 *     deno run --allow-net=spalloc.example.org --allow-run \
 *       '--allow-env=HOME,XDG_CONFIG_*,SPALLOC_*' \
 *       --allow-read=/etc/xdg/spalloc,$HOME/.config/spalloc,./.spalloc \
 *       examples/run_a_program.ts 3 python3 my_app.py
 */
import { allocate } from "@spalloc/client";

const [boards, program = "", ...args] = Deno.args;

// Before there is a job: from now on a signal does not end this program at once.
const interrupted = new AbortController();
const interrupt = () => interrupted.abort(new Error("interrupted"));
for (const signal of ["SIGINT", "SIGTERM"] as const) Deno.addSignalListener(signal, interrupt);

await using job = await allocate(Number(boards), { signal: interrupted.signal });
console.log(`Job ${job.id}: ${job.width} x ${job.height} chips, boot ${job.hostname}`);

const child = new Deno.Command(program, {
  args: [...args, job.hostname],
  signal: AbortSignal.any([interrupted.signal, job.gone]),
}).spawn();
Deno.exitCode = (await child.status).code;
