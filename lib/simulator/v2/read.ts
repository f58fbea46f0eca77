import { HttpError } from "./answers.ts";
import type { Exchange } from "./service.ts";

/**
 * Returns a number of the query; `standard` if it is left out.
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
 * Returns a number of the query that must be in a range.
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

/** Returns whether a parameter of the query is `true`, in any case of letters. */
export function flagParameter({ url }: Exchange, name: string): boolean {
  return url.searchParams.get(name)?.toLowerCase() === "true";
}

/**
 * Returns the body of a request, a JSON object.
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
 * Checks the content type of a request, if it has one.
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
 * Checks that an object has no other keys than these.
 *
 * @throws {HttpError} if it has another one.
 */
export function needKeys(value: Readonly<Record<string, unknown>>, keys: readonly string[]): void {
  const other = Object.keys(value).find((key) => !keys.includes(key));
  if (other !== undefined) throw new HttpError(400, `Unrecognized field "${other}"`);
}
