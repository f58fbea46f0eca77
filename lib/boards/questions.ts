import { type Clock, Deadline, orAborted } from "../clock.ts";
import { ConnectionError, TimeoutError } from "../errors.ts";
import { messageOf } from "../message_of.ts";
import type { EthernetChip } from "../protocol/messages.ts";
import type { Address } from "../protocol/transport.ts";
import type { DatagramSocket } from "./datagrams.ts";
import { Pacer } from "./pacer.ts";
import type { PingResult } from "./ping_result.ts";
import { SCP_PORT } from "./scp.ts";
import { type ChipVersion, decodeVersionAnswer, encodeVersionQuestion } from "./version_command.ts";

/** Numbers of questions are of 16 bits, and each board has one of its own. */
export const MOST_BOARDS = 2 ** 16;

/** Questions at once, and a second: boards and the ways to them have small buffers. */
const PACE = { burst: 64, perSecond: 1000 };

/** Maximum seconds between two questions to a board. */
const LONGEST_WAIT = 2;
/** Maximum seconds to find the address of a board that is given by name. */
const LOOKUP_SECONDS = 10;

/** How boards are asked. */
interface Patience {
  readonly retries: number;
  readonly timeout: number;
  readonly clock: Clock;
}

/** A board, and what came of asking it. */
interface Asked {
  readonly chip: EthernetChip;
  readonly question: Uint8Array;
  /** IPv4 address of the board; empty until it is known. */
  address: string;
  /** Number of questions. */
  questions: number;
  /** Number of questions that left this computer. */
  sent: number;
  /** Reason why the last one did not; `null` if none failed. */
  trouble: unknown;
  /** Result of an answer that is not a version. */
  refusal: string | null;
  /** Version, and the number of questions until it came. */
  answer: { version: ChipVersion; questions: number } | null;
  isSettled: boolean;
  cancel: () => void;
}

/** Questions to a number of boards for their versions, and what they answer. */
export class Questions {
  readonly #boards: ReadonlyMap<number, Asked>;
  readonly #patience: Patience;
  readonly #pacer: Pacer;
  readonly #done = Promise.withResolvers<void>();
  #left: number;
  #isOver = false;

  /** Creates the questions; none is asked yet. */
  constructor(chips: readonly EthernetChip[], patience: Patience) {
    const first = Math.floor(Math.random() * MOST_BOARDS);
    this.#boards = new Map(chips.map((chip, index) => {
      const sequence = (first + index) % MOST_BOARDS;
      return [sequence, newlyAsked(chip, sequence)];
    }));
    this.#patience = patience;
    this.#pacer = new Pacer(patience.clock, PACE);
    this.#left = chips.length;
    if (this.#left === 0) this.#done.resolve();
  }

  /**
   * Asks all boards, again where that is needed, and returns what they said.
   *
   * @throws the reason if not one question could be sent (rejects).
   */
  async ask(socket: DatagramSocket): Promise<PingResult> {
    for (const board of this.#boards.values()) this.#find(board, socket);
    await this.#done.promise;
    const boards = [...this.#boards.values()];
    const [trouble = null] = boards.map(({ trouble }) => trouble);
    if (trouble !== null && boards.every(({ sent }) => sent === 0)) throw trouble;
    return {
      answering: boards.flatMap(({ chip, answer }) => {
        if (answer === null) return [];
        const { version: { software, version }, questions } = answer;
        return [{ ...chip, software, version, questions }];
      }),
      silent: boards.flatMap((board) =>
        board.answer === null ? [{ ...board.chip, why: whySilent(board) }] : []
      ),
    };
  }

  /** Takes a datagram for what it is: an answer, or something of a stranger. */
  receive(datagram: Uint8Array, from: Address): void {
    const answer = decodeVersionAnswer(datagram);
    const board = answer && this.#boards.get(answer.sequence);
    if (!board || board.isSettled) return;
    if (from.hostname !== board.address || from.port !== SCP_PORT) return;
    if (answer.version === null) {
      board.refusal = `it answered with error 0x${answer.result.toString(16)}`;
    } else {
      board.answer = { version: answer.version, questions: board.questions };
      this.#settle(board);
    }
  }

  /** Cancels everything pending. */
  stop(): void {
    this.#isOver = true;
    this.#pacer.stop();
    for (const board of this.#boards.values()) board.cancel();
  }

  async #find(board: Asked, socket: DatagramSocket): Promise<void> {
    const { hostname } = board.chip;
    try {
      const address = isIPv4(hostname) ? hostname : await this.#lookUp(board, socket);
      if (!isOfOneHost(address)) {
        throw new ConnectionError(`${address} is not the address of a board`, "not sent");
      }
      board.address = address;
    } catch (error) {
      board.trouble = error;
      return this.#settle(board);
    }
    this.#pacer.add(() => this.#send(board, socket));
  }

  async #lookUp(board: Asked, socket: DatagramSocket): Promise<string> {
    const { hostname } = board.chip;
    using late = new Deadline(this.#patience.clock, LOOKUP_SECONDS, (seconds) => {
      const message = `Cannot find the address of ${hostname} within ${seconds} s`;
      return new TimeoutError(message, "not sent");
    });
    board.cancel = () => late[Symbol.dispose]();
    return await orAborted(socket.resolve(hostname), late.signal);
  }

  #send(board: Asked, socket: DatagramSocket): void {
    if (board.isSettled || this.#isOver) return;
    const { retries, timeout, clock } = this.#patience;
    const wait = Math.min(timeout * 2 ** board.questions, Math.max(timeout, LONGEST_WAIT));
    board.questions++;
    socket.send(board.question, { hostname: board.address, port: SCP_PORT }).then(
      () => void board.sent++,
      (error) => void (board.trouble = error),
    );
    board.cancel = clock.after(wait, () => {
      if (board.questions > retries) this.#settle(board);
      else this.#pacer.add(() => this.#send(board, socket));
    });
  }

  #settle(board: Asked): void {
    board.isSettled = true;
    board.cancel();
    if (--this.#left === 0) this.#done.resolve();
  }
}

function newlyAsked(chip: EthernetChip, sequence: number): Asked {
  return {
    chip: { x: chip.x, y: chip.y, hostname: chip.hostname },
    question: encodeVersionQuestion(sequence),
    address: "",
    questions: 0,
    sent: 0,
    trouble: null,
    refusal: null,
    answer: null,
    isSettled: false,
    cancel: () => {},
  };
}

/** What is known of the reason of a silence; one question that was sent is as good as many. */
function whySilent({ refusal, sent, trouble }: Asked): string | null {
  return refusal ?? (sent === 0 && trouble !== null ? messageOf(trouble) : null);
}

function isIPv4(text: string): boolean {
  return /^\d{1,3}(\.\d{1,3}){3}$/.test(text);
}

/** Whether datagrams to an address go to one host, and not to all of a network. */
function isOfOneHost(address: string): boolean {
  const [first = 0] = address.split(".").map(Number);
  return isIPv4(address) && first > 0 && first < 224;
}
