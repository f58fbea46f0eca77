import { parseServerAddress } from "../server_address.ts";
import type { Credentials } from "./credentials.ts";
import { SharedLogin } from "./shared_login.ts";

/** Maximum logins that are kept while nobody uses them: each has some kilobytes. */
const MOST_UNUSED = 64;
/** Maximum logins of which no more is kept than what could lock an account. */
const MOST_BRIEF = 1024;

/** What must be known of credentials before they are sent again. */
interface Brief {
  readonly isRefused: boolean;
  readonly unanswered: number;
}

/** Logins of this thread by server and credentials, the one that was asked for last at the end. */
const logins = new Map<string, SharedLogin>();
/** Credentials that were refused, or may have been, and that nobody uses at present. */
const briefs = new Map<string, Brief>();

/**
 * Returns what is known about a user of a server, the same object each time while it is in use;
 * `null` for a server without logins. Refused credentials are known long after that.
 *
 * @param server URL of the server, with or without credentials.
 */
export function sharedLogin(server: string, credentials?: Credentials): SharedLogin | null {
  const key = keyOf(server, credentials);
  if (key === null) return null;
  const login = logins.get(key) ?? recalled(key);
  logins.delete(key);
  logins.set(key, login);
  dropUnused();
  return login;
}

/** Shares what another thread knows about a user of a server. */
export function shareLogin(
  server: string,
  credentials: Credentials | undefined,
  memory: SharedArrayBuffer,
): void {
  const key = keyOf(server, credentials);
  if (key !== null) logins.set(key, new SharedLogin(memory));
}

/** Creates a login with what was known of it when it was dropped. */
function recalled(key: string): SharedLogin {
  const login = new SharedLogin();
  const { isRefused = false, unanswered = 0 } = briefs.get(key) ?? {};
  briefs.delete(key);
  if (isRefused) login.refuse();
  for (let count = 0; count < unanswered; count++) login.countUnanswered(1);
  return login;
}

/** Drops the oldest logins that nobody uses, if there are too many. */
function dropUnused(): void {
  if (logins.size <= MOST_UNUSED) return;
  const unused = [...logins].filter(([, { users, pending }]) => users === 0 && pending === null);
  for (const [key, login] of unused.slice(0, -MOST_UNUSED)) {
    logins.delete(key);
    const { isRefused, unanswered, wasAccepted } = login;
    if (!isRefused && (wasAccepted || unanswered === 0)) continue;
    briefs.set(key, { isRefused, unanswered });
    const [oldest] = briefs.keys();
    if (briefs.size > MOST_BRIEF && oldest !== undefined) briefs.delete(oldest);
  }
}

function keyOf(server: string, given: Credentials | undefined): string | null {
  const address = parseServerAddress(server);
  if (typeof address === "string" || address.kind !== "url") return null;
  const { user = null, password, token, session } = given ?? address.login;
  const secret = token ?? password ?? session ?? null;
  return JSON.stringify([address.hostname, user, token === undefined, secret]);
}
