import { anyOf, type Clock, Deadline } from "../clock.ts";
import type { AllocatedJob } from "../allocated_job.ts";
import type { BoardCoordinate, PhysicalCoordinate } from "../machine/coordinates.ts";
import type { EthernetChip, Location } from "../protocol/messages.ts";
import type { FailedBoard } from "./failed_try.ts";

/** Maximum boards that are looked for in the machine room: those of a frame. */
const MOST_LOCATED = 24;
/** Maximum seconds to look for them. */
const LOCATE_SECONDS = 10;

/** Options of what asks a server where boards are. */
export interface Asking {
  clock: Clock;
  /** Gives up. */
  signal?: AbortSignal;
}

/**
 * Locates boards of a job, each named by its Ethernet-connected chip. What the server does not tell
 * in time stays unknown.
 */
export async function locateChips(
  job: AllocatedJob,
  chips: readonly EthernetChip[],
  options: Asking,
): Promise<FailedBoard[]> {
  const ask = ({ x, y }: EthernetChip, until: { signal: AbortSignal }) =>
    job.whereIs([x, y], until);
  const places = await placesOf(chips, ask, options);
  return chips.map(({ x, y, hostname }, index) => ({
    address: hostname,
    chip: [x, y],
    board: places[index]?.logical ?? null,
    physical: places[index]?.physical ?? null,
  }));
}

/** Locates boards of a job, each named by its logical coordinates. */
export async function locateBoards(
  job: Pick<AllocatedJob, "connections" | "whereIsBoard">,
  boards: readonly BoardCoordinate[],
  options: Asking,
): Promise<FailedBoard[]> {
  const ask = (board: BoardCoordinate, until: { signal: AbortSignal }) =>
    job.whereIsBoard({ board }, until);
  const places = await placesOf(boards, ask, options);
  return boards.map((board, index) => {
    const { jobChip, physical = null } = places[index] ?? {};
    const chip = job.connections.find(({ x, y }) => String([x, y]) === String(jobChip));
    return { address: chip?.hostname ?? null, chip: jobChip ?? null, board, physical };
  });
}

/**
 * Finds the boards of a job at positions in the machine room.
 *
 * @throws {SpallocError} if the server can't tell.
 */
export async function boardsAt(
  job: AllocatedJob,
  positions: readonly PhysicalCoordinate[],
  { signal }: Asking,
): Promise<BoardCoordinate[]> {
  const boards: BoardCoordinate[] = [];
  for (const physical of positions) {
    const place = await job.whereIsBoard({ physical }, signal ? { signal } : {});
    if (place) boards.push(place.logical);
  }
  return boards;
}

/** Asks for the places of the first of many, for as long as that does not take too long. */
async function placesOf<T>(
  all: readonly T[],
  ask: (each: T, until: { signal: AbortSignal }) => Promise<Location | null>,
  { clock, signal }: Asking,
): Promise<(Location | null)[]> {
  using late = new Deadline(clock, LOCATE_SECONDS, () => new Error("it takes too long"));
  const until = { signal: anyOf(late.signal, signal) };
  const places: (Location | null)[] = [];
  for (const each of all.slice(0, MOST_LOCATED)) {
    if (late.signal.aborted) break;
    places.push(await ask(each, until).catch(() => null));
    signal?.throwIfAborted();
  }
  return places;
}
