import { ConnectionError, TimeoutError } from "../errors.ts";

/**
 * Converts an error from before a command was sent to one of that command, with the outcome `not
 * sent`, whatever became of the question before it.
 */
export function notSent(error: unknown): unknown {
  if (!(error instanceof ConnectionError) || error.outcome === "not sent") return error;
  const { message } = error;
  if (error instanceof TimeoutError) {
    const command = error.command === null ? {} : { command: error.command };
    return new TimeoutError(message, "not sent", { ...command, cause: error });
  }
  return new ConnectionError(message, "not sent", { code: codeOf(error), cause: error });
}

function codeOf({ code }: ConnectionError): "connection" | "protocol" {
  return code === "protocol" ? code : "connection";
}
