/**
 * The program `spalloc`: finds out which command was called, and hands over.
 *
 * Every command is loaded only when it is called. This is the one place that
 * exits: `Deno.exit` anywhere else would skip what must be cleaned up.
 *
 * @module
 */
import { runProgram } from "./commands/program.ts";

if (import.meta.main) Deno.exit(await runProgram(Deno.args));
