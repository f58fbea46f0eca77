import {
  type BoardCoordinate,
  type ChipSize,
  SINGLE_BOARD_SIZE,
  sizeInChips,
} from "../../machine/mod.ts";
import { fromOrigin, type Grant } from "../job.ts";
import { Refusal } from "../refusal.ts";
import { deadLinks } from "./dead_links.ts";
import { HIDDEN, type JavaJob } from "./job.ts";
import { machinesByName } from "./jobs.ts";
import type { JavaService } from "./service.ts";

const STATE_NUMBERS = { queued: 1, power: 2, ready: 3 } as const;
const STATE_DESTROYED = 4;

/** Returns the answer to `get_job_state`, as the job was before it was asked for. */
export function jobState(job: JavaJob, { settings }: JavaService): unknown {
  // A job that is dead has no boards, all of which are on.
  const isOn = job.end ? settings.inferred && job.grant !== null : job.isOn;
  return {
    state: job.end && !job.isBack ? STATE_DESTROYED : STATE_NUMBERS[job.state],
    power: isOn,
    keepalive: job.keptAliveAt,
    reason: job.end?.reason ?? "",
    start_time: job.startTime,
    keepalivehost: job.host ?? "",
  };
}

/**
 * Returns the answer to `get_job_machine_info`.
 *
 * @throws {Refusal} if the job has no boards.
 */
export function jobMachineInfo(job: JavaJob, { settings }: JavaService): unknown {
  const { grant, end } = job;
  if (!grant || end && !settings.inferred) throw new Refusal("boards not allocated");
  const boards = end ? [] : grant.boards.toSorted(inOrder);
  return {
    ...sizeOf(grant),
    connections: boards.map((board) => [
      fromOrigin(board, grant.origin),
      grant.machine.address(board),
    ]),
    machine_name: grant.machine.name,
    boards,
  };
}

/** Returns the answer to `list_jobs`. */
export function listJobs({ jobs }: JavaService): unknown[] {
  return jobs.shown().map((job) => ({
    job_id: job.id,
    owner: job.isHidden ? HIDDEN : job.owner,
    start_time: job.startTime,
    state: STATE_NUMBERS[job.state],
    power: job.isOn && !job.end,
    keepalive: job.keepalive,
    reason: "",
    allocated_machine_name: job.machine.name,
    args: job.isHidden ? [] : job.args,
    kwargs: job.isHidden ? {} : job.sent,
    boards: job.end ? [] : job.grant?.boards.toSorted(inOrder) ?? [],
    keepalivehost: (job.isHidden ? null : job.host) ?? HIDDEN,
  }));
}

/** Returns the answer to `list_machines`. */
export function listMachines({ parts, settings }: JavaService): unknown[] {
  return machinesByName(parts).map((machine) => ({
    name: machine.name,
    tags: machine.tags,
    width: machine.width,
    height: machine.height,
    dead_boards: settings.inferred
      ? machine.deadBoards
      : [...machine.deadBoards, ...machine.missingBoards],
    dead_links: deadLinks(machine),
  }));
}

/** Returns the size of a job in chips: that of its rectangle, even with dead boards. */
function sizeOf({ allocation: { region, single }, machine }: Grant): ChipSize {
  if (single) return SINGLE_BOARD_SIZE;
  const wrap = { x: region.width === machine.width, y: region.height === machine.height };
  return sizeInChips(region, wrap);
}

function inOrder(one: BoardCoordinate, other: BoardCoordinate): number {
  return one[0] - other[0] || one[1] - other[1] || one[2] - other[2];
}
