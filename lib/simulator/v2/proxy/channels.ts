import type { BoardCoordinate, ChipCoordinate } from "../../../machine/mod.ts";
import type { BoardDatagram } from "../../boards/simulated_boards.ts";
import { fromOrigin, type Grant } from "../../job.ts";
import type { JavaJob } from "../../java/job.ts";
import { errorFrame, join, OPCODE, split } from "../../../v2/proxy/words.ts";

/** Functions that channels call. */
export interface ChannelEvents {
  /** Sends a frame to the client. */
  readonly send: (frame: Uint8Array<ArrayBuffer>) => void;
  /** Closes the websocket. */
  readonly close: (code: number) => void;
  /** Returns a number that no other channel of the server has. */
  readonly newId: () => number;
  /** Runs an action when boards answer. */
  readonly later: (action: () => void) => void;
  /** Returns what a board says to a datagram; `null` for nothing. */
  readonly answerOf: (
    board: BoardCoordinate,
    datagram: BoardDatagram,
  ) => Uint8Array<ArrayBuffer> | null;
  /** Address of unconnected channels; empty if there are none. */
  readonly localHost: string;
}

/** Other end of a connected channel; `null` for one that is unconnected. */
type Peer = { readonly chip: ChipCoordinate; readonly port: number } | null;

const BAD_DATA = 1007;
const SERVER_ERROR = 1011;
/** Port of unconnected channels, before their number is added. */
const FIRST_PORT = 40_000;

/** Channels of one websocket, to the boards of one job. */
export class Channels {
  readonly #job: JavaJob;
  /** Boards of the job when the websocket was opened. */
  readonly #grant: Grant;
  readonly #events: ChannelEvents;
  readonly #peers = new Map<number, Peer>();

  /** Creates no channel yet, for a job and its present boards. */
  constructor(job: JavaJob, grant: Grant, events: ChannelEvents) {
    this.#job = job;
    this.#grant = grant;
    this.#events = events;
  }

  /** Handles a frame of the client. */
  receive(frame: Uint8Array): void {
    // What had boards before is deaf: its datagrams go nowhere.
    if (!this.#hasBoards) return;
    const [code = OPCODE.error] = split(frame, 1)?.words ?? [];
    switch (code) {
      case OPCODE.open:
        return this.#withWords(frame, 5, (words) => this.#open(words));
      case OPCODE.close:
        return this.#withWords(frame, 3, ([, correlation = 0, id = 0]) => {
          this.#events.send(join([code, correlation, this.#peers.delete(id) ? id : 0]));
        });
      case OPCODE.openUnconnected:
        return this.#withWords(
          frame,
          2,
          ([, correlation = 0]) => this.#openUnconnected(correlation),
        );
      case OPCODE.message:
        return this.#message(frame);
      case OPCODE.messageTo:
        return this.#messageTo(frame);
      default:
        return this.#events.close(code === OPCODE.error ? BAD_DATA : SERVER_ERROR);
    }
  }

  get #hasBoards(): boolean {
    return this.#job.grant === this.#grant && this.#job.end === null;
  }

  #withWords(frame: Uint8Array, count: number, run: (words: readonly number[]) => void): void {
    const parts = split(frame, count);
    if (parts === null || parts.rest.length > 0) return this.#events.close(BAD_DATA);
    run(parts.words);
  }

  #open([, correlation = 0, x = 0, y = 0, port = 0]: readonly number[]): void {
    if (!this.#boardAt([x, y])) {
      return this.#events.send(errorFrame(correlation, "unrecognised ethernet chip"));
    }
    if (!isPort(port)) return this.#events.send(errorFrame(correlation, "bad port number"));
    const id = this.#events.newId();
    this.#peers.set(id, { chip: [x, y], port });
    this.#events.send(join([OPCODE.open, correlation, id]));
  }

  #openUnconnected(correlation: number): void {
    const { localHost } = this.#events;
    if (localHost === "") return this.#events.send(errorFrame(correlation, ""));
    const id = this.#events.newId();
    this.#peers.set(id, null);
    const words = join([OPCODE.openUnconnected, correlation, id]);
    const address = new Uint8Array(localHost.split(".").map(Number));
    this.#events.send(new Uint8Array([...words, ...address, ...join([FIRST_PORT + id])]));
  }

  #message(frame: Uint8Array): void {
    const parts = split(frame, 2);
    if (parts === null) return this.#events.close(BAD_DATA);
    const [, id = 0] = parts.words;
    const peer = this.#peers.get(id);
    if (peer) this.#toBoard(id, peer, parts.rest);
  }

  #messageTo(frame: Uint8Array): void {
    const parts = split(frame, 5);
    if (parts === null) return this.#events.close(BAD_DATA);
    const [, id = 0, x = 0, y = 0, port = 0] = parts.words;
    const peer = this.#peers.get(id);
    if (peer === undefined) return;
    const isWrong = peer !== null || !this.#boardAt([x, y]) || !isPort(port);
    if (isWrong) return this.#events.close(BAD_DATA);
    this.#toBoard(id, { chip: [x, y], port }, parts.rest);
  }

  #toBoard(id: number, peer: NonNullable<Peer>, datagram: Uint8Array): void {
    // A datagram without bytes is too much for it.
    if (datagram.length === 0) return this.#events.close(SERVER_ERROR);
    const board = this.#boardAt(peer.chip);
    const answer = board && this.#events.answerOf(board, { port: peer.port, bytes: datagram });
    if (!answer) return;
    this.#events.later(() => {
      const isThere = this.#hasBoards && this.#peers.has(id);
      if (isThere) this.#events.send(join([OPCODE.message, id], answer));
    });
  }

  #boardAt(chip: ChipCoordinate): BoardCoordinate | undefined {
    const { boards, origin } = this.#grant;
    return boards.find((board) => String(fromOrigin(board, origin)) === String(chip));
  }
}

function isPort(port: number): boolean {
  return port >= 1 && port <= 0xffff;
}
