/**
 * The errors of the library: one base, and a leaf for each thing that a caller
 * would handle differently.
 *
 * @module
 */

/** Words for {@linkcode SpallocError.code}, stable across releases. */
export type ErrorCode =
  | "config"
  | "request"
  | "connection"
  | "timeout"
  | "protocol"
  | "server"
  | "version"
  | "job_destroyed"
  | "job_unknown"
  | "not_ready"
  | "unknown_outcome";

/**
 * The base of every error that the library throws on purpose.
 *
 * @example Telling errors apart
 * ```ts
 * import { JobDestroyedError, SpallocError } from "@spalloc/client";
 *
 * function explain(error: unknown): string {
 *   if (error instanceof JobDestroyedError) return `lost job ${error.jobId}`;
 *   if (error instanceof SpallocError) return `spalloc: ${error.message}`;
 *   throw error;
 * }
 * explain(new JobDestroyedError(7, "Job timed out."));
 * ```
 */
export class SpallocError extends Error {
  override name = "SpallocError";
  /** What kind of error it is, in a word that scripts can rely on. */
  readonly code: ErrorCode;

  /** Takes a code, a message for people, and what caused the error. */
  constructor(code: ErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** A configuration file or an environment variable that can't be used. */
export class ConfigError extends SpallocError {
  override name = "ConfigError";

  /** Takes a message that names the file or variable. */
  constructor(message: string, options?: ErrorOptions) {
    super("config", message, options);
  }
}

/** A request that makes no sense; it was not sent to the server. */
export class RequestError extends SpallocError {
  override name = "RequestError";

  /** Takes a message that names the value at fault. */
  constructor(message: string, options?: ErrorOptions) {
    super("request", message, options);
  }
}

/**
 * What became of a call whose answer never came: `not sent` can be repeated
 * safely; after `unknown` the server may have done what was asked.
 */
export type CallOutcome = "not sent" | "unknown";

/** The connection could not be made, or broke. */
export class ConnectionError extends SpallocError {
  override name = "ConnectionError";
  /** Whether the call may have reached the server. */
  readonly outcome: CallOutcome;

  /** Takes a message, and whether the call may have reached the server. */
  constructor(
    message: string,
    outcome: CallOutcome,
    options?: ErrorOptions & { code?: "connection" | "timeout" | "protocol" },
  ) {
    super(options?.code ?? "connection", message, options);
    this.outcome = outcome;
  }
}

/** No answer came within the timeout; the connection was closed. */
export class TimeoutError extends ConnectionError {
  override name = "TimeoutError";

  /** Takes a message, and whether the call may have reached the server. */
  constructor(message: string, outcome: CallOutcome, options?: ErrorOptions) {
    super(message, outcome, { ...options, code: "timeout" });
  }
}

/** The server sent what the protocol does not allow; the connection was closed. */
export class ProtocolError extends ConnectionError {
  override name = "ProtocolError";

  /** Takes a message that says what was wrong with what the server sent. */
  constructor(message: string, options?: ErrorOptions) {
    super(message, "unknown", { ...options, code: "protocol" });
  }
}

/** The server refused a command; its own words are the message. */
export class ServerError extends SpallocError {
  override name = "ServerError";
  /** The command that was refused. */
  readonly command: string;

  /** Takes the refused command and the server's words. */
  constructor(command: string, message: string, options?: ErrorOptions) {
    super("server", message, options);
    this.command = command;
  }
}

/** The server's version is outside the range that this client understands. */
export class VersionError extends SpallocError {
  override name = "VersionError";
  /** What the server answered to `version`. */
  readonly version: string;

  /** Takes what the server announced, and a message about it. */
  constructor(version: string, message: string, options?: ErrorOptions) {
    super("version", message, options);
    this.version = version;
  }
}

/** The job was destroyed: by its owner, by an administrator or by the server. */
export class JobDestroyedError extends SpallocError {
  override name = "JobDestroyedError";
  /** The id of the job. */
  readonly jobId: number;
  /** Why, in the words of whoever destroyed it; `null` when not given. */
  readonly reason: string | null;

  /** Takes the job's id and the reason the server gives. */
  constructor(jobId: number, reason: string | null, options?: ErrorOptions) {
    super("job_destroyed", `Job ${jobId} was destroyed${reason ? `: ${reason}` : ""}`, options);
    this.jobId = jobId;
    this.reason = reason;
  }
}

/**
 * The server does not know the job: it never existed, it was destroyed long
 * ago, or the server was started anew and its id is somebody else's by now.
 */
export class JobUnknownError extends SpallocError {
  override name = "JobUnknownError";
  /** The id of the job. */
  readonly jobId: number;

  /** Takes the job's id, and a message when there is more to say than that. */
  constructor(
    jobId: number,
    message: string = `Job ${jobId} is not known to the server`,
    options?: ErrorOptions,
  ) {
    super("job_unknown", message, options);
    this.jobId = jobId;
  }
}

/** The job was not ready, or did not change, within the time that was given. */
export class NotReadyError extends SpallocError {
  override name = "NotReadyError";
  /** The id of the job. */
  readonly jobId: number;

  /** Takes the job's id and how long was waited, in seconds. */
  constructor(jobId: number, seconds: number, options?: ErrorOptions) {
    super("not_ready", `Job ${jobId} was not ready within ${seconds} s`, options);
    this.jobId = jobId;
  }
}

/**
 * The answer to `create_job` was lost, so a job may or may not exist. Sending
 * the command again could allocate twice, so it is not repeated.
 */
export class UnknownOutcomeError extends SpallocError {
  override name = "UnknownOutcomeError";
  /** Ids of jobs on the server that look like the one asked for; they may be others'. */
  readonly candidates: readonly number[];

  /** Takes the ids of jobs that could be the one that was asked for. */
  constructor(message: string, candidates: readonly number[], options?: ErrorOptions) {
    super("unknown_outcome", message, options);
    this.candidates = candidates;
  }
}
