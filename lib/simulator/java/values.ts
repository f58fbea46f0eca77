import { Refusal } from "../refusal.ts";

/** Arguments by name. */
export type Keywords = Readonly<Record<string, unknown>>;

const NULL_POINTER = 'Cannot invoke "java.lang.Integer.intValue()" because the return value of ' +
  '"uk.ac.manchester.spinnaker.alloc.compat.Utils.parseDec(Object)" is null';
const BASE = "module java.base of loader 'bootstrap'";
const HIGHEST_COORDINATE = 255;
const HIGHEST_PROCESSOR = 17;

/** Names the Java class that a value of JSON is read as. */
export function describeClass(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "java.util.ArrayList";
  if (typeof value === "object") return "java.util.LinkedHashMap";
  if (typeof value === "boolean") return "java.lang.Boolean";
  if (typeof value === "string") return "java.lang.String";
  if (!Number.isInteger(value)) return "java.lang.Double";
  return Math.abs(Number(value)) < 2 ** 31 ? "java.lang.Integer" : "java.lang.Long";
}

/**
 * Parses a number, or `null`: texts of digits count, fractions are cut off, and values of more than
 * 32 bits wrap around.
 *
 * @throws {Refusal} if it is negative, or anything else.
 */
export function optionalNumber(value: unknown): number | null {
  if (value === null || value === undefined) return null;
  const number = typeof value === "string" ? parseInteger(value) : value;
  if (typeof number !== "number") {
    throw new Refusal(`needed a number, got a ${describeClass(value)}`);
  }
  const wrapped = Math.trunc(number) | 0;
  if (wrapped < 0) throw new Refusal("negative values not supported");
  return wrapped;
}

/**
 * Parses a required number.
 *
 * @throws {Refusal} if it is none, or null.
 */
export function number(value: unknown): number {
  const found = optionalNumber(value);
  if (found === null) throw new Refusal(NULL_POINTER);
  return found;
}

/**
 * Parses a number given by position.
 *
 * @throws {Refusal} if there is none.
 */
export function numberAt(args: readonly unknown[], index: number): number {
  if (index >= args.length) throw new Refusal(`missing argument at index ${index}`);
  return number(args[index]);
}

/**
 * Parses numbers given by name.
 *
 * @throws {Refusal} if one of them is missing.
 */
export function numbersOf<Names extends string[]>(
  kwargs: Keywords,
  ...names: Names
): { [Index in keyof Names]: number } {
  return names.map((name) => {
    if (!(name in kwargs)) throw new Refusal(`missing keyword argument: ${name}`);
    return number(kwargs[name]);
  }) as { [Index in keyof Names]: number };
}

/**
 * Parses a text; `null` for null or nothing.
 *
 * @throws {Refusal} if it is anything else.
 */
export function optionalText(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  if (typeof value === "string") return value;
  throw wrongClass(value, "java.lang.String");
}

/** Creates the refusal of a value of the wrong class. */
export function wrongClass(value: unknown, wanted: string): Refusal {
  const found = describeClass(value);
  return new Refusal(
    `class ${found} cannot be cast to class ${wanted} (${found} and ${wanted} are in ${BASE})`,
  );
}

/**
 * Checks the coordinates of a chip.
 *
 * @throws {Refusal} if one of them is above 255.
 */
export function checkChip(x: number, y: number): void {
  if (x > HIGHEST_COORDINATE) throw new Refusal(`bad X co-ordinate: ${x}`);
  if (y > HIGHEST_COORDINATE) throw new Refusal(`bad Y co-ordinate: ${y}`);
}

/**
 * Checks the number of a processor of a chip.
 *
 * @throws {Refusal} if it is above 17.
 */
export function checkProcessor(p: number): void {
  if (p > HIGHEST_PROCESSOR) throw new Refusal(`bad processor ID: ${p}`);
}

function parseInteger(text: string): number {
  const value = /^[+-]?\d+$/.test(text) ? Number(text) : NaN;
  if (Math.abs(value) < 2 ** 31) return value;
  throw new Refusal(`For input string: "${text}"`);
}
