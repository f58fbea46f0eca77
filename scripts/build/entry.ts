/**
 * How a bundle begins: as the program or, in a worker that the program has
 * started from the same file, as that worker.
 *
 * @module
 */
import { runProgram } from "../../commands/program.ts";

if ("WorkerGlobalScope" in globalThis) await import("../../lib/lifeline/worker.ts");
else Deno.exit(await runProgram(Deno.args));
