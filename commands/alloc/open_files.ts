import { messageOf } from "../../lib/message_of.ts";
import { isGranted } from "../../lib/permission.ts";
import { CommandError } from "../errors.ts";

/** Files that a job opens beside the present ones: connections, pipes of its command, lookups. */
const NEEDED = 14;
const ALWAYS_THERE = Deno.build.os === "windows" ? "NUL" : "/dev/null";

/**
 * Checks that the limit of open files suffices for a job, before boards are requested: the runtime
 * exits at once, with its job left behind, if it can't start a command.
 *
 * @throws {CommandError} if it can't.
 */
export function needOpenFiles(): void {
  if (!isGranted({ name: "read", path: ALWAYS_THERE })) return;
  const files: Disposable[] = [];
  try {
    for (let count = 0; count < NEEDED; count++) files.push(Deno.openSync(ALWAYS_THERE));
  } catch (cause) {
    // Else it is this that can't be opened, not the next one.
    if (!/\(os error 2[34]\)/.test(messageOf(cause))) return;
    const message = "Too few files may be open for a job";
    throw new CommandError(message, { cause, steps: [["Raise the limit", "ulimit -n 256"]] });
  } finally {
    for (const file of files) file[Symbol.dispose]();
  }
}
