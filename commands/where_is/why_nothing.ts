import {
  type BoardCoordinate,
  BOARDS_PER_TRIAD,
  type ChipCoordinate,
  countBoards,
  ethernetChip,
  locateChip,
} from "../../lib/machine/mod.ts";
import type { Server } from "../../lib/server.ts";
import { unknownJob } from "../../lib/unknown_job.ts";
import { JobState, jobStateName, type MachineSummary } from "../../lib/protocol/messages.ts";
import type { Place } from "../../lib/protocol/place.ts";
import { isDead, noSuchMachine } from "../views/usage.ts";

/** Explains what is wrong with a place, if more than that nothing is there. */
export async function whyNothing(place: Place, client: Server): Promise<string> {
  const why = "jobId" in place
    ? await whyNoChip(place.jobId, place.chip, client)
    : await whyNoBoard(place, client);
  return why === "" ? "" : `: ${why}`;
}

async function whyNoBoard(
  place: Exclude<Place, { jobId: number }>,
  client: Server,
): Promise<string> {
  const machines = await client.listMachines();
  const machine = machines.find(({ name }) => name === place.machine);
  if (!machine) return lowered(noSuchMachine(place.machine, machines) ?? "");
  if ("physical" in place) return "";
  const board = "board" in place ? place.board : boardOf(place.chip, machine);
  if (!board) return "";
  const [x, y, z] = board;
  const { width, height } = machine;
  if (x >= width || y >= height || z >= BOARDS_PER_TRIAD) {
    const size = `machine "${machine.name}" has ${width}x${height} triads`;
    return `there is no board (${board.join(", ")}): ${size}`;
  }
  return isDead(board, machine) ? deadText(board) : "";
}

/** Explains why a job has no such chip. The list of jobs tells it without keeping the job alive. */
async function whyNoChip(
  jobId: number,
  chip: ChipCoordinate,
  client: Server,
): Promise<string> {
  const job = (await client.listJobs()).find((job) => job.jobId === jobId);
  if (!job) {
    const { state } = await client.getJobState(jobId);
    return state === JobState.unknown
      ? lowered(unknownJob(jobId, client).message)
      : `job ${jobId} is ${jobStateName(state) ?? `in state ${state}`}`;
  }
  if (job.isHidden && client.hidesOthers) return `job ${jobId} belongs to somebody else`;
  if (job.state === JobState.queued) return `job ${jobId} is still queued`;
  const none = `job ${jobId} has no chip (${chip.join(", ")})`;
  const machine = (await client.listMachines()).find(({ name }) => name === job.machineName);
  if (!machine || !job.boards?.length) return none;
  // Where servers count a job's chips from.
  const lowest = (axis: 0 | 1 | 2): number => Math.min(...job.boards!.map((board) => board[axis]));
  const [x, y] = ethernetChip([lowest(0), lowest(1), lowest(2)]);
  const board = boardOf([x + chip[0], y + chip[1]], machine);
  return board && isDead(board, machine) ? `${none}: ${deadText(board)}` : none;
}

function boardOf(chip: ChipCoordinate, machine: MachineSummary): BoardCoordinate | null {
  return countBoards(machine) === 0 ? null : locateChip(chip, machine).board;
}

/** Reports that a board is marked dead. */
export function deadText(board: BoardCoordinate): string {
  return `board (${board.join(", ")}) is marked dead`;
}

function lowered(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
