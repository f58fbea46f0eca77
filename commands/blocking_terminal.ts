import type { Sink } from "./output.ts";
import { readProc } from "./proc.ts";

/** Flag of an open file that refuses instead of waiting: `O_NONBLOCK`. */
const DOES_NOT_BLOCK = 0o4000;

/**
 * Opens standard output again if it is a terminal that a program before this one made non-blocking;
 * `null` if it blocks, or the system does not tell.
 *
 * A terminal takes a part of a line then, and Deno loses count of it. Opened anew it blocks, and
 * only for this program.
 */
export function blockingTerminal(stdout: Pick<typeof Deno.stdout, "isTerminal">): Sink | null {
  if (!stdout.isTerminal()) return null;
  const [, flags = "0"] = /^flags:\s*(\d+)/m.exec(readProc("self/fdinfo/1") ?? "") ?? [];
  if ((parseInt(flags, 8) & DOES_NOT_BLOCK) === 0) return null;
  try {
    return Deno.openSync("/proc/self/fd/1", { write: true });
  } catch {
    return null; // It is another user's, as after `su`.
  }
}
