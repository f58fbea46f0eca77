import { ConnectionError, SpallocError } from "../errors.ts";
import type { JobStatus } from "../protocol/messages.ts";
import type { LifelineOptions } from "./lifeline.ts";

/** Messages to a lifeline's worker. */
export type ToWorker = { type: "start"; options: LifelineOptions } | {
  type: "stop";
  atOnce: boolean;
};

/** Messages from a lifeline's worker. */
export type FromWorker =
  | { type: "status"; status: JobStatus }
  | { type: "trouble"; error: PackedError }
  | { type: "recovered" }
  | { type: "lost"; message: string }
  | { type: "stopped" };

/** Parts of an error that can cross from one thread to another: classes can't. */
export interface PackedError {
  /** Code of the error. */
  code: SpallocError["code"];
  /** Message of the error. */
  message: string;
}

/** Converts an error for another thread. */
export function packError({ code, message }: SpallocError): PackedError {
  return { code, message };
}

/** Restores an error from another thread. */
export function unpackError({ code, message }: PackedError): SpallocError {
  if (code === "connection" || code === "timeout" || code === "protocol") {
    return new ConnectionError(message, "unknown", { code });
  }
  return new SpallocError(code, message);
}
