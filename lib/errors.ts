/**
 * The errors of the library: one base, and a leaf for each thing that a caller
 * would handle differently.
 *
 * @module
 */
import type { ChipSize } from "./machine/extent.ts";

/** The words for the code of a {@linkcode SpallocError}, stable across releases. */
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
  /** The name of its class. */
  override name: string;
  /** What kind of error it is, in a word that scripts can rely on. */
  readonly code: ErrorCode;

  /** Takes a code, a message for people, and what caused the error. */
  constructor(code: ErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
    this.code = code;
  }
}

/** A configuration file or an environment variable that can't be used, or that is missing. */
export class ConfigError extends SpallocError {
  /** Takes a message that names the file or variable. */
  constructor(message: string, options?: ErrorOptions) {
    super("config", message, options);
  }
}

/** A request that makes no sense; it was not sent to the server. */
export class RequestError extends SpallocError {
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

/**
 * The connection could not be made, or broke.
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

  /** Takes a message, and whether the call may have reached the server. */
  constructor(
    message: string,
    outcome: CallOutcome,
    options?: ErrorOptions & {
      /** The code, for kinds of connection errors. */
      code?: "connection" | "timeout" | "protocol";
    },
  ) {
    super(options?.code ?? "connection", message, options);
    this.outcome = outcome;
  }
}

/** No answer came within the timeout; the connection was closed. */
export class TimeoutError extends ConnectionError {
  /** The command that was not answered; `null` where it was no command that took too long. */
  readonly command: string | null;

  /** Takes a message, and whether the call may have reached the server. */
  constructor(
    message: string,
    outcome: CallOutcome,
    options?: ErrorOptions & {
      /** The command that was not answered. */
      command?: string;
    },
  ) {
    super(message, outcome, { ...options, code: "timeout" });
    this.command = options?.command ?? null;
  }
}

/** The server sent what the protocol does not allow; the connection was closed. */
export class ProtocolError extends ConnectionError {
  /** Takes a message that says what was wrong with what the server sent. */
  constructor(message: string, options?: ErrorOptions) {
    super(message, "unknown", { ...options, code: "protocol" });
  }
}

/** The server refused a command. */
export class ServerError extends SpallocError {
  /** The command that was refused. */
  readonly command: string;
  /** Why, in the server's own words, to the letter. */
  readonly words: string;

  /** Takes the refused command and the server's words. */
  constructor(command: string, words: string, options?: ErrorOptions) {
    super("server", `The server refused: ${words}`, options);
    this.command = command;
    this.words = words;
  }
}

/**
 * Why a server creates no job: no machine can ever serve the request, a group has used up its
 * quota, the server was stopped in an emergency, it does not take such an owner, or another reason.
 */
export type JobRefusal = "unsuitable" | "quota" | "emergency" | "owner" | "other";

/** The server refused to create a job. */
export class JobRefusedError extends ServerError {
  /** Why, as far as the server's words tell. */
  readonly why: JobRefusal;

  /** Takes the server's words, and what they come to. */
  constructor(words: string, why: JobRefusal, options?: ErrorOptions) {
    super("create_job", words, options);
    this.why = why;
  }
}

/** The server's version is outside the range that this client understands. */
export class VersionError extends SpallocError {
  /** What the server answered to `version`. */
  readonly version: string;

  /** Takes what the server announced, and a message about it. */
  constructor(version: string, message: string, options?: ErrorOptions) {
    super("version", message, options);
    this.version = version;
  }
}

/**
 * The job was destroyed: by its owner, by an administrator or by the server.
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

/**
 * The job was not ready within the time that was given.
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
  /** The id of the job; `null` if it took too long to get one. */
  readonly jobId: number | null;

  /** Takes the job's id, or `null`, and how long was waited, in seconds. */
  constructor(jobId: number | null, seconds: number, options?: ErrorOptions) {
    const what = jobId === null ? "No boards were" : `Job ${jobId} was not`;
    super("not_ready", `${what} ready within ${seconds} s`, options);
    this.jobId = jobId;
  }
}

/** A job that required a torus got boards that are none; the server does not look at that. */
export class NoTorusError extends SpallocError {
  /** The id of the job. */
  readonly jobId: number;

  /** Takes the job's id, and the size of its boards in chips. */
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
 * The answer to `create_job` was lost, so a job may or may not exist; or a new
 * job could not be destroyed when it had to be. Sending the command again could
 * allocate twice, so it is not repeated.
 */
export class UnknownOutcomeError extends SpallocError {
  /** Ids of jobs on the server that look like the one asked for; they may be others'. */
  readonly candidates: readonly number[];

  /** Takes a message, and the ids of jobs that could be the one that was asked for. */
  constructor(message: string, candidates: readonly number[], options?: ErrorOptions) {
    super("unknown_outcome", message, options);
    this.candidates = candidates;
  }
}
