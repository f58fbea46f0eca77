import type { User } from "./accounts.ts";
import { errorPage, HttpError, redirect } from "./answers.ts";
import type { Links } from "./links.ts";
import { isGenuine, REFUSED } from "./login.ts";
import { CSRF_HEADER } from "./root.ts";
import type { ApiService } from "./service.ts";
import type { ApiSession } from "./sessions.ts";

const REALM = 'realm="SpallocService"';
const SCOPE = 'scope="openid, profile, roles, email, team, group"';
const SAFE_METHODS = ["GET", "HEAD", "OPTIONS", "TRACE"];

type Guarded = Pick<ApiService, "settings" | "accounts" | "sessions">;

/** User who sent a request, and the session. */
export interface Caller {
  readonly user: User;
  readonly session: ApiSession | null;
}

/**
 * Returns the answer to a change without a CSRF token; `null` for all other requests. In a session
 * of nobody, which may be a new one, the server forgets the reason, and asks for a login.
 *
 * @throws {HttpError} to ask for a login.
 */
export function refuseForged(
  { settings }: Guarded,
  request: Request,
  session: ApiSession | null,
  form: URLSearchParams | null,
): Response | null {
  const { method, headers } = request;
  if (SAFE_METHODS.includes(method)) return null;
  if (settings.bearer && credentials(headers, "Bearer") !== null) return null;
  if (isGenuine(session, headers, form, CSRF_HEADER)) return null;
  if (!session?.user) throw notLoggedIn(settings);
  return errorPage(request, 403, "Forbidden");
}

/**
 * Returns the user who sent a request, by its bearer token, its HTTP Basic, or its session.
 *
 * @throws {HttpError} if nobody did who is known.
 */
export function authenticate(
  { settings, accounts, sessions }: Guarded,
  { headers }: Request,
  session: ApiSession | null,
): Caller {
  const token = settings.bearer ? credentials(headers, "Bearer") : null;
  if (token !== null) {
    const user = accounts.byToken(token);
    if (user === null) throw notLoggedIn(settings);
    return { user, session: session?.user?.name === user.name ? session : sessions.begin(user) };
  }
  const pair = settings.basic ? credentials(headers, "Basic") : null;
  if (pair !== null) {
    const [name, password] = readPair(pair);
    // Whoever is here already is not asked for the password again.
    if (session?.user?.name === name) return { user: session.user, session };
    const user = accounts.byPassword(name, password);
    if (user === null) throw notLoggedIn(settings);
    if (session?.user) {
      session.user = user; // It changes hands.
      return { user, session };
    }
    const { basicBeginsSession } = settings;
    return {
      user,
      session: basicBeginsSession ? sessions.begin(user) : session ?? sessions.begin(null),
    };
  }
  if (session?.user) return { user: session.user, session };
  throw notLoggedIn(settings);
}

/**
 * Returns the answer that leads to the login form; `null` for clients that can use another one. Who
 * accepts a plain text is taken for a browser, unless anything will do.
 */
export function sendAway(error: HttpError, { headers }: Request, links: Links): Response | null {
  const accepted = (headers.get("Accept") ?? "*/*").split(",").map((type) => type.trim());
  const has = (types: RegExp): boolean => accepted.some((type) => types.test(type));
  const isProgram = has(/^\*\/\*$/) || has(/\/(?:json|xml|octet-stream)\b/) && !has(/^text\/html/);
  const isBrowser = !isProgram && has(/^(?:text\/(?:html|plain)|application\/xhtml|image\/)/);
  return error.status === 401 && isBrowser ? redirect(links.page("login.html")) : null;
}

/** Returns the error of a user without a role; its text says that it is what was asked for. */
export function lacksRole(type: string): HttpError {
  return new HttpError(403, REFUSED, {
    "Content-Type": type === "*/*" ? "application/octet-stream" : type,
  });
}

/** Returns the error of somebody who has to log in. */
export function notLoggedIn(
  { basic, bearer }: Pick<ApiService["settings"], "basic" | "bearer">,
): HttpError {
  const ways = [
    ...basic ? [`Basic ${REALM}`] : [],
    ...bearer ? [`Bearer ${REALM}, ${SCOPE}`] : [],
  ];
  const headers: Record<string, string> = {
    "Content-Type": "text/plain;charset=UTF-8",
    ...ways.length > 0 && { "WWW-Authenticate": ways.join(", ") },
  };
  return new HttpError(401, "log in to use this service", headers);
}

function credentials(headers: Headers, scheme: "Basic" | "Bearer"): string | null {
  const [, given = "", value = ""] = /^(\S+)\s+(.+)$/.exec(headers.get("Authorization") ?? "") ??
    [];
  return given.toLowerCase() === scheme.toLowerCase() ? value.trim() : null;
}

function readPair(encoded: string): [name: string, password: string] {
  try {
    const pair = new TextDecoder().decode(Uint8Array.fromBase64(encoded));
    const colon = pair.indexOf(":");
    return colon < 0 ? [pair, ""] : [pair.slice(0, colon), pair.slice(colon + 1)];
  } catch {
    return ["", ""];
  }
}
