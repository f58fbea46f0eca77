import type { Clock } from "../clock.ts";
import type { CallOptions } from "../protocol/connection.ts";
import type { Notification } from "../protocol/messages.ts";
import type { Shape } from "../protocol/shape.ts";
import type { HttpAnswer } from "./http.ts";

/** A request of the API. */
export interface ApiRequest {
  /**
   * Method of the request.
   *
   * @default {"GET"}
   */
  readonly method?: "GET" | "POST" | "PUT" | "DELETE";
  /**
   * Path behind `srv/spalloc/`, its parts encoded: `"jobs/12/machine"`; of a page behind the base
   * URL: `"system/list_jobs"`.
   */
  readonly path: string;
  /**
   * Query; what is `undefined` is left out.
   *
   * @default {undefined}
   */
  readonly query?: Readonly<Record<string, string | number | boolean | undefined>>;
  /**
   * Body, as JSON.
   *
   * @default {undefined}
   */
  readonly json?: unknown;
  /**
   * Body, as text.
   *
   * @default {undefined}
   */
  readonly text?: string;
  /**
   * Type of the answer; answers of text, and pages, are read as a text.
   *
   * @default {"application/json"}
   */
  readonly accept?: "application/json" | "text/plain" | "text/html";
  /**
   * Returns the error of an answer that means something else here than elsewhere.
   *
   * @default {undefined}
   */
  readonly refusal?: (answer: HttpAnswer) => Error | null;
}

/** Requests of one client of the API. */
export interface ApiTalk {
  /** Base URL of the server. */
  readonly base: URL;
  /** Clock for polling. */
  readonly clock: Clock;
  /** Number of requests so far that may have changed something. */
  readonly changes: number;
  /** Maximum seconds for a request that has no timeout of its own; `null` for no limit. */
  readonly timeout: number | null;
  /** Aborted when the client has ended. */
  readonly ended: AbortSignal;
  /** Time of the server, in Unix seconds; `null` if it does not tell. */
  readonly serverTime: number | null;
  /**
   * Sends a request, logged in, and checks its answer against a shape: a value of JSON, a text, or
   * `null` for an answer without a body.
   *
   * @throws {ServerError} if the server refuses.
   * @throws {ConnectionError} if it can't be reached, is in trouble, or talks nonsense.
   * @throws {LoginError} if nobody is logged in.
   */
  ask<T>(
    command: string,
    request: ApiRequest,
    shape: Shape<T>,
    options?: CallOptions,
  ): Promise<T>;
  /** Asks several times within one timeout; `ask` is to be given the options. */
  together<T>(
    command: string,
    options: CallOptions | undefined,
    ask: (options: CallOptions) => Promise<T>,
  ): Promise<T>;
  /** Tells subscribers of changes, as if they came from the server. */
  tell(changes: Notification): void;
}
