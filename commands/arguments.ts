import type { Parsed } from "./context.ts";
import { type Description, type Option, optionsOf } from "./description.ts";
import { UsageError } from "./errors.ts";
import { checkValues, type Given, type Values } from "./values.ts";

/**
 * Parses a command line as Python's `argparse` would, then has the values
 * checked and converted.
 *
 * Users' fingers and scripts rely on what Cliffy does not do: values
 * such as `-1`, `-P22244` and `-qD`, `--tags a b`, a bare `--machine`,
 * `--hostn` for `--hostname`, options given twice (the last one counts), and
 * `-c` taking all that follows it. `--` does the same without a shell.
 *
 * @throws {UsageError} if it can't be understood.
 */
export async function parseArguments(
  description: Description,
  argv: readonly string[],
): Promise<Parsed & { wants: "help" | "version" | "run" }> {
  const options = optionsOf(description);
  const found = new Map<Option, string[]>();
  const positional: string[] = [];
  let program: Parsed["program"] = null;
  const queue = splitWords(argv, options);

  while (queue.length > 0) {
    const word = queue.shift()!;
    if (word.kind === "end") {
      program = { words: queue.splice(0).map(({ text }) => text), isShellLine: false };
    } else if (word.kind === "value") {
      positional.push(word.text);
    } else {
      const { option } = word;
      if (!option) throw new UsageError(await unknownOption(word.text, options));
      const values: string[] = [];
      const follows = (): boolean => queue[0]?.kind === "value";
      if (takesRest(option)) {
        const words = argv.slice(word.next);
        if (word.attached !== undefined) words.unshift(word.attached);
        // One that is empty is what a variable gives that is not set.
        if (words.join("") === "") throw new UsageError("-c needs a command to run");
        program = { words, isShellLine: words.length === 1 };
        break;
      } else if (word.attached !== undefined) {
        values.push(word.attached);
      } else if (option.value?.isVariadic) {
        while (follows()) values.push(queue.shift()!.text);
      } else if (option.value && follows()) {
        values.push(queue.shift()!.text);
      } else if (option.value?.isOptional === false) {
        throw new UsageError(`Option "${word.text}" needs a value`);
      }
      for (const other of found.keys()) if (isOpposite(option, other)) found.delete(other);
      found.set(option, values);
    }
  }
  if (program && program.words.length === 0) throw new UsageError("-- needs a command to run");
  for (const wants of ["help", "version"] as const) {
    if ([...found.keys()].some(({ name }) => name === wants)) {
      return { options: {}, args: [], program: null, wants };
    }
  }
  const values = await check(description, options, { options: found, positional });
  return { ...values, program, wants: "run" };
}

/** Whether an option takes everything after it, whatever that looks like. */
function takesRest(option: Option | null | undefined): boolean {
  return option?.name === "command";
}

/** Whether one option takes back the other. */
function isOpposite({ name }: Option, { name: other }: Option): boolean {
  return name === `no-${other}` || other === `no-${name}`;
}

type Word =
  | Found & { kind: "option"; next: number }
  | { kind: "value"; text: string }
  | { kind: "end"; text: string };

/** Tells options from values, as far as the first `--` or an option that takes the rest. */
function splitWords(argv: readonly string[], options: Option[]): Word[] {
  const words: Word[] = [];
  for (let at = 0; at < argv.length; at++) {
    const text = argv[at]!;
    if (text === "--") {
      const rest = argv.slice(at + 1).map((text): Word => ({ kind: "value", text }));
      return [...words, { kind: "end", text }, ...rest];
    }
    const found = text.startsWith("--")
      ? longOption(text, options)
      : isNumber(text) || text === "-" || !text.startsWith("-")
      ? null
      : shortOptions(text, options);
    if (!found) words.push({ kind: "value", text });
    else words.push(...found.map((word): Word => ({ kind: "option", next: at + 1, ...word })));
    if (takesRest(found?.at(-1)?.option)) break;
  }
  return words;
}

/** An option as it was written; `null` for one that there is not. */
type Found = { text: string; option: Option | null; attached?: string };

function longOption(word: string, options: Option[]): Found[] {
  const [, text = word, attached] = /^([^=]*)(?:=([\s\S]*))?$/.exec(word) ?? [];
  const exact = options.filter(({ flags }) => flags.includes(text));
  const abbreviated = options.filter(({ flags }) => flags.some((flag) => flag.startsWith(text)));
  const [option, another] = exact.length > 0 ? exact : abbreviated;
  if (!option) return [{ text, option: null }];
  if (another) {
    const names = abbreviated.map(({ name }) => `--${name}`).join(", ");
    throw new UsageError(`Option "${text}" could be any of ${names}`);
  }
  if (attached === undefined) return [{ text, option }];
  if (!option.value) throw new UsageError(`Option "${text}" takes no value`);
  return [{ text, option, attached }];
}

/** Options of one letter, which may be joined; the last one may have its value joined too. */
function shortOptions(word: string, options: Option[]): Found[] {
  const found: Found[] = [];
  for (let at = 1; at < word.length; at++) {
    const text = `-${word[at]}`;
    const option = options.find(({ flags }) => flags.includes(text));
    if (!option) return [{ text, option: null }];
    const rest = word.slice(at + 1);
    if (!option.value || rest === "") {
      found.push({ text, option });
    } else {
      found.push({ text, option, attached: rest.replace(/^=/, "") });
      break;
    }
  }
  return found;
}

function isNumber(word: string): boolean {
  return /^-\d+$|^-\d*\.\d+$/.test(word);
}

async function unknownOption(text: string, options: Option[]): Promise<string> {
  const { didYouMean } = await import("./suggest.ts");
  const known = options.flatMap(({ flags }) => flags).filter((flag) => flag.startsWith("--"));
  return `Unknown option "${text}".${didYouMean(text, known)}`;
}

/** Refuses what even Cliffy would take or word badly, then has the values checked. */
async function check(
  description: Description,
  options: readonly Option[],
  given: Given,
): Promise<Values> {
  const { positional } = given;
  const negative = positional.find((word) => word.startsWith("-"));
  if (negative !== undefined) {
    throw new UsageError(`Unexpected "${negative}": a number here must not be negative`);
  }
  const [unexpected] = positional;
  if (unexpected !== undefined && description.argument === undefined) {
    throw new UsageError(`Unexpected "${unexpected}": this command takes options only`);
  }
  for (const [{ name, value }, values] of given.options) {
    if (value?.isOptional === false && !value.isVariadic && values[0] === "") {
      throw new UsageError(`Option "--${name}" needs a value that is not empty`);
    }
  }
  return await checkValues(description, options, given);
}
