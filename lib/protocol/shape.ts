import { ProtocolError } from "../errors.ts";

/**
 * Checks a value of the wire, or throws a {@linkcode ProtocolError} that says at which place
 * (`list_jobs[3].state`) what was found instead.
 */
export type Shape<T> = (value: unknown, place: string) => T;

/** Keys of an object on the wire; missing ones read as `undefined`. */
export type Fields = Readonly<Record<string, unknown>>;

/** Any text. */
export const string: Shape<string> = (value, place) =>
  typeof value === "string" ? value : refuse(value, place, "text");

/** Any number; never `NaN`. */
export const number: Shape<number> = (value, place) =>
  typeof value === "number" && !Number.isNaN(value) ? value : refuse(value, place, "a number");

/** A whole number that JavaScript holds exactly. */
export const integer: Shape<number> = (value, place) =>
  Number.isSafeInteger(value) ? value as number : refuse(value, place, "a whole number");

/** `true` or `false`. */
export const boolean: Shape<boolean> = (value, place) =>
  typeof value === "boolean" ? value : refuse(value, place, "true or false");

/** A whole number that is not negative. */
export const count: Shape<number> = (value, place) =>
  Number.isSafeInteger(value) && (value as number) >= 0
    ? value as number
    : refuse(value, place, "a whole number of 0 or more");

/** An object, whatever its keys. */
export const fields: Shape<Fields> = (value, place) =>
  typeof value === "object" && value !== null && !Array.isArray(value)
    ? value as Fields
    : refuse(value, place, "an object");

/** Maximum depth of nested lists and objects; requests need 2. */
const MAX_DEPTH = 50;

/**
 * Anything, unless it is nested so deep that `JSON.stringify` and other recursive code would run
 * out of stack; `JSON.parse` does not.
 */
export const anything: Shape<unknown> = (value, place) =>
  isShallow(value) ? value : refuse(value, place, "nested less deep");

/** Formats a value as JSON, for a message. */
export function describe(value: unknown): string {
  return isShallow(value) ? JSON.stringify(value) ?? "nothing" : "something without end";
}

function isShallow(value: unknown, depth = MAX_DEPTH): boolean {
  if (typeof value !== "object" || value === null) return true;
  return depth > 0 && Object.values(value).every((item) => isShallow(item, depth - 1));
}

/** `null`, or the value of another shape. A key that an older server lacks is `null` as well. */
export function nullable<T>(shape: Shape<T>): Shape<T | null> {
  return (value, place) => value === null || value === undefined ? null : shape(value, place);
}

/** A list of values of another shape. */
export function list<T>(shape: Shape<T>): Shape<T[]> {
  return (value, place) => {
    if (!Array.isArray(value)) return refuse(value, place, "a list");
    const items = new Array<T>(value.length);
    for (let i = 0; i < value.length; i++) items[i] = shape(value[i], `${place}[${i}]`);
    return items;
  };
}

/** An object with values of other shapes; all other keys are dropped. */
export function object<T extends object>(
  shapes: { readonly [Key in keyof T]: Shape<T[Key]> },
): Shape<T> {
  const known = Object.entries<Shape<unknown>>(shapes);
  return (value, place) => {
    const of = fields(value, place);
    const inside = place === "" ? "" : `${place}.`;
    return Object.fromEntries(
      known.map(([key, shape]) => [key, shape(of[key], inside + key)]),
    ) as T;
  };
}

/** Coordinates: two whole numbers. */
export const pair: Shape<readonly [number, number]> = (value, place) =>
  isIntegers(value, 2)
    ? value as unknown as readonly [number, number]
    : refuse(value, place, "two whole numbers");

/** Coordinates: three whole numbers. */
export const triple: Shape<readonly [number, number, number]> = (value, place) =>
  isIntegers(value, 3)
    ? value as unknown as readonly [number, number, number]
    : refuse(value, place, "three whole numbers");

/** Coordinates and a link: four whole numbers. */
export const quadruple: Shape<readonly [number, number, number, number]> = (value, place) =>
  isIntegers(value, 4)
    ? value as unknown as readonly [number, number, number, number]
    : refuse(value, place, "four whole numbers");

/** Nothing: the answer of commands that only do something. Its value does not matter. */
export const nothing: Shape<void> = () => {};

function isIntegers(value: unknown, length: number): value is number[] {
  return Array.isArray(value) && value.length === length && value.every(Number.isSafeInteger);
}

function refuse(value: unknown, place: string, wanted: string): never {
  const text = describe(value);
  const found = text.length > 60 ? `${text.slice(0, 60)}…` : text;
  throw new ProtocolError(`The server sent ${found} as ${place}, which must be ${wanted}`);
}
