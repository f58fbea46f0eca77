import type { JobSummary } from "../protocol/messages.ts";
import type { Fields } from "../protocol/shape.ts";
import { fields } from "../protocol/shape.ts";
import { durationOf } from "./duration.ts";

/** Conditions of a request, by their names in the API, with those of other kinds of servers. */
const CONDITIONS: Readonly<Record<string, string>> = {
  "keepalive-interval": "keepalive",
  "machine-name": "machine",
  "tags": "tags",
  "max-dead-boards": "max_dead_boards",
};
/** Conditions that are the business of the job's owner. */
const PRIVATE: Readonly<Record<string, string>> = {
  "owner": "owner",
  "group": "group",
  "nmpi-collab": "collab",
  "nmpi-job-id": "nmpi_job",
};

/** Translates the request of a job; `null` is a request that is not known. */
export function askedFor(
  request: Fields | null,
  { isOwn }: { isOwn: boolean },
): Pick<JobSummary, "args" | "kwargs"> {
  if (!request) return { args: [], kwargs: {} };
  const names = isOwn ? { ...CONDITIONS, ...PRIVATE } : CONDITIONS;
  const conditions = Object.entries(names).flatMap(([name, key]) => {
    const value = key === "keepalive" ? durationOf(request[name]) : request[name] ?? null;
    // For a job that names its machine, servers write that it asked for no tags.
    const isNothing = value === null || Array.isArray(value) && value.length === 0;
    return isNothing ? [] : [[key, value] as const];
  });
  const { args, named } = boards(request);
  return { args, kwargs: { ...Object.fromEntries(conditions), ...named } };
}

function boards(request: Fields): { args: unknown[]; named: Record<string, unknown> } {
  const { x = null, y = null, z = null, ...place } = part(request.board);
  const { width = null, height = null } = part(request.dimensions);
  const named = Object.fromEntries(Object.entries(place).filter(([, value]) => value !== null));
  const isTriad = [x, y, z].some((value) => value !== null);
  const root = [x, y, z].map((value) => value ?? 0);
  if (width !== null || height !== null) {
    return { args: [width, height], named: isTriad ? { ...named, root } : named };
  }
  if (isTriad) return { args: root, named };
  const count = request["num-boards"] ?? null;
  return { args: count === null ? [] : [count], named };
}

function part(value: unknown): Fields {
  return value === null || value === undefined ? {} : fields(value, "request");
}
