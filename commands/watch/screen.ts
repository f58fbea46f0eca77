import type { SpallocError } from "../../lib/errors.ts";
import { cutLine } from "../../lib/render/cut.ts";
import { escapeText } from "../../lib/render/escape.ts";
import { timeOfDay } from "../../lib/render/times.ts";
import type { Context } from "../context.ts";
import { zoneOf } from "../local_zone.ts";
import { type TerminalSize, terminalSize } from "../terminal_size.ts";
import { lookOf, type Subject } from "./subject.ts";
import { TerminalSignals } from "./terminal_signals.ts";
import type { View } from "./view.ts";

/** Seconds between two pictures at the least. */
const REST_SECONDS = 0.2;
/** The other screen, which leaves the first one as it is, and no cursor. */
const ENTER = "\x1b[?1049h\x1b[?25l";
const LEAVE = "\x1b[?25h\x1b[?1049l";
/** Terminals that know it show all that is between the two at once. */
const BEGIN_PICTURE = "\x1b[?2026h\x1b[H";
const END_PICTURE = "\x1b[?2026l";
const CLEAR_LINE = "\x1b[2K";
const CLEAR_REST = "\x1b[J";

/** Paints a subject over itself on a terminal. */
export class Screen<T> implements View<T> {
  readonly #subject: Subject<T>;
  readonly #context: Context;
  readonly #size: () => TerminalSize;
  #signals: TerminalSignals | null = null;
  #value: { current: T } | null = null;
  #heardAt = "";
  #trouble: string | null = null;
  #isOpen = false;
  #paintedAt = -Infinity;
  #cancel: (() => void) | null = null;

  constructor(subject: Subject<T>, context: Context, { size = terminalSize } = {}) {
    this.#subject = subject;
    this.#context = context;
    this.#size = size;
  }

  show(value: T): Promise<void> {
    this.#value = { current: value };
    this.#signals ??= this.#listen();
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

  /** Gives the terminal back as it was, and leaves the last picture on it for good. */
  close(): void {
    this.#cancel?.();
    this.#signals?.[Symbol.dispose]();
    const { stdout } = this.#context;
    if (this.#isOpen) this.#leave();
    if (this.#value) stdout.line(this.#subject.text(this.#value.current, this.#look()));
  }

  #listen(): TerminalSignals {
    return new TerminalSignals({
      onResize: () => this.#paintSoon(),
      onSuspend: async () => {
        this.#leave();
        await this.#context.stdout.flush();
      },
      onResume: () => this.#paint(),
    });
  }

  #look(): ReturnType<typeof lookOf> {
    return lookOf(this.#context, this.#size);
  }

  #leave(): void {
    this.#context.stdout.write(LEAVE);
    this.#isOpen = false;
  }

  #paintSoon(): void {
    if (!this.#value || this.#cancel) return;
    const { clock, stdout } = this.#context;
    const wait = Math.max(0, this.#paintedAt + REST_SECONDS - clock.now());
    const cancelTimer = clock.after(wait, async () => {
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
    const { stdout, clock } = this.#context;
    const { columns, rows } = this.#size();
    const { paint } = this.#look();
    const status = this.#status();
    // The last row stays free: a terminal scrolls when it is full.
    const room = Math.max(1, rows - status.length - 2);
    const body = this.#subject.text(this.#value.current, this.#look()).split("\n");
    if (body.length > room) {
      const more = `... and ${body.length - room + 1} more lines, for which there is no room`;
      body.splice(room - 1, Infinity, paint("dim", more));
    }
    const lines = [...body, "", ...status]
      .map((line) => `${CLEAR_LINE}${cutLine(line, columns)}\r\n`);
    const enter = this.#isOpen ? "" : ENTER;
    stdout.write(enter + BEGIN_PICTURE + lines.join("") + CLEAR_REST + END_PICTURE);
    this.#isOpen = true;
    this.#paintedAt = clock.now();
  }

  /** When the server was heard last, and below it what is wrong. */
  #status(): string[] {
    const { paint } = this.#look();
    const heard = `Last heard from the server at ${this.#heardAt}. Ctrl-C ends this.`;
    const lines = this.#heardAt === "" ? [] : [paint("dim", heard)];
    if (this.#trouble === null) return lines;
    return [...lines, paint("red", `Lost the server (${this.#trouble}), trying again...`)];
  }
}
