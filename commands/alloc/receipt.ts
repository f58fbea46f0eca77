import type { AllocatedJob } from "../../lib/allocated_job.ts";
import { escapeText } from "../../lib/escape.ts";
import { askOnce, type ServerOptions } from "../../lib/connect.ts";
import type { Job } from "../../lib/job.ts";
import { messageOf } from "../../lib/message_of.ts";
import type { BoardCoordinate, ChipCoordinate } from "../../lib/machine/coordinates.ts";
import { ethernetChip } from "../../lib/machine/geometry.ts";
import { namedBoard } from "../../lib/protocol/named_board.ts";
import { boardsAsked, type JobRequest } from "../../lib/protocol/request.ts";
import type { FailedBoard, FailedTry } from "../../lib/tries/failed_try.ts";
import { locateBoards } from "../../lib/tries/locate.ts";
import { anyOf, type Clock, Deadline, orAborted } from "../../lib/clock.ts";
import { isoTime } from "../../lib/render/times.ts";
import { type Receipt, RECEIPT_SCHEMA, type ReceiptOutcome } from "../receipt/receipt.ts";
import { cannotWrite, type ReceiptFile } from "../receipt/receipt_file.ts";
import { VERSION } from "../version.ts";
import type { Progress } from "./progress.ts";

/** Maximum seconds at the end to find out where boards are, which have been freed by then. */
const LOCATE_SECONDS = 1;
/** Maximum seconds to wait until a receipt is begun, when there is no job yet. */
const START_SECONDS = 10;
/** Maximum seconds to wait for a step to be written: its file may be on a server that is silent. */
const WRITE_SECONDS = 2;

/** Boards that a job was given. */
type GivenBoards = Pick<
  AllocatedJob,
  "machineName" | "width" | "height" | "boards" | "connections"
>;

/** Options of {@linkcode Recorder.start}. */
export interface RecorderOptions {
  /** Request for a new job, or the id of the job to resume. */
  wanted: JobRequest | number;
  /** Address of the server, without credentials. */
  address: string;
  /** How to reach it. */
  server: ServerOptions;
  progress: Progress;
  clock: Clock;
  /**
   * Gives up to begin it.
   *
   * @default {undefined}
   */
  signal?: AbortSignal;
}

/** Keeps the receipt of one call: each step is written as soon as it is done. */
export class Recorder {
  readonly #file: ReceiptFile;
  readonly #options: RecorderOptions;
  readonly #receipt: Receipt;
  /** Ends the search for places that nobody waits for. */
  readonly #over = new AbortController();
  #locating: Promise<void> = Promise.resolve();
  /** One writing comes after the other. */
  #writing: Promise<void> = Promise.resolve();
  #isBroken = false;

  private constructor(file: ReceiptFile, options: RecorderOptions) {
    this.#file = file;
    this.#options = options;
    const { wanted, address } = options;
    this.#receipt = {
      schema: RECEIPT_SCHEMA,
      kind: "receipt",
      client: VERSION,
      server: { kind: null, address },
      asked: typeof wanted === "number"
        ? { resumed: wanted, args: [], conditions: {} }
        : { resumed: null, args: [...boardsAsked(wanted)], conditions: conditionsOf(wanted) },
      started: now(),
      updated: now(),
      job: null,
      tries: [],
      end: null,
    };
  }

  /**
   * Begins a receipt.
   *
   * @throws {CommandError} if it can't be written.
   * @throws the signal's reason if that was aborted first.
   */
  static async start(file: ReceiptFile, options: RecorderOptions): Promise<Recorder> {
    const recorder = new Recorder(file, options);
    using late = new Deadline(options.clock, START_SECONDS, (seconds) => {
      return cannotWrite(file.path, `nothing happens for ${seconds} s`);
    });
    await orAborted(file.write(recorder.#receipt), anyOf(options.signal, late.signal));
    return recorder;
  }

  /** Records that there is a job. */
  async created({ id, serverKind }: Job): Promise<void> {
    this.#receipt.server.kind = serverKind;
    this.#receipt.job = {
      ...{ id, created: now(), ready: null, ended: null, outcome: null },
      ...{ machine: null, width: null, height: null, boards: [] },
    };
    await this.#write();
  }

  /** Records that a job has its boards; where these are is asked for in the background. */
  async ready(job: Job, machine: GivenBoards): Promise<void> {
    const { machineName, width, height } = machine;
    const record = this.#receipt.job;
    if (record?.id !== job.id || record.ready !== null) return;
    const known = withAddresses(machine);
    Object.assign(record, { ready: now(), machine: machineName, width, height, boards: known });
    await this.#write();
    this.#locating = this.#locate(machine, record)
      // Nobody waits for it, and what is not found is not there.
      .catch(() => {});
  }

  /** Records that boards were not good enough. */
  async tried(failed: FailedTry): Promise<void> {
    const { jobId, machineName, boards, time, outcome, text } = failed;
    this.#receipt.tries.push({
      job: jobId,
      time: isoTime(time) ?? now(),
      ...{ outcome, text, machine: machineName },
      boards: [...boards],
      failed: [...failed.failed],
    });
    await this.#write();
  }

  /** Records what became of a job. */
  async left(job: Job, outcome: ReceiptOutcome): Promise<void> {
    const record = this.#receipt.job;
    if (record?.id !== job.id) return;
    Object.assign(record, { ended: now(), outcome });
    await this.#write();
  }

  /** Records the end of the call. */
  async end(exitCode: number, error: unknown): Promise<void> {
    const { clock } = this.#options;
    const cancel = clock.after(LOCATE_SECONDS, () => this.#over.abort());
    await this.#locating;
    cancel();
    this.#over.abort(); // Searches for boards that are long gone, too.
    const said = error === null ? null : messageOf(error);
    this.#receipt.end = { time: now(), exit_code: exitCode, error: said };
    await this.#write();
  }

  /** Asks where boards are in the machine room, over a connection that outlives the job. */
  async #locate(
    { machineName: machine, connections }: GivenBoards,
    record: { boards: readonly FailedBoard[] },
  ): Promise<void> {
    const { server, clock } = this.#options;
    const { signal } = this.#over;
    const { boards } = record;
    const all = boards.flatMap(({ board }) => board ? [board] : []);
    const located = await askOnce(server, async (client) => {
      const job: Parameters<typeof locateBoards>[0] = {
        connections,
        whereIsBoard: (place, until) => client.whereIs({ machine, ...place }, until),
      };
      return await locateBoards(job, all, { clock, signal });
    }, { signal });
    record.boards = boards.map((board, index) => ({
      ...board,
      physical: located[index]?.physical ?? null,
      chip: board.chip ?? located[index]?.chip ?? null,
      address: board.address ?? located[index]?.address ?? null,
    }));
    await this.#write();
  }

  /** Writes what is known; a failure is reported once, and ends no job. Nor does a delay. */
  async #write(): Promise<void> {
    this.#receipt.updated = now();
    this.#writing = this.#writing.then(() => this.#writeNow());
    const { promise: late, resolve } = Promise.withResolvers<void>();
    const cancel = this.#options.clock.after(WRITE_SECONDS, resolve);
    await Promise.race([this.#writing, late]);
    cancel();
  }

  async #writeNow(): Promise<void> {
    try {
      await this.#file.write(this.#receipt);
    } catch (error) {
      if (!this.#isBroken) this.#options.progress.say(escapeText(`${messageOf(error)}.`), "yellow");
      this.#isBroken = true;
    }
  }
}

/** Returns the conditions of a request, by the names of their arguments. */
function conditionsOf(request: JobRequest): Record<string, unknown> {
  const { owner, machine, tags, keepalive, minRatio, maxDeadBoards, maxDeadLinks } = request;
  const board = namedBoard(request);
  return {
    owner: owner ?? null,
    machine: machine ?? null,
    tags: tags ?? null,
    keepalive: keepalive ?? null,
    min_ratio: minRatio ?? null,
    max_dead_boards: maxDeadBoards ?? null,
    max_dead_links: maxDeadLinks ?? null,
    require_torus: request.requireTorus ?? false,
    ...(board && { board }),
    ...(request.group != null && { group: request.group }),
    ...(request.collab != null && { collab: request.collab }),
    ...(request.nmpiJob != null && { nmpi_job: request.nmpiJob }),
  };
}

/**
 * Matches the boards of a job with their addresses. Those of boards that wrap around the machine's
 * edges are left to the server to tell.
 */
function withAddresses({ boards: unsorted, connections }: GivenBoards): FailedBoard[] {
  const boards = unsorted.toSorted((a, b) => a[0] - b[0] || a[1] - b[1] || a[2] - b[2]);
  const addresses = new Map(connections.map(({ x, y, hostname }) => [`${x},${y}`, hostname]));
  const [first] = boards;
  const root: BoardCoordinate = boards.length === 1 && first
    ? first
    : [Math.min(...boards.map(([x]) => x)), Math.min(...boards.map(([, y]) => y)), 0];
  const [rootX, rootY] = ethernetChip(root);
  const chips = boards.map((board): ChipCoordinate => {
    const [x, y] = ethernetChip(board);
    return [x - rootX, y - rootY];
  });
  const isKnown = chips.every((chip) => addresses.has(String(chip)));
  return boards.map((board, index) => ({
    ...{ board, physical: null },
    chip: isKnown ? chips[index]! : null,
    address: isKnown ? addresses.get(String(chips[index])) ?? null : null,
  }));
}

function now(): string {
  return new Date().toISOString();
}
