import type { ProtocolClient } from "../../lib/protocol/client.ts";
import type { Paint } from "../../lib/render/styles.ts";
import type { Zone } from "../../lib/time_zone/zone.ts";
import type { Context } from "../context.ts";
import { zoneOf } from "../local_zone.ts";
import { type TerminalSize, terminalSize } from "../terminal_size.ts";

/** How text is to look where it is shown. */
export interface Look {
  /** What dresses text in styles. */
  paint: Paint;
  /** Columns of the terminal; `null` where there is no end to a line. */
  columns: number | null;
  /** What local time is. */
  zone: Zone;
}

/** What a command shows: how it is asked for, and how it is told to people and programs. */
export interface Subject<T> {
  /** Asks the server to tell of changes. */
  subscribe(client: ProtocolClient): Promise<void>;
  /** Asks how things are. */
  read(client: ProtocolClient): Promise<T>;
  /** Tells people. */
  text(value: T, look: Look): string;
  /** Tells programs. */
  json(value: T): Readonly<Record<string, unknown>>;
  /** Whether nothing can change any more. */
  isLast?(value: T): boolean;
}

/** How text is to look on standard output. */
export function lookOf(
  { stdout, env }: Context,
  size: () => TerminalSize = terminalSize,
): Look {
  return {
    paint: (style, text) => stdout.style(style, text),
    columns: stdout.isTerminal ? size().columns : null,
    zone: zoneOf(env),
  };
}
