import {
  type BoardCoordinate,
  type ChipCoordinate,
  type ChipSize,
  ethernetChip,
  SINGLE_BOARD_SIZE,
  sizeInChips,
} from "../machine/mod.ts";
import type { Allocation, Allocator } from "./allocator.ts";
import type { Request } from "./request.ts";
import type { SimulatedMachine } from "./simulated_machine.ts";

/** Where a job is in its life: in the queue, switching power, or usable. */
export type SimulatedJobState = "queued" | "power" | "ready";

/** The boards that a job has, and how they look from within the job. */
export interface Grant {
  /** The machine that the boards are in. */
  readonly machine: SimulatedMachine;
  /** The boards. */
  readonly boards: readonly BoardCoordinate[];
  /** The board that the job's chips are counted from. */
  readonly origin: BoardCoordinate;
  /** The size of the job in chips. */
  readonly size: ChipSize;
  /** The job's Ethernet chips, in chips of the job, and their addresses. */
  readonly connections: readonly (readonly [ChipCoordinate, string])[];
  /** What is to be given back to the allocator. */
  readonly allocation: Allocation;
  /** Who is to get it back. */
  readonly allocator: Allocator;
}

/** What a job was created with. */
export interface JobDetails {
  /** Its number. */
  readonly id: number;
  /** Whose it is. */
  readonly owner: string;
  /** When it was created, in seconds since 1970. */
  readonly startTime: number;
  /** How many seconds of silence it survives; `null` for any. */
  readonly keepalive: number | null;
  /** The arguments of `create_job`. */
  readonly args: readonly unknown[];
  /** Its keywords, without the owner and the keepalive. */
  readonly kwargs: Readonly<Record<string, unknown>>;
}

/** A job that was not destroyed yet. */
export class SimulatedJob implements JobDetails {
  readonly id: number;
  readonly owner: string;
  readonly startTime: number;
  readonly keepalive: number | null;
  readonly args: readonly unknown[];
  readonly kwargs: Readonly<Record<string, unknown>>;
  /** What it asks for, once that was read. */
  request: Request | undefined;
  /** Whether it still waits in queues. */
  waiting = true;
  /** Where it is in its life. */
  state: SimulatedJobState = "queued";
  /** Whether its boards are on, or going on; `null` before it has any. */
  power: boolean | null = null;
  /** The host of the last command that kept it alive. */
  host: string | null;
  /** Until when it lives if nothing is heard of it, in seconds since 1970. */
  aliveUntil: number;
  /** Its boards; `null` while it is queued. */
  grant: Grant | null = null;
  /** Power commands that have not ended yet. */
  powering = 0;
  /** Whether it was destroyed, and only waits for its boards to go off. */
  destroyed = false;

  /** Takes what the job was created with, and from where. */
  constructor(details: JobDetails, host: string | null) {
    this.id = details.id;
    this.owner = details.owner;
    this.startTime = details.startTime;
    this.keepalive = details.keepalive;
    this.args = details.args;
    this.kwargs = details.kwargs;
    this.host = host;
    this.aliveUntil = details.startTime + (this.keepalive ?? Infinity);
  }
}

/** Works out how an allocation looks from within a job. */
export function grantOf(allocation: Allocation, allocator: Allocator): Grant {
  const { machine } = allocator;
  const { boards } = allocation;
  const lowest = (axis: 0 | 1 | 2) => Math.min(...boards.map((board) => board[axis]));
  const highest = (axis: 0 | 1) => Math.max(...boards.map((board) => board[axis]));
  const origin: BoardCoordinate = [lowest(0), lowest(1), lowest(2)];
  const triads = { width: highest(0) - origin[0] + 1, height: highest(1) - origin[1] + 1 };
  return {
    machine,
    boards,
    origin,
    size: boards.length === 1 ? SINGLE_BOARD_SIZE : sizeInChips(triads, allocation.wrap),
    connections: boards.map((board) => [fromOrigin(board, origin), machine.address(board)]),
    allocation,
    allocator,
  };
}

/** A board's Ethernet chip, counted from the job's first board. */
export function fromOrigin(
  [x, y, z]: BoardCoordinate,
  [originX, originY, originZ]: BoardCoordinate,
): ChipCoordinate {
  return ethernetChip([x - originX, y - originY, z - originZ]);
}
