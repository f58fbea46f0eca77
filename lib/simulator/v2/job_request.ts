import { HttpError } from "./answers.ts";
import { type BoardFinder, readBoard } from "./board_request.ts";
import { readDuration } from "./duration.ts";
import { needKeys } from "./read.ts";

/** A checked request for a new job. */
export interface JobRequest {
  /** Keepalive in seconds. */
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
  const boards = numberOf(fields, "num-boards", 1);
  const { dimensions = null, board = null } = fields;
  const keepalive = keepaliveOf(fields["keepalive-interval"] ?? null);
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
    keepalive: Math.trunc(keepalive),
    machineName,
    tags: tags ?? [],
    boards,
    dimensions: dimensions === null ? null : sizeOf(dimensions),
    board: board === null ? null : readBoard(board),
    maxDeadBoards: numberOf(fields, "max-dead-boards", 0) ?? 0,
    owner: textOf(fields, "owner", { mayBeBlank: true })?.trim() || null,
    group: textOf(fields, "group"),
    collab: textOf(fields, "nmpi-collab"),
    nmpiJob: numberOf(fields, "nmpi-job-id", 0),
  };
}

/** Returns the request as shown later: with nulls, and the keepalive as a number. */
export function shownRequest(fields: Fields, { keepalive }: JobRequest): unknown {
  const shown = Object.fromEntries(KEYS.map((key) => [key, fields[key] ?? null]));
  const raw = JSON as unknown as { rawJSON(text: string): unknown };
  return { ...shown, "keepalive-interval": raw.rawJSON(keepalive.toFixed(9)) };
}

function textOf(fields: Fields, key: string, { mayBeBlank = false } = {}): string | null {
  const value = fields[key] ?? null;
  if (value === null) return null;
  if (typeof value !== "string") throw new HttpError(400, `${key} must be text`);
  if (value.trim() === "" && !mayBeBlank) throw new HttpError(400, `${key} must not be blank`);
  return value;
}

function numberOf(fields: Fields, key: string, lowest: number): number | null {
  const value = fields[key] ?? null;
  if (value === null) return null;
  if (!Number.isInteger(value)) throw new HttpError(400, `${key} must be a number`);
  if (Number(value) < lowest) {
    throw new HttpError(400, `${key} must be greater than or equal to ${lowest}`);
  }
  return Number(value);
}

function tagsOf({ tags = null }: Fields): string[] | null {
  if (tags === null) return null;
  if (!Array.isArray(tags) || !tags.every((tag) => typeof tag === "string" && tag.trim() !== "")) {
    throw new HttpError(400, "tags must not be blank");
  }
  return tags;
}

function keepaliveOf(value: unknown): number {
  if (value === null) throw new HttpError(400, "keepalive-interval is required");
  const seconds = readDuration(value);
  if (seconds === null) throw new HttpError(400, "keepalive-interval must be a duration");
  return seconds;
}

function sizeOf(value: unknown): { width: number; height: number } {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new HttpError(400, "malformed JSON");
  }
  needKeys(value as Fields, ["width", "height"]);
  const [width = 1, height = 1] = ["width", "height"].map((key) => {
    const size = (value as Fields)[key];
    if (!Number.isInteger(size) || Number(size) < 1 || Number(size) > LARGEST_SIZE) {
      throw new HttpError(400, `${key} must be 1 to ${LARGEST_SIZE}`);
    }
    return Number(size);
  });
  return { width, height };
}
