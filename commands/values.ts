import type { Parsed } from "./context.ts";
import { type Description, type Option, type Value, valueOf } from "./description.ts";
import { lazily } from "./lazy.ts";

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
 * load as all else that a command does. So it is spared what is plainly right.
 *
 * @throws {UsageError} if one of them is of the wrong type, or an argument is missing or too many.
 */
export async function checkValues(
  description: Description,
  options: readonly Option[],
  given: Given,
): Promise<Values> {
  const values = plainValues(description, options, given);
  if (values) return values;
  const { checkWithCliffy } = await lazily("./with_cliffy.ts");
  return await checkWithCliffy(description, wordsOf(given));
}

/** The values, where they are plainly right; `null` where Cliffy is to judge. */
export function plainValues(
  { argument = "", choices = {} }: Description,
  options: readonly Option[],
  given: Given,
): Values | null {
  try {
    const convert = (type: string, text: string): unknown => plainValue(type, text, choices);
    return {
      options: plainOptions(options, given, convert),
      args: plainArguments(argument, given, convert),
    };
  } catch (error) {
    if (error === NOT_PLAIN) return null;
    throw error;
  }
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
const NOT_PLAIN = Symbol("not plain");

type Convert = (type: string, text: string) => unknown;

function plainValue(type: string, text: string, choices: NonNullable<Description["choices"]>) {
  if (text === "") throw NOT_PLAIN;
  if (type === "string") return text;
  if (type === "integer" && /^-?\d{1,15}$/.test(text)) return Number(text);
  if (type === "number" && /^-?\d{1,15}(\.\d{1,15})?$/.test(text)) return Number(text);
  if (choices[type]?.includes(text)) return text;
  throw NOT_PLAIN;
}

function plainOptions(
  options: readonly Option[],
  given: Given,
  convert: Convert,
): Record<string, unknown> {
  const values: Record<string, unknown> = {};
  for (const [option, words] of given.options) {
    const { name, value } = option;
    const isNo = !value && name.startsWith("no-");
    const key = camelCase(isNo ? name.slice("no-".length) : name);
    if (Object.hasOwn(values, key)) throw NOT_PLAIN;
    values[key] = value ? plainOption(value, words.filter(Boolean), convert) : !isNo;
  }
  // What can only be switched off is on.
  for (const { name } of options) {
    const opposite = name.slice("no-".length);
    if (!name.startsWith("no-") || options.some(({ name }) => name === opposite)) continue;
    values[camelCase(opposite)] ??= true;
  }
  return values;
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
