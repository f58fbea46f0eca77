import { messageOf } from "../lib/message_of.ts";
import { CommandError } from "./errors.ts";

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
    throw new CommandError(`Cannot load a part of spalloc: ${why}`, { cause });
  }
}
