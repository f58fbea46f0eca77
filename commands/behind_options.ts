import { findArgument } from "./argparse.ts";
import { Call } from "./call.ts";
import type { Context } from "./context.ts";
import { UsageError } from "./errors.ts";
import { serverCommand } from "./options.ts";
import { type Called, whichCommand } from "./which_command.ts";

/**
 * Tells which command was called where options come first that all commands
 * which talk to a server have, as in `spalloc -P 22300 ps`; what `called` says
 * where no word comes after them, or another option before it.
 */
export function behindOptions(called: Called, context: Context): Called {
  const { command, name, argv } = called;
  if (command !== "alloc" || name !== "spalloc") return called;
  const options = serverCommand(Call.withoutSettings(context)).getOptions(true);
  const at = wordAt(() => findArgument(options, argv, () => true));
  if (at === null) return called;
  const [before, word, after] = [argv.slice(0, at), argv[at]!, argv.slice(at + 1)];
  const found = whichCommand(name, [word, ...after]);
  switch (found.command) {
    case "help":
      return found;
    case "unknown":
      return { ...found, before };
    case "alloc":
      if (found.name === name) return called;
  }
  return { ...found, argv: [...before, ...found.argv] };
}

/** Where the word is; what is wrong with the options before it is for the command to say. */
function wordAt(find: () => number | null): number | null {
  try {
    return find();
  } catch (error) {
    if (error instanceof UsageError) return null;
    throw error;
  }
}
