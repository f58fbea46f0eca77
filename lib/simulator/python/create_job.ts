import type { Jobs } from "./jobs.ts";
import { Refusal } from "../refusal.ts";
import { typeName } from "./parse_request.ts";

/** Keepalive in seconds of a job that asks for none. */
const DEFAULT_KEEPALIVE = 60;

/**
 * Carries out `create_job`: parses the conditions on the job itself, and leaves those on its boards
 * to {@linkcode Jobs.create}.
 *
 * @throws {Refusal} if there is no owner, or a value makes no sense.
 */
export function createJob(
  jobs: Jobs,
  host: string | null,
  args: readonly unknown[],
  kwargs: Readonly<Record<string, unknown>>,
): number {
  const { owner = null, keepalive = DEFAULT_KEEPALIVE, ...rest } = kwargs;
  const wishes = "tags" in rest ? { ...rest, tags: tagSet(rest.tags) } : rest;
  if (owner === null) throw new Refusal("owner must be specified for all jobs");
  return jobs.create(
    { owner: String(owner), keepalive: seconds(keepalive), args, kwargs: wishes },
    host,
  );
}

/** Removes repeated tags; a string is a list of letters, as for the real server. */
function tagSet(value: unknown): unknown[] | null {
  if (value === null) return null;
  if (typeof value === "string" || Array.isArray(value)) return [...new Set<unknown>(value)];
  throw new Refusal(`'${typeName(value)}' object is not iterable`);
}

function seconds(value: unknown): number | null {
  if (value === null || typeof value === "number") return value;
  if (typeof value === "string") {
    const number = value.trim() === "" ? NaN : Number(value);
    if (!Number.isNaN(number)) return number;
    throw new Refusal(`could not convert string to float: '${value}'`);
  }
  throw new Refusal(
    `float() argument must be a string or a real number, not '${typeName(value)}'`,
  );
}
