import { RequestError } from "../errors.ts";
import { messageOf } from "../message_of.ts";

/** A command, as sent on one line. */
export interface OutgoingCommand {
  /** Name of the command. */
  command: string;
  /** Positional arguments. */
  args: readonly unknown[];
  /** Named arguments. */
  kwargs: Readonly<Record<string, unknown>>;
}

/**
 * Encodes a command as a line of JSON.
 *
 * @throws {RequestError} if there is something in it that JSON does not have.
 */
export function encode({ command, args, kwargs }: OutgoingCommand): Uint8Array {
  try {
    return new TextEncoder().encode(`${JSON.stringify({ command, args, kwargs })}\n`);
  } catch (cause) {
    throw new RequestError(`Cannot send ${command}: ${messageOf(cause)}`, { cause });
  }
}
