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

/** State of a job: in the queue, switching power, or usable. */
export type SimulatedJobState = "queued" | "power" | "ready";

/** Boards of a job, in the coordinates of the job. */
export interface Grant {
  /** Machine of the boards. */
  readonly machine: SimulatedMachine;
  /** The boards. */
  readonly boards: readonly BoardCoordinate[];
  /** Board that the job's chips are counted from. */
  readonly origin: BoardCoordinate;
  /** Size of the job in chips. */
  readonly size: ChipSize;
  /** Ethernet chips, in chips of the job, and their addresses. */
  readonly connections: readonly (readonly [ChipCoordinate, string])[];
  /** Allocation to free. */
  readonly allocation: Allocation;
  /** Allocator to free it with. */
  readonly allocator: Allocator;
}

/** Facts of a new job. */
export interface SimulatedJobDetails {
  /** Id of the job. */
  readonly id: number;
  /** Owner of the job. */
  readonly owner: string;
  /** Creation time, in seconds since 1970. */
  readonly startTime: number;
  /** Seconds of silence it survives; `null` for no limit. */
  readonly keepalive: number | null;
  /** Arguments of `create_job`. */
  readonly args: readonly unknown[];
  /** Keywords of `create_job`, without the owner and the keepalive. */
  readonly kwargs: Readonly<Record<string, unknown>>;
}

/** A job that was not destroyed yet. */
export class SimulatedJob implements SimulatedJobDetails {
  readonly id: number;
  readonly owner: string;
  readonly startTime: number;
  readonly keepalive: number | null;
  readonly args: readonly unknown[];
  readonly kwargs: Readonly<Record<string, unknown>>;
  /** Requested boards, once they were parsed. */
  request: Request | undefined;
  /** Whether it still waits in queues. */
  waiting = true;
  /** State of the job. */
  state: SimulatedJobState = "queued";
  /** Whether its boards are on, or going on; `null` before it has any. */
  power: boolean | null = null;
  /** Host of the last command that kept it alive. */
  host: string | null;
  /** Time of its end if no more is heard of it, in seconds since 1970. */
  aliveUntil: number;
  /** Boards; `null` while it is queued. */
  grant: Grant | null = null;
  /** Whether all of its boards are on. */
  isOn = false;
  /** Whether its boards were booted since they went on. */
  isBooted = false;
  /** Number of pending power commands. */
  powering = 0;
  /** Whether it was destroyed, and only waits for its boards to go off. */
  destroyed = false;

  /** Creates a job from its facts, and the host that asked for it. */
  constructor(details: SimulatedJobDetails, host: string | null) {
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

/** Converts an allocation to the coordinates of the job. */
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

/** Returns a board's Ethernet chip, counted from the job's first board. */
export function fromOrigin(
  [x, y, z]: BoardCoordinate,
  [originX, originY, originZ]: BoardCoordinate,
): ChipCoordinate {
  return ethernetChip([x - originX, y - originY, z - originZ]);
}
