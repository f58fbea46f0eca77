import { HttpError, unreadable } from "./answers.ts";
import type { Exchange } from "./service.ts";

/**
 * Returns a number of the query; `standard` if it is left out.
 *
 * @throws {HttpError} if it is no number, which is a place that there is not.
 */
export function numberParameter({ url }: Exchange, name: string, standard = 0): number {
  const value = url.searchParams.get(name);
  if (value === null) return standard;
  if (!/^[+-]?\d{1,10}$/.test(value)) throw new HttpError(404, "");
  return Number(value);
}

/** Returns whether a parameter of the query is `true`, in any case of letters. */
export function flagParameter({ url }: Exchange, name: string): boolean {
  return url.searchParams.get(name)?.toLowerCase() === "true";
}

/**
 * Returns the body of a request, a JSON object.
 *
 * @throws {HttpError} if it is not said to be one, or is none.
 */
export async function jsonBody({ request }: Exchange): Promise<Readonly<Record<string, unknown>>> {
  needType(request, "application/json");
  const body = await request.text();
  const value = body === "" ? null : parse(body);
  if (value === null) throw new HttpError(400, "must not be null");
  return objectOf(value);
}

/**
 * Checks the content type of a request.
 *
 * @throws {HttpError} if it has another one, or none.
 */
export function needType({ headers }: Request, type: string): void {
  const [given = ""] = headers.get("Content-Type")?.split(";") ?? [];
  if (given.trim().toLowerCase() !== type) throw new HttpError(415, "");
}

/**
 * Returns a value, which must be an object.
 *
 * @throws {HttpError} if it is none.
 */
export function objectOf(value: unknown): Readonly<Record<string, unknown>> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw unreadable();
  return value as Record<string, unknown>;
}

/**
 * Checks that an object has no other keys than these.
 *
 * @throws {HttpError} if it has another one.
 */
export function needKeys(value: Readonly<Record<string, unknown>>, keys: readonly string[]): void {
  if (Object.keys(value).some((key) => !keys.includes(key))) throw unreadable();
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    throw unreadable();
  }
}
