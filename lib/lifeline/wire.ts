import { ConnectionError, SpallocError } from "../errors.ts";
import type { JobStatus } from "../protocol/messages.ts";
import type { LifelineOptions } from "./lifeline.ts";

/** What a lifeline's worker is told. */
export type ToWorker = { type: "start"; options: LifelineOptions } | {
  type: "stop";
  atOnce: boolean;
};

/** What a lifeline's worker tells. */
export type FromWorker =
  | { type: "status"; status: JobStatus }
  | { type: "trouble"; error: PackedError }
  | { type: "recovered" }
  | { type: "lost"; message: string }
  | { type: "stopped" };

/** What of an error crosses from one thread to another: classes don't. */
export interface PackedError {
  /** The error's code. */
  code: SpallocError["code"];
  /** The error's message. */
  message: string;
}

/** Makes an error ready to cross to another thread. */
export function packError({ code, message }: SpallocError): PackedError {
  return { code, message };
}

/** Makes an error of what came from another thread. */
export function unpackError({ code, message }: PackedError): SpallocError {
  if (code === "connection" || code === "timeout" || code === "protocol") {
    return new ConnectionError(message, "unknown", { code });
  }
  return new SpallocError(code, message);
}
