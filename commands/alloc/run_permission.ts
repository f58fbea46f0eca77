import { CommandError } from "../errors.ts";

/** Exit code for a command that can't be executed, as shells have it. */
const NOT_EXECUTABLE = 126;

/**
 * Makes sure, before boards are asked for, that Deno may run a command and end
 * it again.
 *
 * With a list of programs it may run those and end nothing: boards would be
 * freed while the command still uses them.
 *
 * @throws {CommandError} if it may not.
 */
export async function needRunPermission(): Promise<void> {
  const { state } = await Deno.permissions.request({ name: "run" });
  if (state === "granted") return;
  const message = "Cannot run a command, and end it when its boards are gone: " +
    "Deno needs --allow-run, without a list of programs";
  throw new CommandError(NOT_EXECUTABLE, message);
}
