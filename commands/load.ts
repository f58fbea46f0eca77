import { messageOf } from "../lib/message_of.ts";
import { CommandError } from "./errors.ts";
import { EXIT_CODES } from "./exit_codes.ts";

/**
 * Waits for a dynamic `import()`.
 *
 * @throws {CommandError} if it can't be loaded: nothing is there, or Deno may not read it.
 */
export async function load<T>(module: Promise<T>): Promise<T> {
  try {
    return await module;
  } catch (cause) {
    const [why] = messageOf(cause).split("\n", 1);
    const message = `Cannot load a part of spalloc: ${why}`;
    throw new CommandError(EXIT_CODES.failure, message, { cause });
  }
}
