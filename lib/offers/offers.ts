import type { TriadSize } from "../machine/coordinates.ts";
import { JobState, type JobSummary, type MachineSummary } from "../protocol/messages.ts";
import type { ServerKind } from "../protocol/servers/server_kind.ts";
import { alternativesTo } from "./alternatives.ts";
import { argumentsFor, type Asked, askedBy, conditionsIn } from "./asked.ts";
import { type Ground, sizesFor } from "./ground.ts";
import { groundOf } from "./ground_of.ts";
import { ListedServer } from "./listed_server.ts";
import { isSameSize } from "./region.ts";

/** Maximum jobs that an HTTP API lists; there may be more. */
const MOST_LISTED = 1000;

/** A request: the arguments of `create_job`. */
export interface WireRequest {
  readonly args: readonly unknown[];
  readonly kwargs: Readonly<Record<string, unknown>>;
}

/** A request that the server would grant at once, instead of another one. */
export interface Offer {
  /** Requested boards: the arguments of `create_job`. */
  readonly args: readonly number[];
  /** Machine to name instead of machine and tags; `null` to keep both. */
  readonly machine: string | null;
  /**
   * Whether it is granted for certain. A Python server cuts machines into rectangles, and gives no
   * job boards of two of them; with others gone there is no telling which those are.
   */
  readonly isCertain: boolean;
}

/** Facts that a server lists. */
export interface Listed {
  readonly machines: readonly MachineSummary[];
  /** All jobs that are queued or have boards, and those whose boards may still rest. */
  readonly jobs: readonly JobSummary[];
  readonly kind: ServerKind;
}

/** Options of {@linkcode offersFor}. */
export interface OfferOptions {
  /** Id of the job that waits. */
  readonly jobId: number;
  /**
   * Tags of the machines that serve as well, if the request names a machine.
   *
   * @default {["default"]}
   */
  readonly tags?: readonly string[];
}

/**
 * Yields requests whose boards are free and that the server would grant at once if they were made instead of one that waits,
 * the likest one first: the {@linkcode alternativesTo} it, with all other conditions kept, on a
 * machine that it may have; or on another one, which the offer then names: one with `tags` if the
 * request names a machine, and one with its tags on a Java server, where a job waits at one machine
 * only.
 *
 * Nothing is offered of a machine that another job may wait for, whose turn comes first; nor of one
 * with boards of jobs that the server does not tell; nor of one where the request itself could be
 * granted: there must be more to it than the lists tell, such as boards that rest between two jobs.
 */
export function* offersFor(
  request: WireRequest,
  { machines, jobs, kind }: Listed,
  { jobId, tags = ["default"] }: OfferOptions,
): Generator<Offer> {
  const { kwargs } = request;
  const asked = askedBy(request.args);
  if (asked === null || (kind === "v2" && jobs.length >= MOST_LISTED)) return;
  const server = new ListedServer(machines, kind);
  const own = server.machinesFor({ kwargs });
  const isNamed = typeof kwargs.machine === "string";
  const others = isNamed
    ? server.machinesFor({ kwargs: { tags } }).filter(({ name }) => name !== kwargs.machine)
    : kind === "python"
    ? []
    : own;
  const strangers = jobs.filter((job) => job.jobId !== jobId);
  const grounds = openGrounds([...own, ...others], strangers, server);
  const requireTorus = kwargs.require_torus === true;
  const conditions = conditionsIn(kwargs, kind);
  const isGranted = (machine: MachineSummary, asked: Asked): boolean =>
    (!requireTorus || isWhole(asked, machine, kind)) &&
    grounds.get(machine.name)?.grants(asked, conditions) === true;
  for (const machine of server.queuesFor({ asked, kwargs }) ?? []) {
    if (isGranted(machine, asked)) grounds.delete(machine.name);
  }
  const sizes = [...own, ...others].filter(({ name }) => grounds.has(name));
  const minRatio = typeof kwargs.min_ratio === "number" ? kwargs.min_ratio : 0;
  for (const alternative of alternativesTo(asked, largestOf(sizes), { minRatio, requireTorus })) {
    const args = argumentsFor(alternative);
    const queues = server.queuesFor({ asked: alternative, kwargs }) ?? [];
    const kept = queues.find((machine) => isGranted(machine, alternative));
    const isCertain = ({ name }: MachineSummary): boolean =>
      grounds.get(name)?.isInOnePiece(alternative, conditions) ?? false;
    if (kept) yield { args, machine: null, isCertain: isCertain(kept) };
    for (const machine of others) {
      if (machine !== kept && isGranted(machine, alternative)) {
        yield { args, machine: machine.name, isCertain: isCertain(machine) };
      }
    }
  }
}

/** Returns the grounds of the machines that no other job may wait for, by name. */
function openGrounds(
  machines: readonly MachineSummary[],
  jobs: readonly JobSummary[],
  server: ListedServer,
): Map<string, Ground> {
  const queued = jobs.filter(({ state }) => state === JobState.queued);
  const grounds = new Map<string, Ground>();
  for (const machine of new Set(machines)) {
    if (queued.some((job) => server.mayWaitAt(machine, job))) continue;
    const { name } = machine;
    const ground = groundOf(name, server.floor(machine), { jobs, kind: server.kind });
    if (ground) grounds.set(name, ground);
  }
  return grounds;
}

/** Whether boards can only be a whole machine, which is what makes a torus. */
function isWhole(asked: Asked, machine: TriadSize, kind: ServerKind): boolean {
  if (asked.kind === "rectangle") return isSameSize(asked.size, machine);
  if (asked.kind !== "number") return false;
  const sizes = sizesFor(asked.boards, machine, { kind, minRatio: 0, requireTorus: true });
  return sizes.length > 0 && sizes.every((size) => isSameSize(size, machine));
}

/** Returns the largest width and height of any of the machines. */
function largestOf(sizes: readonly TriadSize[]): TriadSize {
  return {
    width: Math.max(0, ...sizes.map(({ width }) => width)),
    height: Math.max(0, ...sizes.map(({ height }) => height)),
  };
}
