import { RequestError } from "../errors.ts";
import { shown } from "../shown.ts";
import { type Accounting, checkAccount } from "./accounting.ts";
import { checkNamedBoard, type NamedBoard, namedBoard } from "./named_board.ts";

/**
 * Requested boards: a minimum number, `[width, height]` of a rectangle in triads, or a single board
 * by its logical coordinates, `[x, y, z]`, by its place in the machine room or by its address.
 */
export type Boards = number | readonly number[] | NamedBoard;

/** Conditions on a job's boards, its keepalive, and who pays for it. */
export interface JobConditions extends Accounting {
  /**
   * Seconds the job lives without a sign of life; `null` for ever.
   *
   * @default {60}
   */
  keepalive?: number | null;
  /**
   * Machine to allocate on; `null` for any. Not together with `tags`.
   *
   * @default {null}
   */
  machine?: string | null;
  /**
   * Tags that the machine must have; `null` is `["default"]`.
   *
   * @default {null}
   */
  tags?: readonly string[] | null;
  /**
   * Minimum aspect ratio of a number of boards, 0 (any shape) to 1 (a square).
   *
   * @default {0.333}
   */
  minRatio?: number | null;
  /**
   * Maximum dead boards; `null` for no limit.
   *
   * @default {0}
   */
  maxDeadBoards?: number | null;
  /**
   * Maximum dead links; `null` for no limit.
   *
   * @default {null}
   */
  maxDeadLinks?: number | null;
  /**
   * Whether the boards must wrap around. A single board can't.
   *
   * @default {false}
   */
  requireTorus?: boolean;
}

/** Request for a job: boards, owner and conditions. */
export interface JobRequest extends JobConditions {
  /**
   * Requested boards.
   *
   * @default {1}
   */
  what?: Boards;
  /**
   * Owner of the job; by convention an e-mail address. On servers with an HTTPS API a job belongs
   * to the user who is logged in, and only their administrators may name another one.
   *
   * @default {null}
   */
  owner?: string | null;
}

/** A request that the line protocol has words for. */
export interface LineRequest extends Omit<JobRequest, "what" | "owner"> {
  what?: number | readonly number[];
  owner: string;
}

/**
 * Checks a request before it is sent: servers create jobs that never end, or worse, from some
 * requests that make no sense.
 *
 * @param needsOwner Whether the server does not know by itself whose job it is.
 * @throws {RequestError} that names the value at fault.
 */
export function checkRequest(
  request: JobRequest,
  { needsOwner = true }: { needsOwner?: boolean } = {},
): void {
  const { owner = null, machine, tags, requireTorus = false } = request;
  const isOwned = owner === null ? !needsOwner : typeof owner === "string" && owner !== "";
  if (!isOwned) {
    throw new RequestError("A job needs an owner, by convention your e-mail address");
  }
  const board = namedBoard(request);
  if (board) checkNamedBoard(board);
  const what = boardsAsked(request);
  checkWhat(what);
  checkAccount(request);
  if (machine != null && typeof machine !== "string") {
    throw new RequestError(`Cannot use ${shown(machine)} as machine: it must be a name`);
  }
  if (tags != null && !(Array.isArray(tags) && tags.every((tag) => typeof tag === "string"))) {
    throw new RequestError(`Cannot use ${shown(tags)} as tags: it must be a list of names`);
  }
  if (machine != null && tags != null) {
    throw new RequestError("A job can ask for a machine or for tags, but not both");
  }
  const single = what.length === 0 || what.length === 3 || (what.length === 1 && what[0] === 1);
  if (requireTorus && single) {
    throw new RequestError(
      "A single board cannot be a torus: ask for more boards, or do without a torus",
    );
  }
  checkNumber("keepalive", request.keepalive, (seconds) => seconds > 0, "more than 0 s");
  checkNumber("min_ratio", request.minRatio, (ratio) => ratio >= 0 && ratio <= 1, "from 0 to 1");
  const whole = (n: number): boolean => Number.isSafeInteger(n) && n >= 0;
  checkNumber("max_dead_boards", request.maxDeadBoards, whole, "a whole number of 0 or more");
  checkNumber("max_dead_links", request.maxDeadLinks, whole, "a whole number of 0 or more");
}

/**
 * Returns the requested boards as a list of numbers: an empty one, which is one board, where it is
 * named by its place or its address.
 *
 * @throws {RequestError} if it is nothing of that kind.
 */
export function boardsAsked({ what = [] }: Pick<JobRequest, "what">): readonly number[] {
  if (typeof what === "number") return [what];
  if (Array.isArray(what)) return what;
  if (namedBoard({ what })) return [];
  throw new RequestError(
    `Cannot allocate ${shown(what)}: expected a number of boards, or a list of numbers`,
  );
}

function checkWhat(what: readonly number[]): void {
  const asked = what.join(" ");
  if (what.length > 3) {
    throw new RequestError(
      `Cannot allocate "${asked}": expected nothing, NUM boards, WIDTH HEIGHT in triads ` +
        "or X Y Z of a board, not more than three numbers",
    );
  }
  if (!what.every((n) => Number.isSafeInteger(n))) {
    throw new RequestError(`Cannot allocate "${asked}": expected whole numbers`);
  }
  if (what.length === 3) {
    const [x = 0, y = 0, z = 0] = what;
    if (x < 0 || y < 0 || z < 0 || z > 2) {
      throw new RequestError(
        `Cannot allocate board "${asked}": X and Y count from 0, and Z is 0, 1 or 2`,
      );
    }
  } else if (what.some((n) => n < 1)) {
    const unit = what.length === 2 ? "WIDTH and HEIGHT" : "the number of boards";
    throw new RequestError(`Cannot allocate "${asked}": ${unit} must be 1 or more`);
  }
}

function checkNumber(
  name: string,
  value: number | null | undefined,
  isRight: (value: number) => boolean,
  wanted: string,
): void {
  if (value == null) return;
  if (!Number.isFinite(value) || !isRight(value)) {
    throw new RequestError(`Cannot use ${shown(value)} as ${name}: it must be ${wanted}`);
  }
}

/** Returns the arguments of `create_job`, as sent over the wire. */
export function createJobArguments(
  request: LineRequest,
): { args: readonly number[]; kwargs: Record<string, unknown> } {
  const { owner, machine, tags } = request;
  return {
    args: boardsAsked(request),
    kwargs: {
      owner,
      keepalive: request.keepalive === undefined ? 60 : request.keepalive,
      machine: machine ?? null,
      tags: tags ?? null,
      min_ratio: request.minRatio ?? 0.333,
      max_dead_boards: request.maxDeadBoards === undefined ? 0 : request.maxDeadBoards,
      max_dead_links: request.maxDeadLinks ?? null,
      require_torus: request.requireTorus ?? false,
    },
  };
}
