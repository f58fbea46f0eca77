import type { SpallocError } from "../../lib/errors.ts";
import type { Server } from "../../lib/server.ts";
import { toJson } from "../../lib/render/json.ts";
import type { Paint } from "../../lib/render/styles.ts";
import type { Zone } from "../../lib/time_zone/zone.ts";
import type { Context } from "../context.ts";
import { zoneOf } from "../local_zone.ts";
import type { Key, KeyHelp } from "./keys.ts";

/** Look of text where it is shown. */
export interface Look {
  /** Applies styles to text. */
  paint: Paint;
  /** Columns of the terminal; `null` for no limit. */
  columns: number | null;
  /** Available rows of the terminal; `null` for no limit. */
  rows: number | null;
  /** Whether the text is painted over itself, so that the rest of it must be scrolled to. */
  isLive: boolean;
  /** Current time, in Unix seconds. */
  now: number;
  /** Local time zone. */
  zone: Zone;
}

/** A thing to watch: how to read it, and how to show it to people. */
export interface Watched<T> {
  /** Subscribes to its changes. */
  subscribe(client: Server): Promise<void>;
  /** Reads it from the server. */
  read(client: Server): Promise<T>;
  /** Formats it for people. */
  text(value: T, look: Look): string;
  /** Whether it can change no more; it always can by default. */
  isLast?(value: T): boolean;
  /** Keys that it handles beside those of every screen. */
  readonly keys?: readonly KeyHelp[];
  /**
   * Handles a key that is pressed on its screen.
   *
   * @param repaint Shows it again, whenever the key has come to something.
   * @returns Whether the key means anything here; if not, it scrolls.
   */
  press?(key: Key, value: T, repaint: () => void): boolean;
}

/** A thing that a command shows to people and to programs. */
export interface Subject<T> extends Watched<T> {
  /** Formats it for programs. */
  json(value: T): Readonly<Record<string, unknown>>;
}

/** Shows a subject again and again. */
export interface View<T> {
  /** Aborted when the user leaves: with `null`, or with a signal that they typed. */
  readonly left: AbortSignal;
  /** Shows a value; settles when there is room for more. */
  show(value: T): Promise<void>;
  /** Records that the server answered. */
  heard(): void;
  /** Reports that the server can't be reached, and is tried again. */
  lost(error: SpallocError): void;
  /** Reports that the server is back. */
  recovered(): void;
  /** Restores the terminal; further calls do nothing. */
  close(): void;
}

/** Returns the look of text on standard output. */
export function lookOf(
  { stdout, env, size }: Context,
  /** Rows available to text that is painted over itself. */
  room: number | null = null,
): Look {
  const { columns, rows } = stdout.isTerminal ? size() : { columns: null, rows: null };
  return {
    paint: (style, text) => stdout.style(style, text),
    columns,
    // The shell's next prompt takes one.
    rows: room ?? (rows === null ? null : rows - 1),
    isLive: room !== null,
    now: Date.now() / 1000,
    zone: zoneOf(env),
  };
}

/** Formats a value of a subject for people, as it is shown once, or for programs. */
export function shownText<T>(
  subject: Subject<T>,
  value: T,
  { json, context }: { json: boolean; context: Context },
): string {
  return json ? toJson(subject.json(value)) : subject.text(value, lookOf(context));
}
