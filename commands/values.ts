import type { Parsed } from "./context.ts";
import { type Description, type Option, valueOf } from "./description.ts";
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
  for (const [{ name, value }, words] of given.options) {
    const texts = words.filter(Boolean);
    if (!value) {
      const isNo = name.startsWith("no-");
      values[camelCase(isNo ? name.slice(3) : name)] = !isNo;
    } else if (texts.length === 0) {
      if (!value.isOptional) throw NOT_PLAIN;
      values[camelCase(name)] = true;
    } else if (value.isVariadic) {
      if (texts.some((text) => text.startsWith("-"))) throw NOT_PLAIN;
      values[camelCase(name)] = texts.map((text) => convert(value.type, text));
    } else {
      values[camelCase(name)] = convert(value.type, texts[0] ?? "");
    }
  }
  // What can only be switched off is on.
  for (const { name } of options) {
    const opposite = name.slice(3);
    if (!name.startsWith("no-") || options.some(({ name }) => name === opposite)) continue;
    values[camelCase(opposite)] ??= true;
  }
  return values;
}

function plainArguments(argument: string, { positional }: Given, convert: Convert): unknown[] {
  const value = valueOf(argument);
  const isWrong = positional.length === 0 ? value?.isOptional === false : !value;
  if (isWrong || (positional.length > 1 && !value?.isVariadic)) throw NOT_PLAIN;
  if (!value || positional.length === 0) return [];
  const args = positional.map((word) => convert(value.type, word));
  return value.isVariadic ? [args] : args;
}

function camelCase(name: string): string {
  return name.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
