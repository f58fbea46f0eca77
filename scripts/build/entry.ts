/**
 * Main module of a bundle: runs the program or, in a worker that the program has started from the
 * same file, that worker.
 *
 * @module
 */
import { runProgram } from "../../commands/program.ts";

if ("WorkerGlobalScope" in globalThis) await beWorker();
else Deno.exit(await runProgram(Deno.args));

/** Loads the worker, and passes on the messages that it got meanwhile. */
async function beWorker(): Promise<void> {
  const scope = globalThis as unknown as { onmessage: (event: MessageEvent) => void };
  const early: MessageEvent[] = [];
  scope.onmessage = (event) => early.push(event);
  await import("../../lib/lifeline/worker.ts");
  for (const event of early) scope.onmessage(event);
}
