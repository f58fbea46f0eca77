import { ConnectionError, LoginError, type LoginFailure, SpallocError } from "../errors.ts";
import type { JobStatus } from "../protocol/messages.ts";
import type { LifelineOptions } from "./lifeline.ts";

/** Messages to a lifeline's worker. */
export type ToWorker =
  | {
    type: "start";
    options: LifelineOptions;
    /** Memory of the login that the threads share; `null` for servers without one. */
    login: SharedArrayBuffer | null;
  }
  | { type: "stop"; atOnce: boolean };

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
  /** Reason of a login's failure. */
  why?: LoginFailure;
}

/** Converts an error for another thread. */
export function packError(error: SpallocError): PackedError {
  const { code, message } = error;
  return { code, message, ...error instanceof LoginError && { why: error.why } };
}

/** Restores an error from another thread. */
export function unpackError({ code, message, why }: PackedError): SpallocError {
  if (why) return new LoginError(message, why);
  if (code === "connection" || code === "timeout" || code === "protocol") {
    return new ConnectionError(message, "unknown", { code });
  }
  return new SpallocError(code, message);
}
