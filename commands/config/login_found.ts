import { escapeText } from "../../lib/escape.ts";
import { isoTime, timeOfDay } from "../../lib/render/times.ts";
import { isUrl, type ServerAddress } from "../../lib/server_address.ts";
import { findCredentials, type Search } from "../../lib/v2/credential_sources.ts";
import { endOf } from "../../lib/v2/login_store.ts";
import { endOfToken, userOf } from "../user_of.ts";
import type { Call } from "../call.ts";
import type { Context } from "../context.ts";
import { zoneOf } from "../local_zone.ts";
import { openStore, placesOf } from "../server_login.ts";

/** A login that commands would use, without its secrets. */
export interface LoginFound {
  /** Name of the user; `null` if only the server knows it. */
  user: string | null;
  /** Place it comes from. */
  from: string;
  /** End of a kept session or of a token in Unix seconds; `null` for others. */
  until: number | null;
}

/** Login of the server, or what is known without one; `null` for a server without logins. */
export type LoginShown = { found: LoginFound | null; notes: string[] } | null;

/** Finds how commands would log in to a server, without asking anybody. */
export async function findLogin(
  hostname: string | null,
  address: ServerAddress | undefined,
  call: Call,
): Promise<LoginShown> {
  if (hostname === null || !isUrl(hostname)) return null;
  const places = placesOf(address, call, openStore(call.context));
  const { found, notes } = await findCredentials(hostname, { ...places, asksHub: false });
  return { found: found && shown(found), notes };
}

function shown({ credentials, from, kept }: NonNullable<Search["found"]>): LoginFound {
  const { token } = credentials;
  const until = token !== undefined
    ? endOfToken(token)
    : kept && kept.token === null
    ? endOf(kept)
    : null;
  return { user: userOf(credentials), from, until };
}

/** Describes the login of a server, for people. */
export function loginAsText(login: LoginShown, { stdout, env }: Context): string[] {
  if (login === null) return [];
  const { found, notes } = login;
  const end = found?.until ? `, until ${timeOfDay(found.until, zoneOf(env))}` : "";
  const text = found
    ? `${found.user === null ? "with a token" : `as ${found.user}`}, from ${found.from}${end}`
    : 'none; "spalloc login" keeps one, and on a terminal spalloc asks for it';
  const warnings = notes.map((note) => stdout.style("yellow", escapeText(`${note}.`)));
  return ["", escapeText(`Login: ${text}`), ...warnings];
}

/** Describes the login of a server, for programs. */
export function loginAsJson(login: LoginShown) {
  const found = login?.found;
  return found ? { ...found, until: isoTime(found.until) } : null;
}
