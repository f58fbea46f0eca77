import type { ServerOptions } from "../lib/connect.ts";
import { LoginError } from "../lib/errors.ts";
import { escapeText } from "../lib/escape.ts";
import { isGranted } from "../lib/permission.ts";
import { timeOfDay } from "../lib/render/times.ts";
import type { ServerAddress } from "../lib/server_address.ts";
import type { Credentials } from "../lib/v2/credentials.ts";
import {
  type CredentialPlaces,
  findCredentials,
  type Search,
} from "../lib/v2/credential_sources.ts";
import { findService } from "../lib/v2/find_service.ts";
import { hubToken, hubTokenService } from "../lib/v2/hub_token.ts";
import { endOf, LoginStore } from "../lib/v2/login_store.ts";
import { stateFolder } from "../lib/state_folder.ts";
import { StoredLogin } from "../lib/v2/stored_login.ts";
import { askLine, canAsk } from "./ask.ts";
import type { Call } from "./call.ts";
import { type Context, ifReadable } from "./context.ts";
import { UsageError } from "./errors.ts";
import { zoneOf } from "./local_zone.ts";
import { otherWritersOf } from "./other_writers.ts";

/** Options of {@linkcode loginTo}. */
export interface LoginFlags {
  /** Server as an option gives it; without it, the one of the settings. */
  address: ServerAddress | undefined;
  call: Call;
  /** Whether to ask for what is found nowhere. */
  mayAsk: boolean;
}

/**
 * Returns how to log in to a server: by what is found, or else typed.
 *
 * @throws {LoginError} if there is no way.
 */
export async function loginTo(
  api: ServerOptions,
  { address, call, mayAsk }: LoginFlags,
): Promise<Required<Pick<ServerOptions, "credentials" | "logins">>> {
  const { hostname: server } = api;
  const { context } = call;
  const store = openStore(context);
  const search = await findCredentials(server, placesOf(address, call, store));
  if (mayAsk) tellNotes(search, context);
  if (address === undefined) await refuseForeignFile(server, search, call);
  const credentials = search.found?.credentials ?? await ask(api, search, { context, mayAsk });
  const logins = rememberedBy(openQuietly(context), { server, search, context });
  call.login = logins;
  return { credentials, logins };
}

/**
 * Refuses to give credentials that are for any server to one that somebody else may have named.
 *
 * @throws {UsageError} if that is so.
 */
export async function refuseForeignFile(
  server: string,
  { found }: Search,
  { config }: Call,
): Promise<void> {
  const origin = config.origins.hostname;
  if (found === null || found.isForServer || origin.kind !== "file") return;
  const others = await otherWritersOf(origin.path);
  if (others === null) return;
  throw new UsageError(
    `${found.from} is not sent to ${server}: ${origin.path} names that server, but ${others}`,
    { steps: [["If it is the right one, name it yourself", `spalloc -H ${server} ...`]] },
  );
}

/** Returns the places to look for credentials. */
export function placesOf(
  address: ServerAddress | undefined,
  call: Call,
  store: LoginStore | null,
): CredentialPlaces {
  const { env, interrupts: { signal } } = call.context;
  // The credentials in a URL are for its own server.
  const login = address === undefined
    ? call.config.login
    : address.kind === "url"
    ? address.login
    : {};
  return { env: (name) => mayRead(name) ? env(name) : undefined, login, store, signal };
}

/** Whether Deno may read a variable: logins can be elsewhere, and those of spalloc are settings. */
function mayRead(variable: string): boolean {
  return variable.startsWith("SPALLOC_") || isGranted({ name: "env", variable });
}

/** Returns the logins that are kept for the user; `null` if the user's folder is unknown. */
export function openStore(context: Context): LoginStore | null {
  const folder = folderOf(context);
  return folder === null ? null : new LoginStore(folder);
}

/** Returns the logins as far as Deno lets them be used without a question: a job would wait for it. */
function openQuietly(context: Context): LoginStore | null {
  const path = folderOf(context);
  const isUsable = path !== null &&
    (["read", "write"] as const).every((name) => isGranted({ name, path }));
  return isUsable ? new LoginStore(path) : null;
}

function folderOf({ env }: Context): string | null {
  return stateFolder({ os: Deno.build.os, env: (name) => ifReadable(env, name) });
}

/**
 * Returns the logins that are kept for the user.
 *
 * @throws {UsageError} if the user's folder is unknown.
 */
export function needStore(context: Context): LoginStore {
  const store = openStore(context);
  if (store) return store;
  throw new UsageError("Cannot tell where to keep logins: set HOME or XDG_STATE_HOME");
}

/** Returns the memory of a login that another process began, and has told this one of. */
export function givenLogin(
  server: string,
  { session, makesTokens, context }: {
    /** Cookie of the session. */
    session: string | null;
    /** Whether a JupyterHub gives a token for each login. */
    makesTokens: boolean;
    context: Context;
  },
): StoredLogin {
  const service = makesTokens ? hubTokenService((name) => ifReadable(context.env, name)) : null;
  return new StoredLogin({
    ...memoryOf(openQuietly(context), { server, context }),
    newToken: service && (() => hubToken(service)),
    session,
  });
}

/** Returns the memory of a login. */
export function rememberedBy(
  store: LoginStore | null,
  { server, search, context }: {
    server: string;
    search: Pick<Search, "found">;
    context: Context;
  },
): StoredLogin {
  return new StoredLogin({
    ...memoryOf(store, { server, context }),
    kept: search.found?.kept ?? null,
    newToken: search.found?.newToken ?? null,
  });
}

function memoryOf(
  store: LoginStore | null,
  { server, context }: { server: string; context: Context },
) {
  return {
    ...{ store, server, kept: null },
    now: () => Date.now() / 1000,
    showTime: (time: number) => timeOfDay(time, zoneOf(context.env)),
  };
}

/** Reports what is at fault with the places of credentials. */
export function tellNotes({ notes }: Search, { stderr }: Context): void {
  for (const note of notes) stderr.sentence(`${escapeText(note)}.`, "yellow");
}

/**
 * Asks for a user name, unless it is known, and for a password, once the server has answered.
 *
 * @throws {LoginError} if nobody can be asked, or a kept login is over.
 * @throws {ConnectionError} if there is no such server.
 * @throws {Interrupted} if a signal came instead.
 */
export async function ask(
  api: ServerOptions,
  { user, over }: Pick<Search, "user" | "over">,
  { context, mayAsk }: { context: Context; mayAsk: boolean },
): Promise<Credentials> {
  const { hostname: server } = api;
  if (over !== null) {
    const at = timeOfDay(endOf(over), zoneOf(context.env));
    throw new LoginError(`Your login to ${server} ended at ${at}`, "over");
  }
  if (!mayAsk || !canAsk(context)) {
    throw new LoginError(`${server} needs a login, and there is none`, "missing");
  }
  await findService(server, { ...api, signal: context.interrupts.signal });
  const { host } = new URL(server);
  const name = user ?? await askLine(`User name at ${host}: `, context);
  const question = `Password of ${escapeText(name)} at ${host}: `;
  const password = await askLine(question, context, { isSecret: true });
  return { user: name, password };
}
