import type { ProtocolClient } from "../../lib/protocol/client.ts";
import type { Paint } from "../../lib/render/styles.ts";
import type { Zone } from "../../lib/time_zone/zone.ts";
import type { Context } from "../context.ts";
import { zoneOf } from "../local_zone.ts";
import type { Key, KeyHelp } from "./keys.ts";

/** How text is to look where it is shown. */
export interface Look {
  /** What dresses text in styles. */
  paint: Paint;
  /** Columns of the terminal; `null` where there is no end to a line. */
  columns: number | null;
  /** Rows that there are for it on the terminal; `null` where there is no end to a page. */
  rows: number | null;
  /** Whether it is painted over itself, so that what does not fit must be scrolled to. */
  isLive: boolean;
  /** What time it is, in Unix seconds. */
  now: number;
  /** What local time is. */
  zone: Zone;
}

/** What is watched: how it is asked for, and how it is told to people. */
export interface Watched<T> {
  /** Asks the server to tell of changes. */
  subscribe(client: ProtocolClient): Promise<void>;
  /** Asks how things are. */
  read(client: ProtocolClient): Promise<T>;
  /** Tells people. */
  text(value: T, look: Look): string;
  /** Whether nothing can change any more. */
  isLast?(value: T): boolean;
  /** The keys that it understands beside those of every screen. */
  readonly keys?: readonly KeyHelp[];
  /**
   * Takes a key that is pressed on a screen which shows it.
   *
   * @param repaint Shows it again, whenever the key has come to something.
   * @returns Whether the key means anything here; if not, it scrolls.
   */
  press?(key: Key, value: T, repaint: () => void): boolean;
}

/** What a command shows, to people and to programs. */
export interface Subject<T> extends Watched<T> {
  /** Tells programs. */
  json(value: T): Readonly<Record<string, unknown>>;
}

/** How text is to look on standard output. */
export function lookOf(
  { stdout, env, size }: Context,
  /** Rows that there are for it where it is painted over itself. */
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
