import { Refusal } from "../refusal.ts";
import type { Demands } from "../request.ts";
import type { Asked } from "./fit.ts";
import type { JavaJobs } from "./jobs.ts";
import { HIDDEN } from "./job.ts";
import type { JavaService } from "./service.ts";
import { type Keywords, numberAt, optionalNumber, optionalText, wrongClass } from "./values.ts";

/** Maximum keepalive, in seconds: they are kept in 32 bits. */
const LONGEST_KEEPALIVE = 2 ** 31;
const LONGEST_TIME = 2 ** 63;

/**
 * Carries out `create_job` and returns the job's id.
 *
 * @throws {Refusal} if a value makes no sense, or no machine can ever serve the job.
 */
export function createJob(
  service: JavaService,
  args: readonly unknown[],
  kwargs: Keywords,
): number {
  const { jobs, parts, settings } = service;
  if (args.length > 3) throw new Refusal(`unsupported number of arguments: ${args.length}`);
  const asked = readAsked(args, kwargs);
  const owner = readOwner(kwargs.owner);
  const keepalive = readKeepalive(kwargs.keepalive, settings.defaultKeepalive);
  const machineName = optionalText(kwargs.machine);
  if (parts.mishaps.refusal !== null) throw new Refusal(parts.mishaps.refusal);
  if (keepalive >= LONGEST_KEEPALIVE) {
    throw new Refusal(
      "Data truncation: Out of range value for column 'keepalive_interval' at row 1",
    );
  }
  const { owner: _owner, keepalive: _keepalive, ...wishes } = kwargs;
  return jobs.create({
    owner,
    keepalive,
    machineName,
    tags: machineName === null ? readTags(kwargs.tags) : [],
    args,
    kwargs: wishes,
    sent: kwargs,
    isHidden: false,
    asked: () => asked,
  }).id;
}

/**
 * Creates a job of the server's other API, for the boards of these arguments of `create_job`, and
 * returns its id. Its owner keeps it alive.
 *
 * @throws {Refusal} if no machine can ever serve it.
 */
export function createHiddenJob(
  jobs: JavaJobs,
  args: readonly number[],
  machineName: string | null,
): number {
  const tags = machineName === null ? ["default"] : [];
  const details = {
    owner: HIDDEN,
    keepalive: 60,
    machineName,
    tags,
    args,
    kwargs: {},
    sent: {},
  };
  const asked = readAsked(args, {});
  return jobs.create({ ...details, isHidden: true, asked: () => asked }).id;
}

/** Parses the requested boards from the arguments and keywords of `create_job`. */
function readAsked(args: readonly unknown[], kwargs: Keywords): Asked {
  const [first, second, third] = args.map((_, index) => numberAt(args, index));
  if (first !== undefined && second !== undefined && third !== undefined) {
    return { kind: "board", board: [first, second, third] };
  }
  const demands: Demands = {
    maxDeadBoards: optionalNumber(kwargs.max_dead_boards) ?? 0,
    maxDeadLinks: null,
    requireTorus: false,
  };
  return first !== undefined && second !== undefined
    ? { kind: "rectangle", size: { width: first, height: second }, demands }
    : { kind: "boards", count: first ?? 1, demands };
}

function readOwner(value: unknown): string {
  const owner = value === null || value === undefined ? "" : String(value).trim();
  if (owner === "") throw new Refusal("invalid owner identifier; must be non-empty");
  if (!/^[ -~]+$/.test(owner)) {
    throw new Refusal("invalid owner identifier; must be printable ASCII");
  }
  return owner;
}

/** Parses a keepalive to whole seconds. */
function readKeepalive(value: unknown, standard: number): number {
  if (value === null || value === undefined) return standard;
  if (typeof value !== "number") throw wrongClass(value, "java.lang.Number");
  if (Math.abs(value) >= LONGEST_TIME) throw new Refusal("long overflow");
  return Math.trunc(value);
}

/** Parses tags; one text counts as a list of one. */
function readTags(value: unknown): string[] {
  const tags = Array.isArray(value) ? value.map(String) : typeof value === "string" ? [value] : [];
  return tags.length > 0 ? tags : ["default"];
}
