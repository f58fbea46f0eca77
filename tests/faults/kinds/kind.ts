import type { Handler, Line, Link } from "../link.ts";
import type { World } from "../world.ts";

/** Expected end of a job after a fault. */
export type Ends = "lives" | "destroyed" | "lost";

/** A kind of fault. */
export interface FaultKind {
  /** Its name, which comes after "the job, with". */
  readonly name: string;
  /** Lets it happen to a connection, or to all of the world. */
  readonly strike: (world: World, link: Link) => void | Promise<void>;
  /** End of the job. */
  readonly ends: Ends;
  /** Seconds that nobody could reach the server or be reached, as a share of the keepalive. */
  readonly away: number;
  /** Whether it is about all connections, whichever it strikes. */
  readonly isGlobal: boolean;
}

/** A kind of fault that a job survives, unless it is said otherwise. */
export function kind(
  name: string,
  strike: FaultKind["strike"],
  more: Partial<FaultKind> = {},
): FaultKind {
  return { name, strike, ends: "lives", away: 0, isGlobal: false, ...more };
}

/** Handles the next answer on a link; everything after it passes. */
export function onAnswer(link: Link, handle: Handler, command?: string): void {
  link.awaited++;
  link.filter.down = (line) => {
    if (line.is !== "answer" || (command && line.command !== command)) {
      return link.pass("down", line.text);
    }
    delete link.filter.down;
    link.awaited--;
    handle(line, link);
  };
}

/** Handles the next command on a link; everything after it passes. */
export function onCommand(link: Link, handle: Handler): void {
  link.awaited++;
  link.filter.up = (line) => {
    delete link.filter.up;
    link.awaited--;
    handle(line, link);
  };
}

/** Delays a line, and everything after it even more: nothing overtakes. */
export function late(world: World, line: Line, link: Link, { seconds, drip = false }: {
  seconds: number;
  /** Whether it comes byte by byte meanwhile. */
  drip?: boolean;
}): void {
  const way = line.is === "command" ? "up" : "down";
  const waiting: Line[] = [];
  link.filter[way] = (next) => waiting.push(next);
  const bytes = bytesOf(line);
  const pieces = drip ? bytes.length : 1;
  for (let piece = 1; piece <= pieces; piece++) {
    world.clock.after(seconds * piece / pieces, () => {
      link.send(way, drip ? bytes.subarray(piece - 1, piece) : bytes);
      if (piece < pieces) return;
      delete link.filter[way];
      for (const next of waiting) link.again(next);
    });
  }
}

/** Cuts a link, and has the answer to a command on the next one handled. */
export function onNextLink(world: World, link: Link, command: string, handle: Handler): void {
  world.doors.push({ is: "open", meet: (next) => onAnswer(next, handle, command) });
  link.cut();
}

/** Sends the client a forged line. */
export function lie(link: Link, text: string): void {
  link.isSpoilt = true;
  link.pass("down", text);
}

/** The bytes of a line, its end included. */
export function bytesOf({ text, end }: Line): Uint8Array {
  return new TextEncoder().encode(text + end);
}

/** Changes the return value in a line. */
export function changed({ text }: Line, change: (value: unknown) => unknown): string {
  return JSON.stringify({ return: change(JSON.parse(text).return) });
}
