import { ConnectionError, SpallocError } from "./errors.ts";
import { messageOf } from "./message_of.ts";

/** Converts any error to the type that listeners receive. */
export function asSpallocError(error: unknown): SpallocError {
  if (error instanceof SpallocError) return error;
  const message = messageOf(error);
  return new ConnectionError(message, "unknown", { cause: error });
}
