import { ConnectionError, SpallocError } from "./errors.ts";
import { messageOf } from "./message_of.ts";

/** An error as it is passed on to those who listen. */
export function asSpallocError(error: unknown): SpallocError {
  if (error instanceof SpallocError) return error;
  const message = messageOf(error);
  return new ConnectionError(message, "unknown", { cause: error });
}
