import type { Clock } from "../../lib/clock.ts";
import { escapeText } from "../../lib/escape.ts";
import type { Surroundings } from "../../lib/job/options.ts";
import { type Offer, offersFor, type WireRequest } from "../../lib/offers/offers.ts";
import type { JobSummary } from "../../lib/protocol/messages.ts";
import { namedBoard } from "../../lib/protocol/named_board.ts";
import { boardsAsked, createJobArguments, type JobRequest } from "../../lib/protocol/request.ts";
import type { ServerKind } from "../../lib/protocol/servers/server_kind.ts";
import type { Call } from "../call.ts";
import type { Step } from "../errors.ts";
import { retyped, type TypedLine } from "../retyped.ts";
import { plural } from "../views/machine_line.ts";

/**
 * Seconds for which boards may rest on a Python server after their job is gone: by default it takes
 * 30 after they are off. A Java server hands them out at once.
 */
const REST_SECONDS = 45;
/** Minimum seconds between two offers. */
const PAUSE_SECONDS = 60;

/** Options of {@linkcode Offers}. */
export interface OffersOptions {
  /** Request that waits. */
  request: WireRequest;
  /** Tags of the machines that serve as well, if the request names a machine. */
  tags: readonly string[];
  /** Returns the command line to type for an offer. */
  lineFor(offer: Offer): string;
  clock: Clock;
}

/**
 * Prepares offers instead of a request, each with the command line to type for it; `null` for a
 * request that nothing else can serve.
 */
export function offersInstead(request: JobRequest, typed: TypedLine, call: Call): Offers | null {
  if (namedBoard(request)) return null;
  const { context } = call;
  const { owner, ...wishes } = request;
  return new Offers({
    request: createJobArguments({ ...wishes, what: [...boardsAsked(request)], owner: owner ?? "" }),
    tags: call.config.settings.tags ?? ["default"],
    lineFor: ({ args, machine }) =>
      retyped(context.name, typed, {
        args: args.map(String),
        ...(machine !== null && { instead: [["machine", "tags"], ["-m", machine]] }),
      }),
    clock: context.clock,
  });
}

/** Boards that are free now and would serve as well as those that are awaited. */
export class Offers {
  readonly #options: OffersOptions;
  /** Jobs with boards, and when they were last seen. */
  readonly #seen = new Map<number, { job: JobSummary; at: number }>();
  #said: Step = ["", ""];
  #saidAt = -Infinity;

  constructor(options: OffersOptions) {
    this.#options = options;
  }

  /**
   * Returns which boards are free now, such as `6x8 is free now`, and the command line to type for
   * them; `null` if there are none, or nothing but what was said before.
   */
  look(jobId: number, around: Surroundings, kind: ServerKind): Step | null {
    const { request, tags, clock } = this.#options;
    const jobs = kind === "python" ? this.#withResting(around.jobs) : around.jobs;
    const listed = { machines: around.machines, jobs, kind };
    const offers = [...offersFor(request, listed, { jobId, tags })];
    const steps = offers.map((offer) => this.#describe(offer));
    const best = steps[Math.max(0, offers.findIndex(({ isCertain }) => isCertain))];
    // What was offered may still be there.
    if (best === undefined || steps.some((step) => isSame(step, this.#said))) return null;
    if (clock.now() - this.#saidAt < PAUSE_SECONDS) return null;
    this.#said = best;
    this.#saidAt = clock.now();
    return best;
  }

  /** Adds the jobs that have gone a short while ago. */
  #withResting(jobs: readonly JobSummary[]): JobSummary[] {
    const now = this.#options.clock.now();
    for (const job of jobs) if (job.boards) this.#seen.set(job.jobId, { job, at: now });
    const resting: JobSummary[] = [];
    for (const [id, { job, at }] of this.#seen) {
      if (at < now && now - at <= REST_SECONDS) resting.push(job);
      if (now - at > REST_SECONDS) this.#seen.delete(id);
    }
    return [...jobs, ...resting];
  }

  #describe(offer: Offer): Step {
    const [first = 1, second] = offer.args;
    const [is, are] = offer.isCertain ? ["is", "are"] : ["may be", "may be"];
    const what = second !== undefined
      ? `${first}x${second} ${is} free`
      : first === 1
      ? `A board ${is} free`
      : `${plural(first, "board")} ${are} free side by side`;
    const where = offer.machine === null ? "" : ` on ${offer.machine}`;
    return [escapeText(`${what} now${where}`), escapeText(this.#options.lineFor(offer))];
  }
}

function isSame([what, command]: Step, [otherWhat, otherCommand]: Step): boolean {
  return what === otherWhat && command === otherCommand;
}
