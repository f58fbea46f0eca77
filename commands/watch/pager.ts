import { type Key, type KeyHelp, lineAfter } from "./keys.ts";

/** Keys of {@linkcode Pager}. */
export const PAGER_KEYS: readonly KeyHelp[] = [
  ["Up, Down, k, j", "scroll by a line"],
  ["Page Up, Page Down, b, Space", "scroll by a page"],
  ["Home, End, g, G", "scroll to the beginning or the end"],
];

/** Visible lines of a text. */
export interface Window {
  lines: string[];
  /** Numbers of the first and the last of them, from 1; `null` if all are visible. */
  range: readonly [first: number, last: number] | null;
}

/** Scrolls through a text that may be longer than the screen, and may change. */
export class Pager {
  #top = 0;
  #length = 0;
  #room = 1;

  /** Returns the visible lines of a text. If it has become shorter, its end is shown. */
  show(lines: readonly string[], room: number): Window {
    this.#length = lines.length;
    this.#room = Math.max(1, room);
    this.#move(this.#top);
    const shown = lines.slice(this.#top, this.#top + this.#room);
    const range = shown.length < lines.length
      ? [this.#top + 1, this.#top + shown.length] as const
      : null;
    return { lines: shown, range };
  }

  /** Handles a key, and returns whether it scrolled anything. */
  press(key: Key): boolean {
    const before = this.#top;
    this.#move(this.#target(key));
    return this.#top !== before;
  }

  #target(key: Key): number {
    // A line of the page before stays, to read on from.
    const page = Math.max(1, this.#room - 1);
    switch (key) {
      case "enter":
        return this.#top + 1;
      case "pageUp":
      case "b":
        return this.#top - page;
      case "pageDown":
      case " ":
        return this.#top + page;
      default:
        return lineAfter(key, this.#top, this.#length) ?? this.#top;
    }
  }

  #move(top: number): void {
    this.#top = Math.max(0, Math.min(top, this.#length - this.#room));
  }
}
