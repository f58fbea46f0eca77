import { ProtocolError } from "../../lib/errors.ts";
import {
  anything,
  fields,
  integer,
  list,
  nullable,
  object,
  pair,
  type Shape,
  string,
  triple,
} from "../../lib/protocol/shape.ts";
import type { ServerKind } from "../../lib/protocol/servers/server_kind.ts";
import type { FailedBoard } from "../../lib/tries/failed_try.ts";

/** Version of the format of receipts. */
export const RECEIPT_SCHEMA = 1;

/**
 * What became of a job: its boards were freed, it was kept as asked, it was gone before, or it could
 * not be destroyed.
 */
export type ReceiptOutcome = "freed" | "kept" | "gone" | "not freed";

const OUTCOMES: readonly ReceiptOutcome[] = ["freed", "kept", "gone", "not freed"];
const KINDS: readonly ServerKind[] = ["python", "java", "v2"];

/** One of these words; `null` for any other. */
function oneOf<T extends string>(words: readonly T[]): Shape<T | null> {
  return (value, place) => {
    const text = nullable(string)(value, place);
    return words.find((word) => word === text) ?? null;
  };
}

const board: Shape<FailedBoard> = object({
  board: nullable(triple),
  physical: nullable(triple),
  chip: nullable(pair),
  address: nullable(string),
});

/** What was asked for. */
const asked = object({
  /** Id of the job to resume; `null` if a new one was asked for. */
  resumed: nullable(integer),
  /** Boards: the arguments of `create_job`; empty for one board. */
  args: list(integer),
  /** Conditions, by the names of their arguments; those left out are the server's affair. */
  conditions: (value, place) => fields(anything(value, place), place),
});

const job = object({
  id: integer,
  created: string,
  /** Time when its boards were powered on; `null` before. */
  ready: nullable(string),
  /** Time when it was let go; `null` before. */
  ended: nullable(string),
  /** What became of it; `null` before. */
  outcome: oneOf(OUTCOMES),
  machine: nullable(string),
  /** Width and height in chips; `null` before it had boards. */
  width: nullable(integer),
  height: nullable(integer),
  boards: list(board),
});

/** A job of a receipt. */
export type ReceiptJob = ReturnType<typeof job>;

const tried = object({
  job: integer,
  time: string,
  /** `failed`, `late` or `avoided`. */
  outcome: string,
  text: string,
  machine: string,
  boards: list(triple),
  failed: list(board),
});

/** A job whose boards were not good enough. */
export type ReceiptTry = ReturnType<typeof tried>;

const end = object({
  time: string,
  exit_code: integer,
  /** Message of the error that ended it; `null` for none. */
  error: nullable(string),
});

/** End of a call. */
export type ReceiptEnd = ReturnType<typeof end>;

const receipt = object({
  schema: integer,
  kind: string,
  /** Version of the client. */
  client: string,
  server: object({
    /** Kind of the server; `null` until it has answered. */
    kind: oneOf(KINDS),
    /** `HOST:PORT`, or a URL. */
    address: string,
  }),
  asked,
  started: string,
  /** Time of the last step that is in the receipt. */
  updated: string,
  /** The last job; `null` before there was one. */
  job: nullable(job),
  /** Jobs before it whose boards were not good enough. */
  tries: list(tried),
  /** End of the call; `null` while it runs, or if it was killed before it could say so. */
  end: nullable(end),
});

/** A receipt: what was asked for, given and done in one call of `spalloc`. Times are ISO 8601. */
export type Receipt = ReturnType<typeof receipt>;

/**
 * Reads a receipt, which may come from anybody.
 *
 * @throws {ProtocolError} if it is none, or one of another format.
 */
export function readReceipt(text: string): Receipt {
  const of = fields(parse(text), "receipt");
  if (of.kind !== "receipt" || of.schema !== RECEIPT_SCHEMA) {
    throw new ProtocolError("It is not a receipt that this version of spalloc can read");
  }
  return receipt(of, "");
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new ProtocolError("It is not JSON", { cause });
  }
}
