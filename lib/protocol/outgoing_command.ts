import { RequestError } from "../errors.ts";
import { messageOf } from "../message_of.ts";

/** A line of the protocol that asks for something. */
export interface OutgoingCommand {
  /** The name of the command. */
  command: string;
  /** Its positional arguments. */
  args: readonly unknown[];
  /** Its named arguments. */
  kwargs: Readonly<Record<string, unknown>>;
}

/**
 * Makes the line of a command.
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
