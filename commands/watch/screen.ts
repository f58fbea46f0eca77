import type { SpallocError } from "../../lib/errors.ts";
import { breakLine, cutLine } from "../../lib/render/width.ts";
import { escapeText } from "../../lib/escape.ts";
import { timeOfDay } from "../../lib/render/times.ts";
import type { Context } from "../context.ts";
import { Interrupted } from "../errors.ts";
import { zoneOf } from "../local_zone.ts";
import { isInBackground } from "../process_groups.ts";
import { Keyboard } from "./keyboard.ts";
import { type Key, keysText } from "./keys.ts";
import { Pager, PAGER_KEYS, type Window } from "./pager.ts";
import { lookOf, type View, type Watched } from "./subject.ts";
import { onTerminalSignals } from "./terminal_signals.ts";

/** Minimum seconds between two pictures. */
const REST_SECONDS = 0.2;
/** Switches to the other screen, which leaves the first one as it is, and hides the cursor. */
const ENTER = "\x1b[?1049h\x1b[?25l";
const LEAVE = "\x1b[?25h\x1b[?1049l";
/** Terminals that know it show everything between the two at once. */
const BEGIN_PICTURE = "\x1b[?2026h\x1b[H";
const END_PICTURE = "\x1b[?2026l";
const CLEAR_LINE = "\x1b[2K";
const CLEAR_REST = "\x1b[J";

/** Paints a subject over itself on a terminal, where keys scroll it and leave it. */
export class Screen<T> implements View<T> {
  readonly #subject: Watched<T>;
  readonly #context: Context;
  readonly #signals: Disposable;
  readonly #keyboard: Keyboard | null;
  readonly #pager = new Pager();
  readonly #left = new AbortController();
  readonly left: AbortSignal = this.#left.signal;
  #value: { current: T } | null = null;
  #heardAt = "";
  #trouble: string | null = null;
  #showsKeys = false;
  #isOpen = false;
  #isClosed = false;
  #paintedAt = -Infinity;
  #cancel: (() => void) | null = null;

  constructor(subject: Watched<T>, context: Context) {
    this.#subject = subject;
    this.#context = context;
    this.#signals = this.#listen();
    this.#keyboard = Keyboard.open(context, (key) => this.#press(key));
  }

  show(value: T): Promise<void> {
    this.#value = { current: value };
    this.#paintSoon();
    return Promise.resolve();
  }

  heard(): void {
    this.#heardAt = timeOfDay(Date.now() / 1000, zoneOf(this.#context.env));
    this.#trouble = null;
  }

  lost({ message }: SpallocError): void {
    this.#trouble = escapeText(message);
    if (this.#value) this.#paintSoon();
    else this.#context.stderr.line(this.#status().join("\n"));
  }

  recovered(): void {
    this.#trouble = null;
    this.#paintSoon();
  }

  /** Restores the terminal, and leaves the last picture on it for good. */
  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#cancel?.();
    this.#signals[Symbol.dispose]();
    this.#keyboard?.[Symbol.dispose]();
    const { stdout } = this.#context;
    if (this.#isOpen) this.#leave();
    if (!this.#value) return;
    stdout.line(this.#subject.text(this.#value.current, lookOf(this.#context)));
  }

  #listen(): Disposable {
    return onTerminalSignals({
      onResize: () => this.#paintSoon(),
      onSuspend: async () => {
        if (this.#isOpen) this.#leave();
        this.#keyboard?.pause();
        await this.#context.stdout.flush();
      },
      onResume: () => {
        // After `bg` the terminal is the shell's, which goes on with `fg`.
        if (isInBackground()) return;
        this.#keyboard?.resume();
        this.#paint();
      },
    });
  }

  #press(key: Key): void {
    if (key === "interrupt") return this.#left.abort(new Interrupted("SIGINT"));
    const value = this.#value;
    const isTaken = !this.#showsKeys && value !== null &&
      this.#subject.press?.(key, value.current, () => this.#paintSoon());
    if (isTaken) return this.#paintAtOnce();
    if (this.#showsKeys || key === "?") {
      this.#showsKeys = !this.#showsKeys && key === "?";
      if (key !== "q") return this.#paintAtOnce();
    }
    if (key === "q") this.#left.abort(new Error("it was left"));
    else if (this.#pager.press(key)) this.#paintAtOnce();
  }

  #leave(): void {
    this.#context.stdout.write(LEAVE);
    this.#isOpen = false;
  }

  #paintSoon(): void {
    if (!this.#value || this.#cancel || this.#isClosed) return;
    const { clock } = this.#context;
    this.#paintIn(Math.max(0, this.#paintedAt + REST_SECONDS - clock.now()));
  }

  /** Whoever presses a key wants to see its effect at once. */
  #paintAtOnce(): void {
    if (!this.#value || this.#isClosed) return;
    this.#cancel?.();
    this.#paintIn(0);
  }

  #paintIn(seconds: number): void {
    const { clock, stdout } = this.#context;
    const cancelTimer = clock.after(seconds, async () => {
      // Where the terminal was stopped with Ctrl-S, pictures must not pile up.
      await stdout.flush();
      if (this.#cancel !== cancel) return;
      this.#cancel = null;
      this.#paint();
    });
    const cancel = (): void => {
      cancelTimer();
      this.#cancel = null;
    };
    this.#cancel = cancel;
  }

  #paint(): void {
    if (!this.#value) return;
    const { stdout, clock, size } = this.#context;
    const { columns, rows } = size();
    // The last row stays free: a terminal scrolls when it is full.
    const room = Math.max(1, rows - this.#status().length - 2);
    const body = this.#showsKeys
      ? keysText(this.#subject.keys ?? PAGER_KEYS, (style, text) => stdout.style(style, text))
      : this.#subject.text(
        this.#value.current,
        lookOf(this.#context, room),
      );
    const all = body.split("\n");
    const total = all.length;
    const { lines: shown, range } = this.#window(all, room);
    const scrolled = range ? `Lines ${range[0]}-${range[1]} of ${total}. ` : "";
    const lines = [...shown, "", ...this.#status(scrolled)]
      .map((line) => `${CLEAR_LINE}${cutLine(line, columns)}\r\n`);
    const enter = this.#isOpen ? "" : ENTER;
    stdout.write(enter + BEGIN_PICTURE + lines.join("") + CLEAR_REST + END_PICTURE);
    this.#isOpen = true;
    this.#paintedAt = clock.now();
  }

  #window(body: string[], room: number): Window {
    if (this.#keyboard && !this.#showsKeys) return this.#pager.show(body, room);
    if (body.length > room) {
      const more = `... and ${body.length - room + 1} more lines`;
      body.splice(room - 1, Infinity, this.#context.stdout.style("dim", more));
    }
    return { lines: body, range: null };
  }

  /** Formats which lines are visible and the time of the last answer; below it any trouble. */
  #status(scrolled = ""): string[] {
    const { stdout } = this.#context;
    const keys = this.#keyboard ? "q leaves, ? lists the keys." : "Ctrl-C ends this.";
    // 80 columns have to hold both.
    const whom = scrolled === "" ? " from the server" : "";
    const heard = `${scrolled}Last heard${whom} at ${this.#heardAt}. ${keys}`;
    const lines = this.#heardAt === "" ? [] : [stdout.style("dim", heard)];
    if (this.#trouble === null) return lines;
    const lost = `Lost the server (${this.#trouble}), trying again...`;
    const { columns } = this.#context.size();
    return [...lines, ...breakLine(lost, columns).map((line) => stdout.style("red", line))];
  }
}
