import type { Parsed } from "./context.ts";
import { type Description, type Option, type Value, valueOf } from "./description.ts";

/** What stands on a command line: its options with their values, and its other words. */
export interface Given {
  options: ReadonlyMap<Option, readonly string[]>;
  positional: readonly string[];
}

/** What a command line gives to a command, without the program that it is to run. */
export type Values = Pick<Parsed, "options" | "args">;

/**
 * Checks and converts the values of a command line.
 *
 * Cliffy does it, and says what is wrong with them; but it takes as long to
 * load as all else that a command does, and takes some values, such as a
 * machine called "port", for options. So it sees only what is not plainly right.
 *
 * @throws {UsageError} if one of them is of the wrong type, or an argument is missing or too many.
 */
export async function checkValues(
  description: Description,
  options: readonly Option[],
  given: Given,
): Promise<Values> {
  const { plain, rest } = plainValues(description, options, given);
  if (!rest) return plain;
  const { checkWithCliffy } = await import("./with_cliffy.ts");
  const checked = await checkWithCliffy(description, wordsOf(rest));
  return {
    options: { ...checked.options, ...plain.options },
    args: rest.positional.length > 0 ? checked.args : plain.args,
  };
}

/** The values that are plainly right, and the rest, which Cliffy is to judge. */
export function plainValues(
  { argument = "", choices = {} }: Description,
  options: readonly Option[],
  given: Given,
): { plain: Values; rest: Given | null } {
  const convert = (type: string, text: string): unknown => plainValue(type, text, choices);
  const values: Record<string, unknown> = {};
  const notPlain = new Map<Option, readonly string[]>();
  for (const [option, words] of given.options) {
    const { name, value } = option;
    const isNo = !value && name.startsWith("no-");
    const key = camelCase(isNo ? name.slice("no-".length) : name);
    const plain = Object.hasOwn(values, key)
      ? NOT_PLAIN
      : value
      ? orNotPlain(() => plainOption(value, words.filter(Boolean), convert))
      : !isNo;
    if (plain === NOT_PLAIN) notPlain.set(option, words);
    else values[key] = plain;
  }
  addDefaults(values, options);
  const args = orNotPlain(() => plainArguments(argument, given, convert));
  const isPlain = args !== NOT_PLAIN && notPlain.size === 0;
  return {
    plain: { options: values, args: args === NOT_PLAIN ? [] : args },
    // An argument that is needed has to be there whatever else is judged.
    rest: isPlain ? null : { options: notPlain, positional: given.positional },
  };
}

/** The command line as Cliffy reads it: every value at its option, every option once. */
export function wordsOf({ options, positional }: Given): string[] {
  const words = [...positional];
  for (const [{ name, value }, values] of options) {
    // An empty value is none where none is needed, as in --destroy "$REASON".
    if (value?.isVariadic || !values[0]) words.push(`--${name}`, ...values.filter(Boolean));
    else words.push(`--${name}=${values[0]}`);
  }
  return words;
}

/** Thrown by what converts values, for one that Cliffy is to judge. */
const NOT_PLAIN: unique symbol = Symbol("not plain");

/** What converts values gives, or {@linkcode NOT_PLAIN}. */
function orNotPlain<T>(convert: () => T): T | typeof NOT_PLAIN {
  try {
    return convert();
  } catch (error) {
    if (error === NOT_PLAIN) return NOT_PLAIN;
    throw error;
  }
}

type Convert = (type: string, text: string) => unknown;

function plainValue(type: string, text: string, choices: NonNullable<Description["choices"]>) {
  if (text === "") throw NOT_PLAIN;
  if (type === "string") return text;
  if (type === "integer" && /^-?\d{1,15}$/.test(text)) return Number(text);
  if (type === "number" && /^-?\d{1,15}(\.\d{1,15})?$/.test(text)) return Number(text);
  if (choices[type]?.includes(text)) return text;
  throw NOT_PLAIN;
}

function plainOption(
  { type, isOptional, isVariadic }: Value,
  texts: readonly string[],
  convert: Convert,
): unknown {
  const [first] = texts;
  if (first === undefined) {
    if (isOptional) return true;
    throw NOT_PLAIN;
  }
  if (!isVariadic) return convert(type, first);
  if (!isOptional || texts.some((text) => text.startsWith("-"))) throw NOT_PLAIN;
  return texts.map((text) => convert(type, text));
}

/** What can only be switched off is on. */
function addDefaults(values: Record<string, unknown>, options: readonly Option[]): void {
  for (const { name } of options) {
    const opposite = name.slice("no-".length);
    if (!name.startsWith("no-") || options.some(({ name }) => name === opposite)) continue;
    values[camelCase(opposite)] ??= true;
  }
}

function plainArguments(argument: string, { positional }: Given, convert: Convert): unknown[] {
  const value = valueOf(argument);
  const isWrong = positional.length === 0 ? value?.isOptional === false : !value;
  if (isWrong || (positional.length > 1 && !value?.isVariadic)) throw NOT_PLAIN;
  if (!value || positional.length === 0) return [];
  return positional.map((word) => convert(value.type, word));
}

function camelCase(name: string): string {
  return name.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
