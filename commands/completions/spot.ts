import type { Option } from "../description.ts";

/** What stands where the cursor is. */
export type Spot =
  /** The name of an option. */
  | { kind: "option" }
  /** A value of an option: which one of several, and what the word begins with, as `--sort=`. */
  | { kind: "value"; option: string; index: number; attachedTo: string }
  /** An argument that belongs to no option, counted from 0. */
  | { kind: "argument"; index: number }
  /** A word of another program's command line. */
  | { kind: "shell" };

/** Where the cursor is, and the options before it with their values. */
export interface Found {
  spot: Spot;
  given: ReadonlyMap<string, readonly string[]>;
}

/** The option that takes all that follows it. */
const TAKES_REST = "command";

/**
 * Finds out what the last of the words is. It reads them as the command would,
 * but forgives whatever is wrong: people complete what is not finished.
 */
export function findSpot(words: readonly string[], options: readonly Option[]): Found {
  const given = new Map<string, string[]>();
  let open: Option | null = null;
  let args = 0;
  const found = (spot: Spot): Found => ({ spot, given });
  for (const word of words.slice(0, -1)) {
    if (word === "--") return found({ kind: "shell" });
    if (isValue(word)) {
      if (!open) args++;
      else {
        given.get(open.name)?.push(word);
        if (!isVariadic(open)) open = null;
      }
      continue;
    }
    const { option, value } = readOption(word, options);
    open = null;
    if (option?.name === TAKES_REST) return found({ kind: "shell" });
    if (!option) continue;
    given.set(option.name, value === null ? [] : [value]);
    if (value === null && option.value) open = option;
  }
  const current = words.at(-1) ?? "";
  if (!isValue(current)) {
    const attachedTo = /^--[^=]+=/.exec(current)?.[0];
    const option = attachedTo && readOption(attachedTo, options).option;
    if (!attachedTo || !option) return found({ kind: "option" });
    if (option.name === TAKES_REST) return found({ kind: "shell" });
    return found({ kind: "value", option: option.name, index: 0, attachedTo });
  }
  if (!open) return found({ kind: "argument", index: args });
  const index = given.get(open.name)?.length ?? 0;
  return found({ kind: "value", option: open.name, index, attachedTo: "" });
}

/** Whether a word is a value for its looks: `-1` is one. */
function isValue(word: string): boolean {
  return !word.startsWith("-") || word === "-" || /^-\d*\.?\d+$/.test(word);
}

function isVariadic({ value }: Option): boolean {
  return value?.isVariadic === true;
}

/** The option that a word is, the last one of `-qD`, and the value that is attached to it. */
function readOption(
  word: string,
  options: readonly Option[],
): { option: Option | null; value: string | null } {
  if (!word.startsWith("--")) return readShort(word, options);
  const [, name = word, value = null] = /^([^=]*)(?:=([\s\S]*))?$/.exec(word) ?? [];
  const exact = options.find(({ flags }) => flags.includes(name));
  const [abbreviated, another] = options
    .filter(({ flags }) => flags.some((flag) => flag.startsWith(name)));
  return { option: exact ?? (another ? null : abbreviated ?? null), value };
}

function readShort(
  word: string,
  options: readonly Option[],
): ReturnType<typeof readOption> {
  for (let at = 1; at < word.length; at++) {
    const option = options.find(({ flags }) => flags.includes(`-${word[at]}`)) ?? null;
    const rest = word.slice(at + 1);
    if (!option || rest === "") return { option, value: null };
    if (option.value) return { option, value: rest.replace(/^=/, "") };
  }
  return { option: null, value: null };
}
