import type { Argument, Option } from "@cliffy/command";
import { UsageError } from "./errors.ts";
import { didYouMean } from "./suggest.ts";
import { markValue } from "./types/text.ts";

/** The part of a Cliffy command that determines how its command lines are read. */
export interface Definition {
  getOptions(hidden: boolean): Option[];
  getArguments(): Argument[];
}

/** An option on a command line, with its values. */
export interface GivenOption {
  option: Option;
  /** Option as typed, without its values. */
  typed: string;
  values: string[];
  /** Whether its value is joined to it, as in `--port=22244` and `-P22244`. */
  isJoined: boolean;
}

/** A command line, as parsed by Python's `argparse`. */
export interface CommandLine {
  options: GivenOption[];
  /** Option whose value the next word would be; `null` for none. */
  open: GivenOption | null;
  /** Words that belong to no option. */
  args: string[];
  /**
   * Words after `--`, or after an option that takes the rest of the line; `null` without either.
   */
  rest: { option: Option | null; words: readonly string[] } | null;
}

/**
 * Rewrites a command line that Python's `argparse` accepts into one that Cliffy cannot misread:
 * `--hostn x`, `-P22244`, `-qD`, `--keepalive -1`, `--tags a b`, a bare `--machine`, an option
 * given twice (the last one counts, but where all are collected), and `-c` with everything after it.
 *
 * @throws {UsageError} if an option is unknown, ambiguous or lacks its value, or
 * there is an argument too many.
 */
export function forCliffy(command: Definition, argv: readonly string[]): string[] {
  const options = command.getOptions(true);
  const line = readLine(options, argv, (typed) => {
    const known = options.flatMap(({ flags }) => flags).filter((flag) => flag.startsWith("--"));
    throw new UsageError(`Unknown option "${typed}".${didYouMean(typed, known)}`);
  });
  // Where no program is run, "--" only ends the options.
  const { options: given, args, rest } = options.some(takesRest)
    ? line
    : { ...line, args: [...line.args, ...line.rest?.words ?? []], rest: null };
  for (const name of ["help", "version"]) {
    if (given.some(({ option }) => option.name === name)) return [`--${name}`];
  }
  given.forEach(checkValue);
  checkArguments(args, command);
  const last = new Map(
    given.map((each) => [each.option.collect ? each : settingOf(each.option), each]),
  );
  return [
    ...args.map((word) => word === "" || word === "-" ? markValue(word) : word),
    ...[...last.values()].flatMap(optionForCliffy),
    ...restForCliffy(rest),
  ];
}

/**
 * Parses a command line.
 *
 * @param onUnknown Called with each option that there is not.
 * @throws {UsageError} if an abbreviated option is ambiguous, or has a value that it does not take.
 */
export function readLine(
  options: readonly Option[],
  argv: readonly string[],
  onUnknown: (typed: string) => void,
): CommandLine {
  const line: CommandLine = { options: [], open: null, args: [], rest: null };
  for (const [at, word] of argv.entries()) {
    const following = argv.slice(at + 1);
    if (word === "--") return { ...line, rest: { option: null, words: following } };
    if (isValue(word)) {
      if (line.open && isTruth(line.open.option) && !TRUTH.test(word)) line.open = null;
      (line.open?.values ?? line.args).push(word);
      if (line.open && !isVariadic(line.open.option)) line.open = null;
      continue;
    }
    for (const { typed, option, value } of optionsIn(word, options)) {
      if (!option) {
        onUnknown(typed);
        line.open = null;
        continue;
      }
      const joined = value === null ? [] : [value];
      if (takesRest(option)) {
        return { ...line, rest: { option, words: [...joined, ...following] } };
      }
      const given = { option, typed, values: joined, isJoined: value !== null };
      line.options.push(given);
      line.open = option.args.length > 0 && !given.isJoined ? given : null;
    }
  }
  return line;
}

/**
 * Finds the first matching word of a command line that belongs to no option; `null` if there is
 * none, or an unknown option comes before it.
 */
export function findArgument(
  options: readonly Option[],
  argv: readonly string[],
  fits: (word: string) => boolean,
): number | null {
  let count = 0;
  for (const [at, word] of argv.entries()) {
    let isKnown = true;
    const { args, rest } = readLine(options, argv.slice(0, at + 1), () => isKnown = false);
    if (!isKnown || rest) return null;
    if (args.length > count && fits(word)) return at;
    count = args.length;
  }
  return null;
}

/** Whether a word looks like a value: `-1` does. */
export function isValue(word: string): boolean {
  return !word.startsWith("-") || word === "-" || /^-\d+$|^-\d*\.\d+$/.test(word);
}

function isVariadic({ args: [value] }: Option): boolean {
  return value?.variadic === true;
}

/** Matches the values of an option that takes a truth value; other words are not its value. */
const TRUTH = /^(?:true|false)$/i;

function isTruth({ args: [value] }: Option): boolean {
  return value?.type === "truth";
}

/** Whether an option takes the rest of the line, whatever it looks like. */
function takesRest({ args: [value] }: Option): boolean {
  return value?.type === "rest";
}

/** An option in a word, or the text of an unknown one. */
interface FoundOption {
  typed: string;
  option: Option | null;
  /** Value that is joined to it; `null` for none. */
  value: string | null;
}

function optionsIn(word: string, options: readonly Option[]): FoundOption[] {
  return word.startsWith("--") ? [longOption(word, options)] : shortOptions(word, options);
}

function longOption(word: string, options: readonly Option[]): FoundOption {
  const [, typed = word, value = null] = /^([^=]*)(?:=([\s\S]*))?$/.exec(word) ?? [];
  const exact = options.filter(({ flags }) => flags.includes(typed));
  const abbreviated = options.filter(({ flags, hidden }) =>
    !hidden && flags.some((flag) => flag.startsWith(typed))
  );
  const [option = null, another] = exact.length > 0 ? exact : abbreviated;
  if (another) {
    const names = abbreviated.map(({ name }) => `--${name}`).join(", ");
    throw new UsageError(`Option "${typed}" could be any of ${names}`);
  }
  if (option && value !== null && option.args.length === 0) {
    throw new UsageError(`Option "${typed}" takes no value`);
  }
  return { typed, option, value };
}

/** Splits joined options of one letter; the last one may have its value joined too. */
function shortOptions(word: string, options: readonly Option[]): FoundOption[] {
  const found: FoundOption[] = [];
  for (let at = 1; at < word.length; at++) {
    const typed = `-${word[at]}`;
    const option = options.find(({ flags }) => flags.includes(typed)) ?? null;
    const rest = word.slice(at + 1);
    const hasValue = option !== null && option.args.length > 0 && rest !== "";
    found.push({ typed, option, value: hasValue ? rest.replace(/^=/, "") : null });
    if (!option || hasValue) break;
  }
  return found;
}

/** Returns the name of the setting that an option and its opposite share. */
function settingOf({ name }: Option): string {
  return name.replace(/^no-/, "");
}

function checkValue({ option, typed, values }: GivenOption): void {
  const [value] = option.args;
  if (!value || value.optional) return;
  if (values.length === 0) {
    throw new UsageError(`Option "${typed}" needs a value: ${typed} ${value.name}`);
  }
  if (values[0] === "") {
    throw new UsageError(`Option "--${option.name}" must not be empty`);
  }
}

function checkArguments(args: readonly string[], command: Definition): void {
  const negative = args.find((word) => word.startsWith("-") && word !== "-");
  if (negative !== undefined) {
    const why = isValue(negative) ? "a number here must not be negative" : "it is not an argument";
    throw new UsageError(`Unexpected "${negative}": ${why}`);
  }
  if (args.length > 0 && command.getArguments().length === 0) {
    throw new UsageError(`Unexpected "${args[0]}": this command takes options only`);
  }
}

/**
 * Formats an option with its values. Cliffy 1.2 takes an optional value for the option of that
 * name, as in `--machine port`, so those are marked. An empty value is dropped, as in `--destroy
 * "$REASON"`.
 */
function optionForCliffy({ option: { name, args: [value] }, values }: GivenOption): string[] {
  const [first, ...others] = values.filter((word) => word !== "");
  if (!value || first === undefined) return [`--${name}`];
  if (value.variadic) return [`--${name}`, ...[first, ...others].map(markValue)];
  return [`--${name}=${value.optional ? markValue(first) : first}`];
}

/**
 * Formats a line for a shell as the value of its option, and a program with its arguments behind
 * `--`.
 */
function restForCliffy(rest: CommandLine["rest"]): string[] {
  if (!rest) return [];
  const { option, words } = rest;
  const typed = option?.flags[0] ?? "--";
  // Words that are all empty are what variables give that are not set.
  if (words.length === 0 || (option && words.join("") === "")) {
    throw new UsageError(`${typed} needs a command to run`);
  }
  return option && words.length === 1 ? [`--${option.name}=${words[0]}`] : ["--", ...words];
}
