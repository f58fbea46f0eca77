import { type Clock, orAborted, sleep } from "../../lib/clock.ts";
import type { Context } from "../context.ts";
import type { Output } from "../output.ts";
import { isInBackground } from "../process_groups.ts";
import type { Progress } from "./progress.ts";

const NEWLINE = 10;
/** Seconds within which the signal comes that tells of the end of a terminal. */
const HANG_UP_SECONDS = 0.5;
/** Seconds between looks at whether the program is in the foreground by now. */
const LOOK_SECONDS = 0.5;
/** Seconds within which a terminal gives a line that was typed already. */
const TYPED_SECONDS = 0.1;

/** What comes of reading: some of what is typed, with the end of a line in it or not, or its end. */
type Piece = "line" | "part" | "end";

/** What the user types from now on. */
export class Typed {
  readonly #stdin: Context["stdin"];
  #next: Promise<Piece> | null = null;

  private constructor(stdin: Context["stdin"]) {
    this.#stdin = stdin;
  }

  /**
   * Drops what was typed on a terminal before now: an Enter for which nobody had
   * asked is not to free boards. What comes from elsewhere was meant as it is.
   *
   * @throws the signal's reason if it is aborted meanwhile.
   */
  static async fromNow({ stdin, clock }: Context, until: AbortSignal): Promise<Typed> {
    const typed = new Typed(stdin);
    // What would read from the background would be stopped.
    if (!stdin.isTerminal() || isInBackground()) return typed;
    const nothing = Symbol();
    for (let piece: unknown = null; piece !== nothing && piece !== "end";) {
      typed.#next = readPiece(stdin);
      const pause = sleep(clock, TYPED_SECONDS, until).then(() => nothing);
      piece = await Promise.race([typed.#next, pause]);
    }
    return typed;
  }

  /** Waits for the end of a line, or of all that is typed: `nothing` where that is all there was. */
  async line(): Promise<"line" | "end" | "nothing"> {
    for (let isFirst = true;; isFirst = false) {
      const piece = await (this.#next ?? readPiece(this.#stdin));
      this.#next = null;
      if (piece !== "part") return piece === "end" && isFirst ? "nothing" : piece;
    }
  }
}

async function readPiece(stdin: Context["stdin"]): Promise<Piece> {
  const buffer = new Uint8Array(1024);
  const size = await stdin.read(buffer);
  if (size === null) return "end";
  return buffer.subarray(0, size).includes(NEWLINE) ? "line" : "part";
}

/**
 * Waits until the user presses Enter, or what they type ends.
 *
 * @throws the reason of a signal, or of the job's end, that comes first.
 */
export async function untilEnter(
  typed: Typed,
  gone: AbortSignal,
  { context, prompt, progress, keep }: {
    context: Context;
    /** Where to ask for Enter; `null` for nowhere. */
    prompt: Output | null;
    progress: Progress;
    keep: boolean;
  },
): Promise<number> {
  const { stdin, interrupts, clock } = context;
  const show = (): void => prompt?.write(prompt.style("dim", "<Press enter when done>"));
  show();
  const forget = prompt?.isTerminal ? progress.keepPrompt(show) : () => {};
  const until = AbortSignal.any([gone, interrupts.signal]);
  try {
    const wasTerminal = stdin.isTerminal();
    const ended = await orAborted(readTyped(typed, stdin, { clock, until }), until);
    if (ended !== "line" || !stdin.isTerminal()) prompt?.line();
    forget();
    if (ended === "nothing" && !wasTerminal && !keep) {
      progress.say("Standard input is at its end: the boards are freed.");
    }
    return 0;
  } catch (error) {
    prompt?.line();
    throw error;
  } finally {
    forget();
  }
}

async function readTyped(
  typed: Typed,
  stdin: Context["stdin"],
  { clock, until }: { clock: Clock; until: AbortSignal },
): ReturnType<Typed["line"]> {
  const wasTerminal = stdin.isTerminal();
  // A program that is stopped for reading from the background can't keep its job alive.
  while (wasTerminal && isInBackground()) await sleep(clock, LOOK_SECONDS, until);
  try {
    return await typed.line();
  } finally {
    // A terminal that was closed ends what is typed, but it is no Ctrl-D: a signal says so.
    if (wasTerminal && !stdin.isTerminal()) await sleep(clock, HANG_UP_SECONDS, until);
  }
}
