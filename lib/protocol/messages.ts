/**
 * Answers of servers, as types, and the shapes that check them: nothing gets in unchecked. The
 * facts are those of the protocol that Python and Java servers share.
 *
 * @module
 */
import { ProtocolError } from "../errors.ts";
import type {
  BoardCoordinate,
  ChipCoordinate,
  LinkCoordinate,
  PhysicalCoordinate,
} from "../machine/coordinates.ts";
import {
  anything,
  boolean,
  count,
  fields,
  integer,
  list,
  nullable,
  number,
  pair,
  quadruple,
  type Shape,
  string,
  triple,
} from "./shape.ts";

/**
 * States of a job, by name.
 *
 * A newer server may have others, so a state is any number where it is told.
 */
export const JobState: {
  /** Not known to the server. */
  readonly unknown: 0;
  /** Waiting for boards. */
  readonly queued: 1;
  /** Boards are being powered on or off. */
  readonly power: 2;
  /** Boards are allocated, and not being powered on or off. */
  readonly ready: 3;
  /** Destroyed. */
  readonly destroyed: 4;
} = { unknown: 0, queued: 1, power: 2, ready: 3, destroyed: 4 };

/** Name of a state. */
export type JobStateName = keyof typeof JobState;

/**
 * Returns the name of a job's state; `null` for one that only a newer server knows.
 *
 * @example
 * ```ts
 * import { JobState, jobStateName } from "@spalloc/client";
 *
 * jobStateName(JobState.power); // "power"
 * jobStateName(99); // null
 * ```
 */
export function jobStateName(state: number): JobStateName | null {
  const names = Object.keys(JobState) as JobStateName[];
  return names.find((name) => JobState[name] === state) ?? null;
}

/** Answer of `get_job_state`. */
export interface JobStatus {
  /** One of {@linkcode JobState}, or a number from a newer server. */
  state: number;
  /**
   * Whether the boards are (being) powered on; `null` without boards, or while a Java server
   * switches them.
   */
  power: boolean | null;
  /**
   * Seconds the job lives without a sign of life; `null` for ever, when it is gone, or from Java
   * servers, which report it in {@linkcode JobSummary} only.
   */
  keepalive: number | null;
  /** Reason if the job was destroyed and one was given; else `null`. */
  reason: string | null;
  /** Creation time in Unix seconds; `null` when gone, or from an old server. */
  startTime: number | null;
  /** Time of the job's end in Unix seconds, which only the HTTP API tells; else `null`. */
  finishTime: number | null;
  /** Host that last kept the job alive; `null` from an old server. */
  keepaliveHost: string | null;
}

/** An Ethernet-connected chip of a job, in the job's own chip coordinates. */
export interface EthernetChip {
  /** Column of the chip. */
  x: number;
  /** Row of the chip. */
  y: number;
  /** Host name or IP address of its board. */
  hostname: string;
}

/** Answer of `get_job_machine_info` once boards are allocated. */
export interface JobMachine {
  /** Width of the job's network in chips. */
  width: number;
  /** Height of the job's network in chips. */
  height: number;
  /** Every Ethernet-connected chip, sorted by x, then y. */
  connections: EthernetChip[];
  /** Name of the machine that the boards belong to. */
  machineName: string;
  /** Boards, by their logical coordinates in that machine. */
  boards: BoardCoordinate[];
}

/** Whether a job is over: destroyed, or not known to the server. */
export function isGone({ state }: Pick<JobStatus, "state">): boolean {
  return state === JobState.destroyed || state === JobState.unknown;
}

/** A job in the answer of `list_jobs`. */
export interface JobSummary {
  /** Id of the job. */
  jobId: number;
  /** Owner; `null` if the server does not say. */
  owner: string | null;
  /**
   * Whether the server hides its owner and refuses every command that names it: that of a job that
   * was created over another interface or, on a server with logins, belongs to somebody else. Its
   * state is 0, and all else `null`, as far as the server does not tell.
   */
  isHidden: boolean;
  /** Creation time in Unix seconds. */
  startTime: number | null;
  /** Seconds the job lives without a sign of life; `null` for ever, or if it is hidden. */
  keepalive: number | null;
  /** One of {@linkcode JobState}. */
  state: number;
  /**
   * Whether the boards are (being) powered on; `null` without boards, while a Java server switches
   * them, or if it does not tell.
   */
  power: boolean | null;
  /** Requested boards: the arguments by position. */
  args: unknown[];
  /** Conditions: the arguments by name (keys as on the wire). */
  kwargs: Readonly<Record<string, unknown>>;
  /** Name of the machine that its boards belong to; `null` without boards. */
  machineName: string | null;
  /** Boards; `null` while it waits for them, or if the server does not tell. */
  boards: BoardCoordinate[] | null;
  /** Host that last kept the job alive; `null` from an old server. */
  keepaliveHost: string | null;
}

/** A machine in the answer of `list_machines`. */
export interface MachineSummary {
  /** Name of the machine. */
  name: string;
  /** Tags of the machine. */
  tags: string[];
  /** Width in triads. */
  width: number;
  /** Height in triads. */
  height: number;
  /**
   * Boards that don't work, and positions without one. Java servers do not list such positions;
   * those of a machine of up to 24 boards are found all the same, and over an HTTP API all that the
   * page of the machine shows.
   */
  deadBoards: BoardCoordinate[];
  /** Links that don't work. */
  deadLinks: LinkCoordinate[];
}

/** Answer of `where_is`. */
export interface Location {
  /** Name of the machine. */
  machine: string;
  /** Board, by its logical coordinates. */
  logical: BoardCoordinate;
  /** Board, by its position in the machine room. */
  physical: PhysicalCoordinate;
  /** Chip, in the whole machine. */
  chip: ChipCoordinate;
  /** Chip, on its board. */
  boardChip: ChipCoordinate;
  /** Id of the job that has the board; `null` when it is free. */
  jobId: number | null;
  /** Chip, in that job. */
  jobChip: ChipCoordinate | null;
}

/** Jobs or machines that changed, for a connection that subscribed to them. */
export interface Notification {
  /** Ids of jobs that changed. */
  jobsChanged: number[];
  /** Names of machines that changed. */
  machinesChanged: string[];
}

/** Reads {@linkcode JobStatus}. */
export const jobStatus: Shape<JobStatus> = (value, place) => {
  const of = fields(value, place);
  return {
    state: integer(of.state, `${place}.state`),
    power: nullable(boolean)(of.power, `${place}.power`),
    keepalive: nullable(number)(of.keepalive, `${place}.keepalive`),
    reason: nullable(string)(of.reason, `${place}.reason`),
    startTime: nullable(number)(of.start_time, `${place}.start_time`),
    finishTime: null,
    keepaliveHost: nullable(string)(of.keepalivehost, `${place}.keepalivehost`),
  };
};

const connections = list<EthernetChip>((value, place) => {
  const [chip, hostname] = list(anything)(value, place);
  const [x, y] = pair(chip, `${place}[0]`);
  return { x, y, hostname: string(hostname, `${place}[1]`) };
});

/** Reads {@linkcode JobMachine}; `null` while no boards are allocated. */
export const jobMachine: Shape<JobMachine | null> = (value, place) => {
  const of = fields(value, place);
  if (of.connections === null || of.connections === undefined) return null;
  return {
    width: count(of.width, `${place}.width`),
    height: count(of.height, `${place}.height`),
    connections: connections(of.connections, `${place}.connections`)
      .sort((a, b) => a.x - b.x || a.y - b.y),
    machineName: string(of.machine_name, `${place}.machine_name`),
    boards: list(triple)(of.boards ?? [], `${place}.boards`),
  };
};

/** Reads the answer of `list_jobs`. */
export const jobSummaries: Shape<JobSummary[]> = list((value, place) => {
  const of = fields(value, place);
  return {
    jobId: integer(of.job_id, `${place}.job_id`),
    owner: nullable(string)(of.owner, `${place}.owner`),
    isHidden: false,
    startTime: nullable(number)(of.start_time, `${place}.start_time`),
    keepalive: nullable(number)(of.keepalive, `${place}.keepalive`),
    state: integer(of.state, `${place}.state`),
    power: nullable(boolean)(of.power, `${place}.power`),
    args: list(anything)(of.args ?? [], `${place}.args`),
    kwargs: fields(anything(of.kwargs ?? {}, `${place}.kwargs`), `${place}.kwargs`),
    machineName: nullable(string)(of.allocated_machine_name, `${place}.allocated_machine_name`),
    boards: nullable(list(triple))(of.boards, `${place}.boards`),
    keepaliveHost: nullable(string)(of.keepalivehost, `${place}.keepalivehost`),
  };
});

/** Reads the answer of `list_machines`. */
export const machineSummaries: Shape<MachineSummary[]> = list((value, place) => {
  const of = fields(value, place);
  return {
    name: string(of.name, `${place}.name`),
    tags: list(string)(of.tags ?? [], `${place}.tags`),
    width: count(of.width, `${place}.width`),
    height: count(of.height, `${place}.height`),
    deadBoards: list(triple)(of.dead_boards ?? [], `${place}.dead_boards`),
    deadLinks: list(quadruple)(of.dead_links ?? [], `${place}.dead_links`),
  };
});

/** Reads {@linkcode Location}; `null` where nothing is. */
export const location: Shape<Location | null> = (value, place) => {
  if (value === null) return null;
  const of = fields(value, place);
  return {
    machine: string(of.machine, `${place}.machine`),
    logical: triple(of.logical, `${place}.logical`),
    physical: triple(of.physical, `${place}.physical`),
    chip: pair(of.chip, `${place}.chip`),
    boardChip: pair(of.board_chip, `${place}.board_chip`),
    jobId: nullable(integer)(of.job_id, `${place}.job_id`),
    jobChip: nullable(pair)(of.job_chip, `${place}.job_chip`),
  };
};

/** Reads {@linkcode Notification}: one of the two keys is enough. */
export const notification: Shape<Notification> = (value, place) => {
  const of = fields(value, place);
  if (!("jobs_changed" in of) && !("machines_changed" in of)) {
    throw new ProtocolError(`The server sent a line that is neither an answer nor a ${place}`);
  }
  return {
    jobsChanged: list(integer)(of.jobs_changed ?? [], `${place}.jobs_changed`),
    machinesChanged: list(string)(of.machines_changed ?? [], `${place}.machines_changed`),
  };
};
