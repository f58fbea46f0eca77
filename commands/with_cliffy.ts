import { Command, EnumType } from "@cliffy/command";
import type { Parsed } from "./context.ts";
import type { Description } from "./description.ts";
import { UsageError } from "./errors.ts";
import { messageOf } from "../lib/message_of.ts";

/**
 * Has Cliffy check a command line and convert its values.
 *
 * @throws {UsageError} if there is anything wrong with it.
 */
export async function checkWithCliffy(
  description: Description,
  words: string[],
): Promise<Pick<Parsed, "options" | "args">> {
  try {
    const { options, args } = await cliffyCommand(description).throwErrors().parse(words);
    return { options: options as unknown as Parsed["options"], args };
  } catch (error) {
    throw new UsageError(messageOf(error), { cause: error });
  }
}

/** A command as Cliffy has it. */
export function cliffyCommand({ argument, choices = {}, options }: Description): Command {
  const command: Command = new Command();
  command.helpOption(false).versionOption(false);
  for (const [type, words] of Object.entries(choices)) command.type(type, new EnumType([...words]));
  if (argument) command.arguments(argument);
  for (const [synopsis, does] of Object.values(options).flat()) command.option(synopsis, does);
  return command;
}
