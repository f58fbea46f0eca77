import type { Paint } from "../../lib/render/styles.ts";
import { headings, renderTable } from "../../lib/render/table.ts";

/**
 * A key: `up`, `down`, `left`, `right`, `pageUp`, `pageDown`, `home`, `end`, `enter`, `escape`,
 * `interrupt` (Ctrl-C), or the character that it types.
 */
export type Key = string;

/** Keys and their effect. */
export type KeyHelp = readonly [keys: string, does: string];

/** Keys by the last letter of their sequence. */
const LETTERS: Readonly<Record<string, Key>> = {
  A: "up",
  B: "down",
  C: "right",
  D: "left",
  H: "home",
  F: "end",
};

/** Keys by the number before the `~` of their sequence. */
const NUMBERS: Readonly<Record<string, Key>> = {
  1: "home",
  4: "end",
  5: "pageUp",
  6: "pageDown",
  7: "home",
  8: "end",
};

const ESCAPE = "\x1b";

const CONTROLS: Readonly<Record<string, Key>> = {
  "\r": "enter",
  "\n": "enter",
  [ESCAPE]: "escape",
  "\x03": "interrupt",
};

/** Matches the sequence of a key that is no character: `ESC [ 5 ~`, `ESC O A`, `ESC [ 1 ; 5 B`. */
const SEQUENCE = new RegExp(`^${ESCAPE}(?:\\[([\\d;]*)([A-Za-z~])|O([A-Za-z]))`);
/** Matches a text that the next bytes could complete to a sequence. */
const BEGINNING = new RegExp(`^${ESCAPE}(?:\\[[\\d;]*|O)$`);

/** Decodes keys from the bytes of a terminal. */
export class KeyDecoder {
  readonly #decoder = new TextDecoder();
  #rest = "";

  /** Adds bytes, and returns the keys that they complete. */
  decode(bytes: Uint8Array): Key[] {
    let text = this.#rest + this.#decoder.decode(bytes, { stream: true });
    this.#rest = "";
    const keys: Key[] = [];
    while (text !== "") {
      if (BEGINNING.test(text)) {
        this.#rest = text;
        break;
      }
      const [sequence, number = "", letter] = SEQUENCE.exec(text) ?? [];
      const [first = ""] = text; // A whole character, where it takes two units.
      if (sequence !== undefined) {
        const known = letter === "~"
          ? NUMBERS[number.split(";")[0] ?? ""]
          : LETTERS[sequence.at(-1) ?? ""];
        if (known) keys.push(known);
      } else keys.push(CONTROLS[first] ?? first);
      text = text.slice((sequence ?? first).length);
    }
    return keys;
  }
}

/** Returns the line of a list that a key leads to; `null` if it leads nowhere. */
export function lineAfter(key: Key, at: number, last: number): number | null {
  switch (key) {
    case "up":
    case "k":
      return at - 1;
    case "down":
    case "j":
      return at + 1;
    case "home":
    case "g":
      return 0;
    case "end":
    case "G":
      return last;
    default:
      return null;
  }
}

/** Keys of every screen. */
const EVERYWHERE: readonly KeyHelp[] = [
  ["q, Ctrl-C", "leave"],
  ["Ctrl-Z", "suspend; fg in the shell comes back"],
  ["?", "show or hide this list"],
];

/** Formats the help of `?`: the keys of a screen, and their effects. */
export function keysText(keys: readonly KeyHelp[], paint: Paint): string {
  return renderTable([headings(["Key", "What it does"]), ...keys, ...EVERYWHERE], paint);
}
