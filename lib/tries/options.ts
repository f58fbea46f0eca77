import { RequestError } from "../errors.ts";
import { BOARDS_PER_TRIAD } from "../machine/coordinates.ts";
import { namedBoard } from "../protocol/named_board.ts";
import { boardsAsked, type JobRequest } from "../protocol/request.ts";
import { shown } from "../shown.ts";
import { type AvoidedBoard, checkAvoided } from "./avoid.ts";
import type { Check } from "./check.ts";

/** Default maximum jobs. */
export const TRIES = 3;
/** Default maximum seconds of a check. */
export const CHECK_SECONDS = 300;

/** Options of finding boards that work. */
export interface TryOptions {
  /**
   * Checks the boards when they are powered on. Where they fail, another job is created, while the
   * first is held so that the same boards can't come again.
   *
   * @default {undefined}
   */
  check?: Check;
  /**
   * Maximum seconds of a check, which is then told to stop, and has failed; `null` for no limit.
   *
   * @default {300}
   */
  checkTimeout?: number | null;
  /**
   * Boards not to be given; a job that has one of them is treated as if its check had failed.
   *
   * @default {[]}
   */
  avoid?: readonly AvoidedBoard[];
  /**
   * Maximum jobs, until one has boards that pass.
   *
   * @default {3}
   */
  tries?: number;
  /**
   * Maximum boards at once, with those that are held: where another job would have more, held ones
   * are freed first. `null` is twice the boards of a job, or 12 if that is more.
   *
   * @default {null}
   */
  holdAtMost?: number | null;
}

/** Options of finding boards that work, all of them set. */
export type Trial = Required<Omit<TryOptions, "check">>;

/**
 * Checks the options, and sets those that are missing.
 *
 * @throws {RequestError} that names the value at fault.
 */
export function trialOf(options: TryOptions, request: Pick<JobRequest, "what">): Trial {
  const { tries = TRIES, holdAtMost = null, checkTimeout = CHECK_SECONDS, avoid = [] } = options;
  if (!(Number.isSafeInteger(tries) && tries >= 1)) {
    throw new RequestError(`Cannot use ${shown(tries)} as tries: it must be 1 or more`);
  }
  if (checkTimeout !== null && !(Number.isFinite(checkTimeout) && checkTimeout > 0)) {
    throw new RequestError(
      `Cannot use ${shown(checkTimeout)} as checkTimeout: it must be more than 0 s, or null`,
    );
  }
  const least = leastBoards(request);
  if (holdAtMost !== null && !(Number.isSafeInteger(holdAtMost) && holdAtMost >= least)) {
    throw new RequestError(
      `Cannot hold at most ${shown(holdAtMost)} boards: the request is for ${least}`,
    );
  }
  checkAvoided(avoid);
  return { tries, holdAtMost, checkTimeout, avoid };
}

/** Whether only one board can serve a request: to hold it would be to wait for oneself. */
export function isOneBoard(request: Pick<JobRequest, "what">): boolean {
  return boardsAsked(request).length === 3 || namedBoard(request) !== null;
}

function leastBoards(request: Pick<JobRequest, "what">): number {
  const [first = 1, second, board] = boardsAsked(request);
  if (board !== undefined) return 1;
  return second === undefined ? first : BOARDS_PER_TRIAD * first * second;
}
