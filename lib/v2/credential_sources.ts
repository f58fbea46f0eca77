import type { Environment } from "../config/search_path.ts";
import { ConfigError } from "../errors.ts";
import { messageOf } from "../message_of.ts";
import { missingFlag } from "../permission.ts";
import type { Credentials } from "./credentials.ts";
import { hubToken, hubTokenService, isToken } from "./hub_token.ts";
import { credentialsOf, endOf, type KeptLogin, type LoginStore } from "./login_store.ts";
import { findInNetrc } from "./netrc.ts";

/** Reads a text file and tells who can read it, by its mode; `null` if it does not exist. */
export type ReadPrivate = (path: string) => Promise<{ text: string; mode: number | null } | null>;

/** Places to look for credentials. */
export interface CredentialPlaces {
  /** Environment. */
  env: Environment;
  /**
   * Credentials in the URL of the server.
   *
   * @default {undefined}
   */
  login?: Credentials;
  /**
   * Name of the user who is to log in, if it is given: then no other user's login is taken.
   *
   * @default {undefined}
   */
  user?: string;
  /**
   * Logins that are kept; `null` for none.
   *
   * @default {null}
   */
  store?: LoginStore | null;
  /**
   * Operating system, as in `Deno.build.os`.
   *
   * @default {Deno.build.os}
   */
  os?: typeof Deno.build.os;
  /**
   * Reads a file.
   *
   * @default {undefined}
   */
  readPrivate?: ReadPrivate;
  /**
   * Sends the request to the token service of a JupyterHub.
   *
   * @default {fetch}
   */
  request?: typeof fetch;
  /**
   * Whether to ask the token service of a JupyterHub, if there is one; else its place is found, and
   * no token.
   *
   * @default {true}
   */
  asksHub?: boolean;
  /**
   * Gives up waiting for that service.
   *
   * @default {undefined}
   */
  signal?: AbortSignal | undefined;
  /**
   * Returns Unix seconds.
   *
   * @default {undefined}
   */
  now?: () => number;
}

/** Credentials, and where they come from. */
export interface FoundCredentials {
  /** What to log in with; empty for a token that a JupyterHub was not asked for. */
  credentials: Credentials;
  /** Place they come from, such as `SPALLOC_TOKEN` or `~/.netrc`. */
  from: string;
  /** Whether they are for this server, and no other: from its URL, or kept with its name. */
  isForServer: boolean;
  /** Makes a new token; `null` for credentials that stay the same. */
  newToken: (() => Promise<string>) | null;
  /** Kept login that they are from; `null` for any other place. */
  kept: KeptLogin | null;
}

/** What was found, and what a user should know about it. */
export interface Search {
  /** Credentials; `null` if there are none. */
  found: FoundCredentials | null;
  /** Sentences about files and services at fault. */
  notes: string[];
  /** Name of the user, as far as it is known without a password. */
  user: string | null;
  /** Kept login that is over; `null` for none. */
  over: KeptLogin | null;
}

/**
 * Finds credentials for a server. The first of these counts: `SPALLOC_TOKEN`, `OIDC_BEARER_TOKEN`,
 * the token service of a JupyterHub, the URL of the server, `SPALLOC_USER` with
 * `SPALLOC_PASSWORD`, a login that `spalloc login` keeps, and `~/.netrc`. A token comes before a
 * password, as in the other SpiNNaker tools, so that they are the same user.
 *
 * @throws {ConfigError} if a variable can't be used.
 * @throws the reason of `signal` if it aborts.
 *
 * @example
 * ```ts
 * import { findCredentials } from "./credential_sources.ts";
 *
 * const variables = new Map([["SPALLOC_USER", "ada"], ["SPALLOC_PASSWORD", "secret"]]);
 * const env = (name: string) => variables.get(name);
 * const { found } = await findCredentials("https://spalloc.example.org/", { env });
 * found?.credentials; // { user: "ada", password: "secret" }
 * ```
 */
export async function findCredentials(server: string, places: CredentialPlaces): Promise<Search> {
  const { env, login = {}, now = () => Date.now() / 1000 } = places;
  const user = places.user ?? login.user ?? (env("SPALLOC_USER") || undefined);
  const search: Search = { found: null, notes: [], user: user ?? null, over: null };
  const take = (
    credentials: Credentials,
    from: string,
    { isForServer = false, kept = null, newToken = null }: Partial<FoundCredentials> = {},
  ): Search => ({
    ...search,
    found: { credentials, from, isForServer, newToken, kept },
    user: credentials.user ?? (credentials.token === undefined ? search.user : null),
  });

  // Whoever names a user means that one, whatever token lies about.
  if (places.user === undefined) {
    const token = await findToken(places, search);
    if (token) {
      const { newToken } = token;
      return take(token.token === null ? {} : { token: token.token }, token.from, { newToken });
    }
  }
  if (login.password !== undefined && isMeant(login.user, places.user)) {
    return take({ ...(user !== undefined && { user }), password: login.password }, "the URL", {
      isForServer: true,
    });
  }
  const password = env("SPALLOC_PASSWORD");
  if (password && user !== undefined) {
    return take({ user, password }, "SPALLOC_PASSWORD");
  }
  const kept = await findKept(server, places.store ?? null, search);
  const isTheirs = kept !== null && (user === undefined || kept.user === user);
  const isOver = kept !== null && kept.token === null && endOf(kept) <= now();
  if (isTheirs && isOver) search.over = kept;
  const netrc = await findInFile(server, places, { user, search });
  if (isTheirs && !isOver) {
    // A password of the same user begins the session anew when it is over.
    const isSame = netrc !== null && netrc.credentials.user === kept.user;
    const all = { ...(isSame && netrc.credentials), ...credentialsOf(kept) };
    return take(all, "spalloc login", { isForServer: true, kept });
  }
  if (netrc?.credentials.user !== undefined) {
    return take(netrc.credentials, netrc.from, { isForServer: true });
  }
  return search;
}

/** Whether a user is the one who is wanted, if any. */
function isMeant(user: string | undefined, wanted: string | undefined): boolean {
  return wanted === undefined || user === undefined || user === wanted;
}

async function findToken(
  { env, request, asksHub = true, signal }: CredentialPlaces,
  { notes }: Search,
): Promise<Pick<FoundCredentials, "from" | "newToken"> & { token: string | null } | null> {
  for (const from of ["SPALLOC_TOKEN", "OIDC_BEARER_TOKEN"]) {
    const token = env(from)?.trim();
    if (!token) continue;
    if (!isToken(token)) throw new ConfigError(`${from}: this is no bearer token`);
    return { token, from, newToken: null };
  }
  const service = hubTokenService(env);
  if (service === null) return null;
  // Whoever gives up this search may need a token all the same, to free boards.
  const newToken = (): Promise<string> => hubToken(service, { request });
  const from = "the JupyterHub";
  if (!asksHub) return { token: null, from, newToken };
  try {
    return { token: await hubToken(service, { request, signal }), from, newToken };
  } catch (error) {
    signal?.throwIfAborted();
    notes.push(`No token: ${messageOf(error)}`);
    return null;
  }
}

async function findKept(
  server: string,
  store: LoginStore | null,
  { notes }: Search,
): Promise<KeptLogin | null> {
  try {
    return await store?.find(server) ?? null;
  } catch (error) {
    const cause = error instanceof Error ? error.cause : null;
    if (missingFlag(cause) !== null) return null;
    notes.push(messageOf(error));
    return null;
  }
}

/** Finds a login in the user's `.netrc`. */
async function findInFile(
  server: string,
  { env, os = Deno.build.os, readPrivate = readWithDeno }: CredentialPlaces,
  { user, search: { notes } }: { user: string | undefined; search: Search },
): Promise<{ credentials: Credentials; from: string } | null> {
  for (const path of netrcPaths(env, os)) {
    try {
      const file = await readPrivate(path);
      if (file === null) continue;
      const host = new URL(server).hostname.replace(/^\[|\]$/g, "");
      const credentials = findInNetrc(file.text, { host, user });
      if (credentials === null) return null;
      if (file.mode !== null && (file.mode & 0o077) !== 0) {
        notes.push(`${path} has your password, and others can read it: chmod 600 ${path}`);
      }
      return { credentials, from: path };
    } catch (error) {
      if (missingFlag(error) !== null) continue; // Who does not allow it means another login.
      notes.push(`Cannot read ${path}: ${messageOf(error)}`);
    }
  }
  return null;
}

/** Lists where a `.netrc` may be; the first that exists counts. */
function netrcPaths(env: Environment, os: typeof Deno.build.os): string[] {
  const named = env("NETRC");
  if (named) return [named];
  const home = env("HOME") || (os === "windows" ? env("USERPROFILE") : undefined);
  if (!home) return [];
  return os === "windows" ? [`${home}\\.netrc`, `${home}\\_netrc`] : [`${home}/.netrc`];
}

const readWithDeno: ReadPrivate = async (path) => {
  try {
    const { isFile, mode } = await Deno.stat(path);
    return isFile
      ? { text: await Deno.readTextFile(path), mode: Deno.build.os === "windows" ? null : mode }
      : null;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  }
};
