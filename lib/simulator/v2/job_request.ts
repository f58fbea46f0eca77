import { HttpError, unreadable } from "./answers.ts";
import { type BoardFinder, readBoard } from "./board_request.ts";
import { readDuration } from "./duration.ts";
import { needKeys, objectOf } from "./read.ts";

/** A checked request for a new job. */
export interface JobRequest {
  /** Keepalive in seconds, as given: a job has whole ones. */
  readonly keepalive: number;
  /** Name of the machine; `null` for any that has the tags. */
  readonly machineName: string | null;
  readonly tags: readonly string[];
  /** Number of boards; `null` if none is given. */
  readonly boards: number | null;
  /** Size in triads. */
  readonly dimensions: { readonly width: number; readonly height: number } | null;
  /** Finder of the named board. */
  readonly board: BoardFinder | null;
  readonly maxDeadBoards: number;
  readonly owner: string | null;
  readonly group: string | null;
  readonly collab: string | null;
  readonly nmpiJob: number | null;
}

type Fields = Readonly<Record<string, unknown>>;

const KEYS = [
  "owner",
  "group",
  "nmpi-collab",
  "nmpi-job-id",
  "keepalive-interval",
  "num-boards",
  "dimensions",
  "board",
  "machine-name",
  "tags",
  "max-dead-boards",
] as const;

const LARGEST_SIZE = 21;

/**
 * Reads the request that creates a job.
 *
 * @throws {HttpError} if it makes no sense.
 */
export function readJobRequest(
  fields: Fields,
  [shortest, longest]: readonly [number, number],
): JobRequest {
  needKeys(fields, KEYS);
  const machineName = textOf(fields, "machine-name");
  const tags = tagsOf(fields);
  const boards = numberOf(fields, "num-boards");
  const maxDeadBoards = numberOf(fields, "max-dead-boards") ?? 0;
  const { dimensions = null, board = null } = fields;
  const keepalive = keepaliveOf(fields["keepalive-interval"] ?? null);
  if (machineName?.trim() === "") {
    throw new HttpError(400, "machine-name, if given, must be non-blank");
  }
  if (boards !== null && boards < 1) {
    throw new HttpError(400, "number of boards must be at least 1 if given");
  }
  if (maxDeadBoards < 0) throw new HttpError(400, "max-dead-boards may not be negative");
  if ((machineName === null) === (tags === null)) {
    throw new HttpError(400, "either machine-name or tags must be supplied");
  }
  if (boards !== null && (dimensions !== null || board !== null)) {
    throw new HttpError(400, "either specify num-boards or dimensions and/or board");
  }
  if (keepalive < shortest || keepalive > longest) {
    throw new HttpError(400, `keepalive-interval must be ${shortest} to ${longest} seconds`);
  }
  return {
    keepalive,
    machineName,
    tags: tags ?? [],
    boards,
    dimensions: dimensions === null ? null : sizeOf(dimensions),
    board: board === null ? null : readBoard(board),
    maxDeadBoards,
    owner: textOf(fields, "owner")?.trim() || null,
    group: textOf(fields, "group"),
    collab: textOf(fields, "nmpi-collab"),
    nmpiJob: numberOf(fields, "nmpi-job-id"),
  };
}

/** Returns the request as shown later: with nulls, its owner, and the keepalive as a number. */
export function shownRequest(fields: Fields, request: JobRequest, owner: string): unknown {
  const raw = JSON as unknown as { rawJSON(text: string): unknown };
  return {
    ...Object.fromEntries(KEYS.map((key) => [key, fields[key] ?? null])),
    owner,
    "keepalive-interval": raw.rawJSON(request.keepalive.toFixed(9)),
    "num-boards": request.boards,
    tags: request.tags,
    "max-dead-boards": request.maxDeadBoards,
  };
}

/** Returns a text; numbers are taken for one. */
function textOf(fields: Fields, key: string): string | null {
  const value = fields[key] ?? null;
  if (typeof value === "object" && value !== null) throw unreadable();
  return value === null ? null : String(value);
}

/** Returns a whole number; texts of one are taken for it, and fractions are cut off. */
function numberOf(fields: Fields, key: string): number | null {
  const value = fields[key] ?? null;
  if (value === null || value === "") return null;
  if (typeof value === "number") return Math.trunc(value);
  if (typeof value === "string" && /^-?\d+$/.test(value)) return Number(value);
  throw unreadable();
}

function tagsOf({ tags = null }: Fields): string[] | null {
  if (tags === null) return null;
  if (!Array.isArray(tags)) throw unreadable();
  const texts = tags.map(String);
  if (texts.some((tag) => tag.trim() === "")) throw new HttpError(400, "tags must not be blank");
  return texts;
}

function keepaliveOf(value: unknown): number {
  if (value === null || value === "") throw new HttpError(400, "keepalive-interval is required");
  const seconds = readDuration(value);
  if (seconds === null) throw unreadable();
  return seconds;
}

function sizeOf(value: unknown): { width: number; height: number } {
  const fields = objectOf(value);
  needKeys(fields, ["width", "height"]);
  const [width = 1, height = 1] = ["width", "height"].map((key) => {
    const size = numberOf(fields, key) ?? 0;
    if (size < 1 || size > LARGEST_SIZE) {
      const must = `must be at least 1 and no more than ${LARGEST_SIZE}`;
      throw new HttpError(400, `triad ${key} (${size}) ${must}`);
    }
    return size;
  });
  return { width, height };
}
