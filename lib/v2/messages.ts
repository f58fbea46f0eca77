/**
 * Answers of the Java server's HTTP API about itself and about jobs, as types, and the shapes that
 * check them. Links are left out where nobody follows them: some lead nowhere, and one that is
 * missing must not cost a job.
 *
 * @module
 */
import { ProtocolError } from "../errors.ts";
import type { BoardCoordinate } from "../machine/coordinates.ts";
import {
  anything,
  count,
  describe,
  type Fields,
  fields,
  integer,
  list,
  nullable,
  type Shape,
  string,
  triple,
} from "../protocol/shape.ts";
import type { EthernetChip } from "../protocol/messages.ts";
import { ethernetChips } from "./places.ts";
import { instant } from "./instant.ts";

/** The service's root. */
export interface ServiceRoot {
  /** Version, such as `"7.4.2"`. */
  version: string;
  /** URL of all jobs; `null` for users who may not see them. */
  jobsUrl: string | null;
  /** URL of all machines; `null` for users who may not see them. */
  machinesUrl: string | null;
  /** Header field that changes need, and its value; `null` if they need none. */
  csrf: { header: string; token: string } | null;
}

/** A page of the list of jobs. */
export interface JobPage {
  /** URLs of jobs, newest first. */
  jobs: string[];
  /** URL of the next page, which may be empty; `null` after the last one. */
  next: string | null;
  /** URL of the previous page; `null` before the first one. */
  previous: string | null;
}

/** Answer to a new job. */
export interface CreatedJob {
  /** Id of the job. */
  jobId: number;
}

/** Names of states; a newer server may have others. */
export type JobStateText = "UNKNOWN" | "QUEUED" | "POWER" | "READY" | "DESTROYED";

/** A job. */
export interface JobDescription {
  /** State: one of {@linkcode JobStateText}, or another of a newer server. */
  state: string;
  /** Owner; `null` if the server does not say. */
  owner: string | null;
  /** Time of creation, in Unix seconds. */
  startTime: number;
  /** Time of destruction, in Unix seconds; `null` before. */
  finishTime: number | null;
  /** Reason of destruction; `null` before, or without one. */
  reason: string | null;
  /** Host that last kept it alive; `null` if none has, or it is gone. */
  keepaliveHost: string | null;
  /** Time it was last kept alive, in Unix seconds; `null` once it is gone. */
  keptAliveAt: number | null;
  /** URL of its proxy; `null` without boards, and on servers without one. */
  proxyUrl: string | null;
  /** Request that it was created with; `null` for jobs of the old port. */
  request: Fields | null;
}

/** Boards of a job. */
export interface JobBoards {
  /** Width in triads. */
  width: number;
  /** Height in triads. */
  height: number;
  /** Boards in a triad: 1 for a single board, else 3. */
  depth: number;
  /** Name of the machine. */
  machineName: string;
  /** Ethernet chips in chips of the job, sorted by x, then y. */
  connections: EthernetChip[];
  /** Boards, by their logical coordinates in the machine. */
  boards: BoardCoordinate[];
}

/** Reads {@linkcode ServiceRoot}. */
export const serviceRoot: Shape<ServiceRoot> = (value, place) => {
  const of = fields(value, place);
  const version = fields(of.version, `${place}.version`);
  const part = (name: string): number => count(version[name], `${place}.version.${name}`);
  const header = nullable(string)(of["csrf-header"], `${place}.csrf-header`);
  const token = nullable(string)(of["csrf-token"], `${place}.csrf-token`);
  return {
    version: ["major-version", "minor-version", "revision"].map(part).join("."),
    jobsUrl: nullable(string)(of["jobs-ref"], `${place}.jobs-ref`),
    machinesUrl: nullable(string)(of["machines-ref"], `${place}.machines-ref`),
    csrf: header !== null && token !== null ? { header, token } : null,
  };
};

/** Reads {@linkcode JobPage}. */
export const jobPage: Shape<JobPage> = (value, place) => {
  const of = fields(value, place);
  return {
    jobs: list(string)(of.jobs, `${place}.jobs`),
    next: nullable(string)(of.next, `${place}.next`),
    previous: nullable(string)(of.prev, `${place}.prev`),
  };
};

/** Reads {@linkcode CreatedJob}. */
export const createdJob: Shape<CreatedJob> = (value, place) => {
  const of = fields(value, place);
  return { jobId: integer(of["job-id"], `${place}.job-id`) };
};

/** Reads {@linkcode JobDescription}. */
export const jobDescription: Shape<JobDescription> = (value, place) => {
  const of = fields(value, place);
  return {
    state: string(of.state, `${place}.state`),
    owner: nullable(string)(of.owner, `${place}.owner`),
    startTime: instant(of["start-time"], `${place}.start-time`),
    finishTime: nullable(instant)(of["finish-time"], `${place}.finish-time`),
    reason: nullable(string)(of.reason, `${place}.reason`),
    keepaliveHost: nullable(string)(of["keepalive-host"], `${place}.keepalive-host`),
    keptAliveAt: nullable(instant)(of["keep-alive-time"], `${place}.keep-alive-time`),
    proxyUrl: nullable(string)(of["proxy-ref"], `${place}.proxy-ref`),
    request: nullable(fields)(
      anything(of["original-request"], `${place}.original-request`),
      `${place}.original-request`,
    ),
  };
};

/** Reads {@linkcode JobBoards}. */
export const jobBoards: Shape<JobBoards> = (value, place) => {
  const of = fields(value, place);
  return {
    width: count(of.width, `${place}.width`),
    height: count(of.height, `${place}.height`),
    depth: count(of.depth, `${place}.depth`),
    machineName: string(of["machine-name"], `${place}.machine-name`),
    connections: ethernetChips(of.connections, `${place}.connections`),
    boards: list(triple)(of.boards, `${place}.boards`),
  };
};

/** Reads whether all boards of a job are on. */
export const jobPower: Shape<boolean> = (value, place) => {
  const { power } = fields(value, place);
  if (power === "ON" || power === "OFF") return power === "ON";
  const found = describe(power);
  throw new ProtocolError(`the server sent ${found} as ${place}.power, which is to be ON or OFF`);
};

/** Reads the outcome of a report about boards, in the server's words. */
export const reportOutcome: Shape<string> = (value, place) =>
  string(fields(value, place).action, `${place}.action`);
