import { findArgument } from "./argparse.ts";
import { Call } from "./call.ts";
import type { Context } from "./context.ts";
import { UsageError } from "./errors.ts";
import { serverCommand } from "./options.ts";
import { type Called, whichCommand } from "./which_command.ts";

/**
 * Finds the command behind options that all server commands share, as in `spalloc -P 22300 ps`;
 * returns `called` if no word follows them, or another option comes first.
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

/** Finds the word; errors in the options before it are left to the command. */
function wordAt(find: () => number | null): number | null {
  try {
    return find();
  } catch (error) {
    if (error instanceof UsageError) return null;
    throw error;
  }
}
