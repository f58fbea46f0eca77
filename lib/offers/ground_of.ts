import {
  type BoardCoordinate,
  BOARDS_PER_TRIAD,
  isBoardOf,
  type TriadSize,
} from "../machine/coordinates.ts";
import { JobState, type JobSummary } from "../protocol/messages.ts";
import type { ServerKind } from "../protocol/servers/server_kind.ts";
import { askedBy, conditionsIn } from "./asked.ts";
import { Cuts } from "./cuts.ts";
import type { Floor } from "./floor.ts";
import { Ground, sizesFor } from "./ground.ts";
import type { Region } from "./region.ts";

/** Boards of a job on one machine. */
type Occupant = JobSummary & { boards: BoardCoordinate[] };

/**
 * Finds out which triads of a machine are taken, from the jobs that have boards there; `null` if a
 * job may have boards that the server does not tell.
 *
 * A job takes up all triads of its rectangle, those without a board that works as well. Where lists
 * do not tell which rectangle that is, it is the largest one that it can be.
 */
export function groundOf(
  name: string,
  floor: Floor,
  { jobs, kind }: { jobs: readonly JobSummary[]; kind: ServerKind },
): Ground | null {
  const taken = new Set<number>();
  const held = new Set<string>();
  const shared = new Set<number>();
  let cuts = kind === "python" ? new Cuts(floor) : null;
  // A Python server serves the jobs of a machine by age.
  for (const job of jobs.toSorted((one, other) => one.jobId - other.jobId)) {
    if (job.state === JobState.queued) continue;
    if (job.machineName === null) return null;
    if (job.machineName !== name) continue;
    if (!job.boards?.length) return null;
    const boards = job.boards.filter((board) => isBoardOf(floor, board));
    if (boards.length === 0) continue;
    const isSingle = isSingleBoard(job);
    const region = regionOf({ ...job, boards }, floor, kind);
    const isKept = taken.has(region.x * floor.height + region.y);
    if (!isKept && !(job.args.length === 3 ? cuts?.giveTriad(region) : cuts?.give(region))) {
      cuts = null;
    }
    for (const triad of triadsIn(region, floor)) {
      taken.add(triad);
      if (isSingle) shared.add(triad);
    }
    for (const board of boards) held.add(String(board));
  }
  const singles = [...shared].flatMap((triad) => boardsOfTriad(triad, floor))
    .filter((board) => floor.isAlive(board) && !held.has(String(board)));
  return new Ground(floor, { kind, taken, singles, cuts });
}

/** Whether a job has a single board, whose triad may serve other such jobs. */
function isSingleBoard({ isHidden, args }: JobSummary): boolean {
  const asked = isHidden ? null : askedBy(args);
  return asked?.kind === "any board" || asked?.kind === "board";
}

function regionOf(job: Occupant, floor: Floor, kind: ServerKind): Region {
  const around = boxAround(job.boards);
  if (isSingleBoard(job)) return around;
  const sizes = sizesOf(job, floor, kind);
  if (sizes === null) return largestRegion(job.boards.length, around, floor);
  const { x, y } = around;
  const possible = sizes.map((size) => ({ x, y, ...size })).filter((region) =>
    region.width >= around.width && region.height >= around.height &&
    x + region.width <= floor.width && y + region.height <= floor.height
  );
  const exact = possible.filter((region) => floor.countReachable(region) === job.boards.length);
  // Boards that have died since make none of them exact.
  return (exact.length > 0 ? exact : possible).reduce(unite, around);
}

/** Returns the sizes that the rectangle of a job can have; `null` if any. */
function sizesOf(
  { isHidden, args, kwargs }: JobSummary,
  floor: TriadSize,
  kind: ServerKind,
): TriadSize[] | null {
  const asked = isHidden ? null : askedBy(args);
  if (asked?.kind === "rectangle") return [asked.size];
  if (asked?.kind !== "number") return null;
  return sizesFor(asked.boards, floor, { kind, ...conditionsIn(kwargs, kind) });
}

/** Returns the largest region with no more than so many boards, from the same triad as another. */
function largestRegion(boards: number, region: Region, floor: Floor): Region {
  const grow = (columns: number, rows: number): number => {
    for (let by = 1;; by++) {
      const width = region.width + by * columns;
      const height = region.height + by * rows;
      const isOutside = region.x + width > floor.width || region.y + height > floor.height;
      if (isOutside || floor.countReachable({ ...region, width, height }) > boards) return by - 1;
    }
  };
  return { ...region, width: region.width + grow(1, 0), height: region.height + grow(0, 1) };
}

/** Returns the smallest rectangle of triads around boards. */
function boxAround(boards: readonly BoardCoordinate[]): Region {
  const [columns, rows] = [boards.map(([x]) => x), boards.map(([, y]) => y)];
  const [x, y] = [Math.min(...columns), Math.min(...rows)];
  return { x, y, width: Math.max(...columns) - x + 1, height: Math.max(...rows) - y + 1 };
}

/** Returns the smallest rectangle around two that begin at the same triad. */
function unite(one: Region, other: Region): Region {
  return {
    ...one,
    width: Math.max(one.width, other.width),
    height: Math.max(one.height, other.height),
  };
}

function triadsIn({ x, y, width, height }: Region, machine: TriadSize): number[] {
  return Array.from({ length: width * height }, (_, at) => {
    const [column, row] = [Math.floor(at / height), at % height];
    return (x + column) * machine.height + y + row;
  });
}

function boardsOfTriad(triad: number, { height }: TriadSize): BoardCoordinate[] {
  const [x, y] = [Math.floor(triad / height), triad % height];
  return Array.from({ length: BOARDS_PER_TRIAD }, (_, z): BoardCoordinate => [x, y, z]);
}
