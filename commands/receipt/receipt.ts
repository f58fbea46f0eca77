import { ProtocolError } from "../../lib/errors.ts";
import {
  anything,
  fields,
  integer,
  list,
  nullable,
  pair,
  type Shape,
  string,
  triple,
} from "../../lib/protocol/shape.ts";
import type { ServerKind } from "../../lib/protocol/servers/server_kind.ts";
import type { FailedBoard } from "../../lib/tries/failed_try.ts";

/** Version of the format of receipts. */
export const RECEIPT_SCHEMA = 1;

/** A receipt: what was asked for, given and done in one call of `spalloc`. Times are ISO 8601. */
export interface Receipt {
  schema: number;
  kind: "receipt";
  /** Version of the client. */
  client: string;
  server: {
    /** Kind of the server; `null` until it has answered. */
    kind: ServerKind | null;
    /** `HOST:PORT`, or a URL. */
    address: string;
  };
  asked: ReceiptRequest;
  started: string;
  /** Time of the last step that is in the receipt. */
  updated: string;
  /** The last job; `null` before there was one. */
  job: ReceiptJob | null;
  /** Jobs before it whose boards were not good enough. */
  tries: ReceiptTry[];
  /** End of the call; `null` while it runs, or if it was killed before it could say so. */
  end: ReceiptEnd | null;
}

/** What was asked for. */
export interface ReceiptRequest {
  /** Id of the job to resume; `null` if a new one was asked for. */
  resumed: number | null;
  /** Boards: the arguments of `create_job`; empty for one board. */
  args: readonly number[];
  /** Conditions, by the names of their arguments; those left out are the server's affair. */
  conditions: Readonly<Record<string, unknown>>;
}

/** A job of a receipt. */
export interface ReceiptJob {
  id: number;
  created: string;
  /** Time when its boards were powered on; `null` before. */
  ready: string | null;
  /** Time when it was let go; `null` before. */
  ended: string | null;
  /** What became of it; `null` before. */
  outcome: ReceiptOutcome | null;
  machine: string | null;
  /** Width and height in chips; `null` before it had boards. */
  width: number | null;
  height: number | null;
  boards: readonly FailedBoard[];
}

/**
 * What became of a job: its boards were freed, it was kept as asked, it was gone before, or it could
 * not be destroyed.
 */
export type ReceiptOutcome = "freed" | "kept" | "gone" | "not freed";

const OUTCOMES: readonly ReceiptOutcome[] = ["freed", "kept", "gone", "not freed"];

/** A job whose boards were not good enough. */
export interface ReceiptTry {
  job: number;
  time: string;
  /** `failed`, `late` or `avoided`. */
  outcome: string;
  text: string;
  machine: string;
  boards: readonly (readonly [number, number, number])[];
  failed: readonly FailedBoard[];
}

/** End of a call. */
export interface ReceiptEnd {
  time: string;
  exit_code: number;
  /** Message of the error that ended it; `null` for none. */
  error: string | null;
}

const board: Shape<FailedBoard> = (value, place) => {
  const of = fields(value, place);
  return {
    board: nullable(triple)(of.board, `${place}.board`),
    physical: nullable(triple)(of.physical, `${place}.physical`),
    chip: nullable(pair)(of.chip, `${place}.chip`),
    address: nullable(string)(of.address, `${place}.address`),
  };
};

const job: Shape<ReceiptJob> = (value, place) => {
  const of = fields(value, place);
  const outcome = nullable(string)(of.outcome, `${place}.outcome`);
  return {
    id: integer(of.id, `${place}.id`),
    created: string(of.created, `${place}.created`),
    ready: nullable(string)(of.ready, `${place}.ready`),
    ended: nullable(string)(of.ended, `${place}.ended`),
    outcome: OUTCOMES.find((known) => known === outcome) ?? null,
    machine: nullable(string)(of.machine, `${place}.machine`),
    width: nullable(integer)(of.width, `${place}.width`),
    height: nullable(integer)(of.height, `${place}.height`),
    boards: list(board)(of.boards, `${place}.boards`),
  };
};

const tried: Shape<ReceiptTry> = (value, place) => {
  const of = fields(value, place);
  return {
    job: integer(of.job, `${place}.job`),
    time: string(of.time, `${place}.time`),
    outcome: string(of.outcome, `${place}.outcome`),
    text: string(of.text, `${place}.text`),
    machine: string(of.machine, `${place}.machine`),
    boards: list(triple)(of.boards, `${place}.boards`),
    failed: list(board)(of.failed, `${place}.failed`),
  };
};

const end: Shape<ReceiptEnd> = (value, place) => {
  const of = fields(value, place);
  return {
    time: string(of.time, `${place}.time`),
    exit_code: integer(of.exit_code, `${place}.exit_code`),
    error: nullable(string)(of.error, `${place}.error`),
  };
};

const KINDS: readonly ServerKind[] = ["python", "java", "v2"];

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
  const server = fields(of.server, "server");
  const asked = fields(of.asked, "asked");
  const kind = nullable(string)(server.kind, "server.kind");
  return {
    schema: RECEIPT_SCHEMA,
    kind: "receipt",
    client: string(of.client, "client"),
    server: {
      kind: KINDS.find((known) => known === kind) ?? null,
      address: string(server.address, "server.address"),
    },
    asked: {
      resumed: nullable(integer)(asked.resumed, "asked.resumed"),
      args: list(integer)(asked.args, "asked.args"),
      conditions: fields(anything(asked.conditions, "asked.conditions"), "asked.conditions"),
    },
    started: string(of.started, "started"),
    updated: string(of.updated, "updated"),
    job: nullable(job)(of.job, "job"),
    tries: list(tried)(of.tries, "tries"),
    end: nullable(end)(of.end, "end"),
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new ProtocolError("It is not JSON", { cause });
  }
}
