/**
 * The errors of the library: one base, and a leaf for each thing that a caller
 * would handle differently.
 *
 * @module
 */
import type { ChipSize } from "./machine/extent.ts";
import type { FailedTry } from "./tries/failed_try.ts";

/** Codes of a {@linkcode SpallocError}, stable across releases. */
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
  | "no_torus"
  | "checks_failed"
  | "unknown_outcome"
  | "login"
  | "unsupported";

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
  /** Name of the error's class. */
  override name: string;
  /** Kind of error, for scripts. */
  readonly code: ErrorCode;

  /** Creates an error with a code, a message for people, and its cause. */
  constructor(code: ErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
    this.code = code;
  }
}

/** Thrown when a configuration file or an environment variable is invalid or missing. */
export class ConfigError extends SpallocError {
  /** Creates an error whose message names the file or variable. */
  constructor(message: string, options?: ErrorOptions) {
    super("config", message, options);
  }
}

/** Thrown when a request makes no sense; nothing was sent to the server. */
export class RequestError extends SpallocError {
  /** Creates an error whose message names the value at fault. */
  constructor(message: string, options?: ErrorOptions) {
    super("request", message, options);
  }
}

/**
 * Thrown when this kind of server can't do what was asked; nothing was sent to it.
 *
 * @example A group where there are groups, and else none
 * ```ts
 * import { Job, type JobOptions, UnsupportedError } from "@spalloc/client";
 *
 * async function create(options: JobOptions): Promise<Job> {
 *   const owner = "me@example.org";
 *   try {
 *     return await Job.create({ owner, group: "my-group" }, options);
 *   } catch (error) {
 *     if (!(error instanceof UnsupportedError)) throw error;
 *     return await Job.create({ owner }, options);
 *   }
 * }
 * ```
 */
export class UnsupportedError extends SpallocError {
  /** Creates an error whose message gives the reason, and the way round. */
  constructor(message: string, options?: ErrorOptions) {
    super("unsupported", message, options);
  }
}

/**
 * Outcome of a call whose answer never came: `not sent` can be repeated safely; after `unknown` the
 * server may have carried it out.
 */
export type CallOutcome = "not sent" | "unknown";

/**
 * Thrown when the connection could not be made, or broke.
 *
 * @example Asking again only where nothing can happen twice
 * ```ts
 * import { ConnectionError, type ProtocolClient } from "@spalloc/client";
 *
 * // Whether the boards are being powered on; `false` where they certainly are not.
 * async function powerOn(client: ProtocolClient, jobId: number): Promise<boolean> {
 *   try {
 *     await client.powerOnJobBoards(jobId);
 *     return true;
 *   } catch (error) {
 *     if (error instanceof ConnectionError && error.outcome === "not sent") return false;
 *     throw error;
 *   }
 * }
 * ```
 */
export class ConnectionError extends SpallocError {
  /** Whether the call may have reached the server. */
  readonly outcome: CallOutcome;

  /** Creates an error with a message, and whether the call may have reached the server. */
  constructor(
    message: string,
    outcome: CallOutcome,
    options?: ErrorOptions & {
      /**
       * Code of the error.
       *
       * @default {"connection"}
       */
      code?: "connection" | "timeout" | "protocol";
    },
  ) {
    super(options?.code ?? "connection", message, options);
    this.outcome = outcome;
  }
}

/** Thrown when no answer came within the timeout; the connection was closed. */
export class TimeoutError extends ConnectionError {
  /** Command that was not answered; `null` if it was not a command that took too long. */
  readonly command: string | null;

  /** Creates an error with a message, and whether the call may have reached the server. */
  constructor(
    message: string,
    outcome: CallOutcome,
    options?: ErrorOptions & {
      /**
       * Command that was not answered.
       *
       * @default {null}
       */
      command?: string;
    },
  ) {
    super(message, outcome, { ...options, code: "timeout" });
    this.command = options?.command ?? null;
  }
}

/** Thrown when the server breaks the protocol; the connection was closed. */
export class ProtocolError extends ConnectionError {
  /** Creates an error whose message says what was wrong with the server's message. */
  constructor(message: string, options?: ErrorOptions) {
    super(message, "unknown", { ...options, code: "protocol" });
  }
}

/** Thrown when the server refuses a command. */
export class ServerError extends SpallocError {
  /** Command that was refused. */
  readonly command: string;
  /** The server's own words, unchanged. */
  readonly words: string;

  /** Creates an error with the refused command and the server's words. */
  constructor(command: string, words: string, options?: ErrorOptions) {
    super("server", `The server refused: ${words}`, options);
    this.command = command;
    this.words = words;
  }
}

/**
 * Reason why a server refuses a job: no machine can ever serve the request, a group has used up its
 * quota, the user is not in the group or has to name one, the user's account may not have jobs, the
 * server was stopped in an emergency, it does not accept such an owner, or another reason.
 */
export type JobRefusal =
  | "unsuitable"
  | "quota"
  | "group"
  | "role"
  | "emergency"
  | "owner"
  | "other";

/** Thrown when the server refuses to create a job. */
export class JobRefusedError extends ServerError {
  /** Reason, as far as the server's words tell. */
  readonly why: JobRefusal;

  /** Creates an error with the server's words and the reason they give. */
  constructor(words: string, why: JobRefusal, options?: ErrorOptions) {
    super("create_job", words, options);
    this.why = why;
  }
}

/** Thrown when the server's version is outside the range that this client supports. */
export class VersionError extends SpallocError {
  /** The server's answer to `version`. */
  readonly version: string;

  /** Creates an error with the server's version and a message about it. */
  constructor(version: string, message: string, options?: ErrorOptions) {
    super("version", message, options);
    this.version = version;
  }
}

/**
 * Thrown when the job was destroyed: by its owner, by an administrator or by the server.
 *
 * @example Why a job came to its end
 * ```ts
 * import { allocate, JobDestroyedError } from "@spalloc/client";
 * import { Simulator } from "@spalloc/client/simulator";
 *
 * await using server = await Simulator.start({ powerDelay: 0 });
 * const { hostname, port } = server;
 * await using job = await allocate(1, { hostname, port, owner: "me@example.org" });
 * server.destroyJob(job.id, "maintenance");
 * await job.waitForStateChange(job.state);
 * const { reason } = job.gone;
 * if (reason instanceof JobDestroyedError) reason.reason; // "maintenance"
 * ```
 */
export class JobDestroyedError extends SpallocError {
  /** Id of the job. */
  readonly jobId: number;
  /** Reason given by whoever destroyed it; `null` if none. */
  readonly reason: string | null;

  /** Creates an error with the job's id and the server's reason. */
  constructor(jobId: number, reason: string | null, options?: ErrorOptions) {
    super("job_destroyed", `Job ${jobId} was destroyed${reason ? `: ${reason}` : ""}`, options);
    this.jobId = jobId;
    this.reason = reason;
  }
}

/**
 * Thrown when the server does not know the job: it never existed, it was destroyed long ago, or the
 * server was restarted and its id now belongs to another job.
 */
export class JobUnknownError extends SpallocError {
  /** Id of the job. */
  readonly jobId: number;

  /** Creates an error with the job's id, and a message if there is more to say. */
  constructor(
    jobId: number,
    message: string = `Job ${jobId} is not known to the server`,
    options?: ErrorOptions,
  ) {
    super("job_unknown", message, options);
    this.jobId = jobId;
  }
}

/**
 * Thrown when the job was not ready in time.
 *
 * @example Boards, or something else to do
 * ```ts
 * import { allocate, NotReadyError } from "@spalloc/client";
 * import { Simulator } from "@spalloc/client/simulator";
 *
 * await using server = await Simulator.start({ powerDelay: 60 });
 * const { hostname, port } = server;
 * try {
 *   await using job = await allocate(1, {
 *     hostname,
 *     port,
 *     owner: "me@example.org",
 *     readyTimeout: 0.1,
 *   });
 *   job.hostname;
 * } catch (error) {
 *   if (!(error instanceof NotReadyError)) throw error;
 *   error.message; // Job 1 was not ready within 0.1 s
 * }
 * ```
 */
export class NotReadyError extends SpallocError {
  /** Id of the job; `null` if creating it took too long. */
  readonly jobId: number | null;

  /** Creates an error with the job's id, or `null`, and the seconds waited. */
  constructor(jobId: number | null, seconds: number, options?: ErrorOptions) {
    const what = jobId === null ? "No boards were" : `Job ${jobId} was not`;
    super("not_ready", `${what} ready within ${seconds} s`, options);
    this.jobId = jobId;
  }
}

/** Thrown when a job that requires a torus got boards that are none; servers do not check that. */
export class NoTorusError extends SpallocError {
  /** Id of the job. */
  readonly jobId: number;

  /** Creates an error with the job's id, and the size of its boards in chips. */
  constructor(
    jobId: number,
    { width, height }: ChipSize,
    options?: ErrorOptions,
  ) {
    super(
      "no_torus",
      `Job ${jobId} required a torus, but its ${width} x ${height} chips don't wrap around ` +
        "on both axes: this server ignores the requirement, so ask for a whole machine",
      options,
    );
    this.jobId = jobId;
  }
}

/**
 * Thrown when no boards were good enough: on every try a check failed, or there was a board to be
 * avoided.
 *
 * @example What was wrong with them
 * ```ts
 * import { allocate, ChecksFailedError } from "@spalloc/client";
 * import { Simulator } from "@spalloc/client/simulator";
 *
 * await using server = await Simulator.start({ powerDelay: 0 });
 * const { hostname, port } = server;
 * try {
 *   await using job = await allocate(1, {
 *     hostname,
 *     port,
 *     owner: "me@example.org",
 *     check: () => Promise.resolve({ text: "it does not boot" }),
 *   });
 *   job.hostname;
 * } catch (error) {
 *   if (!(error instanceof ChecksFailedError)) throw error;
 *   error.tries.map(({ boards, text }) => `${boards}: ${text}`); // three times another board
 * }
 * ```
 */
export class ChecksFailedError extends SpallocError {
  /** What was wrong, one entry a try. */
  readonly tries: readonly FailedTry[];

  /** Creates an error with the tries that failed, the first one first. */
  constructor(tries: readonly FailedTry[], options?: ErrorOptions) {
    const last = tries.at(-1)?.text ?? "there was no try";
    const count = tries.length === 1 ? "" : ` in ${tries.length} tries, at last`;
    super("checks_failed", `No boards were good enough${count}: ${last}`, options);
    this.tries = tries;
  }
}

/**
 * Thrown when the answer to `create_job` was lost, so that a job may or may not exist; or when a
 * new job could not be destroyed on the way out. Repeating the command could allocate twice, so it
 * is not repeated.
 */
export class UnknownOutcomeError extends SpallocError {
  /** Ids of jobs on the server that match the request; they may belong to others. */
  readonly candidates: readonly number[];

  /** Creates an error with a message, and the ids of matching jobs. */
  constructor(message: string, candidates: readonly number[], options?: ErrorOptions) {
    super("unknown_outcome", message, options);
    this.candidates = candidates;
  }
}

/**
 * Reason why nobody is logged in: no credentials were given, the server refused them, the answers
 * to them were lost, or the kept session is over and there is nothing to log in with again.
 */
export type LoginFailure = "missing" | "refused" | "lost" | "over";

/**
 * Thrown when the server needs a login, and there is none. Credentials that were refused are not
 * sent again: three wrong passwords lock an account for a day.
 */
export class LoginError extends SpallocError {
  /** Reason why nobody is logged in. */
  readonly why: LoginFailure;

  /** Creates an error with a message that shows no credentials, and the reason. */
  constructor(message: string, why: LoginFailure, options?: ErrorOptions) {
    super("login", message, options);
    this.why = why;
  }
}
