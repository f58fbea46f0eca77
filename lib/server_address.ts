/**
 * Addresses of servers, as they stand in settings and options.
 *
 * @module
 */

import type { Credentials } from "./v2/credentials.ts";

/** A server: a name for the old port, or the URL of an HTTP API. */
export type ServerAddress =
  | {
    kind: "name";
    /** Name or IP address. */
    hostname: string;
    /** TCP port; `null` if it is not part of the address. */
    port: number | null;
    /** Owner of jobs; `null` if it is not part of the address. */
    owner: string | null;
  }
  | {
    kind: "url";
    /** Base URL with a slash at its end, and without credentials. */
    hostname: string;
    /** Credentials that were part of the address. */
    login: Credentials;
  };

/** Stands for credentials that are not shown. */
const HIDDEN = "***";

/** Matches what no name or address contains: a port, a scheme, a path, quotes, a comment. */
const NOT_IN_NAMES = /[\s"'#;/]|^[^:]*:[^:]*$|\]:/;

/**
 * Parses the address of a server: a name or an IP address, `spalloc://[OWNER@]HOST[:PORT]`,
 * `https://[USER[:PASSWORD]@]HOST[:PORT]/PATH/`, or the same with `http` on this computer. Returns
 * the reason, to follow "must be", if it is none.
 *
 * @example
 * ```ts
 * import { parseServerAddress } from "./server_address.ts";
 *
 * parseServerAddress("https://ada:p%40ss@spalloc.example.org/spalloc");
 * // { kind: "url", hostname: "https://spalloc.example.org/spalloc/",
 * //   login: { user: "ada", password: "p@ss" } }
 * parseServerAddress("spalloc://me@spalloc.example.org");
 * // { kind: "name", hostname: "spalloc.example.org", port: null, owner: "me" }
 * ```
 */
export function parseServerAddress(text: string): ServerAddress | string {
  const scheme = /^([a-z][a-z\d+.-]*):\/\//i.exec(text)?.[1]?.toLowerCase();
  if (scheme === undefined) {
    return NOT_IN_NAMES.test(text) || text === ""
      ? "a name, an address or an https:// URL"
      : { kind: "name", hostname: text, port: null, owner: null };
  }
  if (scheme === "spalloc") return parseOldAddress(text);
  if (scheme === "https" || scheme === "http") return parseUrl(text);
  return "a name, an address, or a URL with https:// or spalloc://";
}

/** Whether a server is named by a URL, and so has an HTTP API. */
export function isUrl(hostname: string): boolean {
  return /^https?:\/\//i.test(hostname);
}

/**
 * Hides the credentials in the address of a server, valid or not.
 *
 * @example
 * ```ts
 * import { withoutLogin } from "./server_address.ts";
 *
 * withoutLogin("https://ada:secret@spalloc.example.org/"); // "https://***@spalloc.example.org/"
 * ```
 */
export function withoutLogin(text: string): string {
  const end = text.lastIndexOf("@");
  if (end < 0) return text;
  const start = /^\s*(?:[a-z][a-z\d+.-]*:\/+|[a-z]+\/\/)/i.exec(text)?.[0].length ?? 0;
  return `${text.slice(0, start)}${HIDDEN}${text.slice(end)}`;
}

/**
 * Hides the credentials in all URLs of a text.
 *
 * @example
 * ```ts
 * import { hideLogins } from "./server_address.ts";
 *
 * hideLogins("Cannot use https://ada:secret@a.org/."); // "Cannot use https://***@a.org/."
 * ```
 */
export function hideLogins(text: string): string {
  return text.replace(/\b(https?:\/\/)[^\s"'<>]*@/gi, `$1${HIDDEN}@`);
}

/** Parses the URL of an old port, as the SpiNNaker tools write it. */
function parseOldAddress(text: string): ServerAddress | string {
  const [, owner, bracketed, name, port] =
    /^spalloc:\/\/(?:([^@/]*)@)?(?:\[([\da-f:.]+)\]|([^\s"'#;/:@[\]]+))(?::(\d+))?\/?$/i
      .exec(text) ?? [];
  const hostname = bracketed ?? name;
  const isPort = port === undefined || (Number(port) >= 1 && Number(port) <= 65535);
  if (hostname === undefined || !isPort) return "spalloc://OWNER@HOST:PORT";
  // The tools accept a password there, which the old port has no use for.
  const user = decoded((owner ?? "").replace(/:.*$/s, ""));
  return {
    kind: "name",
    hostname,
    port: port === undefined ? null : Number(port),
    owner: user === "" ? null : user,
  };
}

function parseUrl(text: string): ServerAddress | string {
  if (!URL.canParse(text)) return "a URL such as https://HOST/spalloc/";
  const url = new URL(text);
  // What was meant for a password would end up in the path otherwise, and be shown.
  if (/@/.test(url.pathname + url.search + url.hash)) {
    return 'a URL without "@" in its path: in a password, write %2F for "/", %3F for "?", ' +
      '%23 for "#" and %40 for "@"';
  }
  if (url.protocol === "http:" && !isLoopback(url.hostname)) {
    return "an https:// URL: passwords go over http:// only within this computer";
  }
  const [user, password] = [decoded(url.username), decoded(url.password)];
  const login = { ...(user !== "" && { user }), ...(password !== "" && { password }) };
  url.username = "";
  url.password = "";
  url.search = "";
  url.hash = "";
  if (!url.pathname.endsWith("/")) url.pathname += "/";
  return { kind: "url", hostname: url.href, login };
}

function isLoopback(hostname: string): boolean {
  return hostname === "localhost" || hostname.endsWith(".localhost") || hostname === "[::1]" ||
    /^127(?:\.\d+){3}$/.test(hostname);
}

/** Decodes percent signs; what is no code stands for itself. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
