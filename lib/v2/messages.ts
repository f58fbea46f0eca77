/**
 * What the Java server's HTTP API answers about itself and about jobs, as types,
 * and the shapes that read it: nothing gets in unchecked.
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

/** What the service's root tells. */
export interface ServiceRoot {
  /** The version, such as `"7.4.2"`. */
  version: string;
  /** Where jobs are; `null` for those who may not see any. */
  jobsUrl: string | null;
  /** Where machines are; `null` for those who may not see any. */
  machinesUrl: string | null;
  /** The header field that changes need, and what it is to hold; `null` if they need none. */
  csrf: { header: string; token: string } | null;
}

/** A page of the list of jobs. */
export interface JobPage {
  /** The URLs of jobs, the newest first. */
  jobs: string[];
  /** The next page, which may be empty; `null` after the last one. */
  next: string | null;
  /** The page before; `null` before the first one. */
  previous: string | null;
}

/** What the server says of a job that it has just created. */
export interface CreatedJob {
  /** Its number. */
  jobId: number;
  /** Its URL. */
  url: string;
}

/** The names of states; a newer server may have others. */
export type JobStateText = "UNKNOWN" | "QUEUED" | "POWER" | "READY" | "DESTROYED";

/** A job. */
export interface JobDescription {
  /** Its state: one of {@linkcode JobStateText}, or one that a newer server made up. */
  state: string;
  /** Whose it is; `null` if the server does not say. */
  owner: string | null;
  /** When it was created, in Unix seconds. */
  startTime: number;
  /** When it was destroyed, in Unix seconds; `null` before. */
  finishTime: number | null;
  /** Why it was destroyed; `null` before, and if nobody said why. */
  reason: string | null;
  /** The host that last kept it alive; `null` if none has, or it is gone. */
  keepaliveHost: string | null;
  /** When it was last kept alive, in Unix seconds; `null` once it is gone. */
  keptAliveAt: number | null;
  /** Where it is kept alive. */
  keepaliveUrl: string;
  /** Where its boards are told. */
  machineUrl: string;
  /** Where its boards are switched. */
  powerUrl: string;
  /** Where its chips are looked up. */
  chipUrl: string;
  /** Its proxy; `null` without boards, and on servers without one. */
  proxyUrl: string | null;
  /** The request that it was created with; `null` for jobs of the old port. */
  request: Fields | null;
}

/** The boards of a job. */
export interface JobBoards {
  /** Width in triads. */
  width: number;
  /** Height in triads. */
  height: number;
  /** Boards in a triad: 1 for a single board, else 3. */
  depth: number;
  /** The machine that they belong to. */
  machineName: string;
  /** Every chip with Ethernet, in chips of the job, sorted by x, then y. */
  connections: EthernetChip[];
  /** The boards, by their places in the machine. */
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
  return {
    jobId: integer(of["job-id"], `${place}.job-id`),
    url: string(of["job-ref"], `${place}.job-ref`),
  };
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
    keepaliveUrl: string(of["keepalive-ref"], `${place}.keepalive-ref`),
    machineUrl: string(of["machine-ref"], `${place}.machine-ref`),
    powerUrl: string(of["power-ref"], `${place}.power-ref`),
    chipUrl: string(of["chip-ref"], `${place}.chip-ref`),
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

/** Reads what came of a report about boards, in the server's words. */
export const reportOutcome: Shape<string> = (value, place) =>
  string(fields(value, place).action, `${place}.action`);
