import { HttpError } from "./answers.ts";
import type { Exchange } from "./service.ts";

/**
 * A number of the query; the default if it is not there.
 *
 * @throws {HttpError} if it is no number, which is a place that there is not.
 */
export function numberParameter({ url }: Exchange, name: string, standard = 0): number {
  const value = url.searchParams.get(name);
  if (value === null) return standard;
  if (!/^[+-]?\d{1,10}$/.test(value)) throw new HttpError(404, "HTTP 404 Not Found");
  return Number(value);
}

/**
 * A number of the query that has to be in a range.
 *
 * @throws {HttpError} if it is not.
 */
export function coordinateParameter(
  exchange: Exchange,
  name: string,
  highest: number,
  { says = highest }: { says?: number } = {},
): number {
  const value = numberParameter(exchange, name);
  if (value < 0 || value > highest) {
    throw new HttpError(400, `${name} must be 0 to ${says}`);
  }
  return value;
}

/** Whether the query says `true` to something, in any case of letters. */
export function flagParameter({ url }: Exchange, name: string): boolean {
  return url.searchParams.get(name)?.toLowerCase() === "true";
}

/**
 * The body of a request, which is JSON.
 *
 * @throws {HttpError} if it is said to be anything else, or is none.
 */
export async function jsonBody({ request }: Exchange): Promise<Readonly<Record<string, unknown>>> {
  needType(request, "application/json");
  let value: unknown;
  try {
    value = JSON.parse(await request.text());
  } catch {
    throw new HttpError(400, "malformed JSON");
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new HttpError(400, "malformed JSON");
  }
  return value as Record<string, unknown>;
}

/**
 * Makes sure that a request's body is of a type, if it says of which it is.
 *
 * @throws {HttpError} if it is of another one.
 */
export function needType({ headers }: Request, type: string): void {
  const [given = type] = headers.get("Content-Type")?.split(";") ?? [];
  if (given.trim().toLowerCase() !== type) {
    throw new HttpError(415, "HTTP 415 Unsupported Media Type");
  }
}

/**
 * Makes sure that an object has none but these keys.
 *
 * @throws {HttpError} if it has another one.
 */
export function needKeys(value: Readonly<Record<string, unknown>>, keys: readonly string[]): void {
  const other = Object.keys(value).find((key) => !keys.includes(key));
  if (other !== undefined) throw new HttpError(400, `Unrecognized field "${other}"`);
}
