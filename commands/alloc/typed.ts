import { sleep } from "../../lib/clock.ts";
import type { Context } from "../context.ts";
import type { Input } from "../input.ts";
import { isInBackground } from "../process_groups.ts";
import { type TerminalOptions, TerminalReader, untilForeground } from "./terminal_reader.ts";

/** Seconds for a terminal to return a line that was already typed. */
const TYPED_SECONDS = 0.1;

/** A line without its end; the end of the input; or `nothing` if nothing is left. */
export type TypedLine = { text: string } | "end" | "nothing";

/** Lines that the user types from now on. */
export class Typed implements AsyncDisposable {
  readonly #reader: Input;
  readonly #untilForeground: () => Promise<void>;
  readonly #decoder = new TextDecoder();
  #text = "";
  #next: Promise<string | null> | null = null;

  private constructor(context: Context, options: TerminalOptions) {
    const isTerminal = context.stdin.isTerminal();
    this.#reader = TerminalReader.of(context, options) ?? context.stdin;
    this.#untilForeground = () =>
      isTerminal ? untilForeground(context.clock, options) : Promise.resolve();
  }

  /**
   * Drops everything typed on a terminal before now: an Enter that nobody had asked for must not
   * free boards. Other input was meant as it is.
   *
   * @throws the signal's reason if it is aborted meanwhile.
   */
  static async fromNow(context: Context, options: TerminalOptions): Promise<Typed> {
    const { stdin, clock } = context;
    const { until } = options;
    const typed = new Typed(context, options);
    if (!stdin.isTerminal() || isInBackground()) return typed;
    try {
      const nothing = Symbol();
      for (let piece: unknown = null; piece !== nothing;) {
        typed.#next = typed.#piece();
        const pause = sleep(clock, TYPED_SECONDS, until).then(() => nothing);
        piece = await Promise.race([typed.#next, pause]);
        if (piece === null) break;
      }
      return typed;
    } catch (error) {
      await typed[Symbol.asyncDispose]();
      throw error;
    }
  }

  /** Waits for the end of a line, or of the input. */
  async line(): Promise<TypedLine> {
    // A program that reads in the background is stopped, and can't keep its job alive.
    await this.#untilForeground();
    for (;;) {
      const [line, ...rest] = this.#text.split("\n");
      if (rest.length > 0) {
        this.#text = rest.join("\n");
        return { text: line!.replace(/\r$/, "") };
      }
      const piece = await (this.#next ?? this.#piece());
      this.#next = null;
      if (piece === null) return this.#text === "" ? "nothing" : "end";
      this.#text += piece;
    }
  }

  /** Leaves the terminal to others for a moment: their input must not come here. */
  async pause(): Promise<void> {
    if (this.#reader instanceof TerminalReader) await this.#reader.pause();
  }

  /** Stops reading. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#next?.catch(() => {});
    await this.pause();
  }

  async #piece(): Promise<string | null> {
    const buffer = new Uint8Array(1024);
    const size = await this.#reader.read(buffer);
    return size === null ? null : this.#decoder.decode(buffer.subarray(0, size), { stream: true });
  }
}
