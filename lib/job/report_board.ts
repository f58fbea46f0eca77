import type { Abortable } from "../clock.ts";
import { RequestError } from "../errors.ts";
import { type BoardCoordinate, type ChipCoordinate, wrapAround } from "../machine/coordinates.ts";
import type { BoardProblem } from "../protocol/client_options.ts";
import type { JobMachine } from "../protocol/messages.ts";
import type { Server } from "../server.ts";

/** A board of a job, by one of its chips, in chips of the job. */
export interface BoardOfChip {
  /** Column and row of the chip, in the job. */
  readonly chip: ChipCoordinate;
}

/** A board of a job, by its logical coordinates in the machine. */
export interface BoardByCoordinates {
  /** Triad and number of the board, in the machine. */
  readonly board: BoardCoordinate;
}

/** A board of a job, by its address. */
export interface BoardByAddress {
  /** Address of the board, as in the job's `connections`. */
  readonly address: string;
}

/** A board of a job. */
export type BoardOfJob = BoardOfChip | BoardByCoordinates | BoardByAddress;

/** A report that was made of a board. */
export interface BoardReport {
  /** Address of the board. */
  readonly address: string;
  /** Words of the server about it; `null` if it has none. */
  readonly words: string | null;
}

/**
 * Reports that a board of a job does not work.
 *
 * @param which The board; `null` where the job has only one.
 * @throws {RequestError} if the job has no such board.
 * @throws {UnsupportedError} if this kind of server takes no reports.
 */
export async function reportBoard(
  client: Server,
  jobId: number,
  { description, which, ...until }: { description: string; which: BoardOfJob | null } & Abortable,
): Promise<BoardReport> {
  if (description.trim() === "") {
    throw new RequestError("A report of a board must say what is wrong with it");
  }
  const machine = await client.getJobMachineInfo(jobId, until);
  if (!machine) throw new RequestError(`Job ${jobId} has no boards to report`);
  const { address, chip } = await findBoard(client, { jobId, machine, which, ...until });
  const problem: BoardProblem = {
    description,
    jobId,
    ...chip && { x: chip[0], y: chip[1] },
  };
  return { address, words: await client.reportProblem(address, problem, until) };
}

/** Finds the address of a board, and the chip on it if one is meant. */
async function findBoard(
  client: Server,
  { jobId, machine, which, ...until }: {
    jobId: number;
    machine: JobMachine;
    which: BoardOfJob | null;
  } & Abortable,
): Promise<{ address: string; chip: ChipCoordinate | null }> {
  const { connections, machineName, width, height } = machine;
  if (which === null) {
    const [only, another] = connections;
    if (only && !another) return { address: only.hostname, chip: null };
    throw new RequestError(
      `Job ${jobId} has ${connections.length} boards: say which one is meant`,
    );
  }
  if ("address" in which) {
    const { address } = which;
    if (connections.some(({ hostname }) => hostname === address)) return { address, chip: null };
    throw new RequestError(`Job ${jobId} has no board with address ${address}`);
  }
  const isChip = "chip" in which;
  const location = await client.whereIs(
    isChip ? { jobId, chip: which.chip } : { machine: machineName, board: which.board },
    until,
  );
  const [chip, boardChip] = [location?.jobChip, location?.boardChip];
  // Coordinates in the job are those of a torus where it is one.
  const address = location?.jobId === jobId && chip && boardChip
    ? connections.find(({ x, y }) =>
      x === wrapAround(chip[0] - boardChip[0], width) &&
      y === wrapAround(chip[1] - boardChip[1], height)
    )?.hostname
    : undefined;
  if (address !== undefined) return { address, chip: isChip ? boardChip ?? null : null };
  const what = isChip ? `chip (${which.chip.join(", ")})` : `board (${which.board.join(", ")})`;
  throw new RequestError(`Job ${jobId} does not have ${what}`);
}
