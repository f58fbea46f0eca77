import { connect } from "../lib/connect.ts";
import { escapeText } from "../lib/escape.ts";
import { timeOfDay } from "../lib/render/times.ts";
import { findCredentials } from "../lib/v2/credential_sources.ts";
import { isToken } from "../lib/v2/hub_token.ts";
import { endOf, type KeptLogin } from "../lib/v2/login_store.ts";
import { userOf } from "./user_of.ts";
import type { Call, OptionsOf } from "./call.ts";
import type { Context } from "./context.ts";
import { CommandError, UsageError } from "./errors.ts";
import { piecesOf } from "./input.ts";
import { zoneOf } from "./local_zone.ts";
import { apiOptions, serverCommand } from "./options.ts";
import {
  ask,
  needStore,
  placesOf,
  refuseForeignFile,
  rememberedBy,
  tellNotes,
} from "./server_login.ts";
import { serverAddress } from "./types/setting.ts";

/** Maximum bytes of a token on standard input. */
const LONGEST_TOKEN = 64 * 1024;

/** Builds `spalloc login`. */
export function loginCommand(call: Call) {
  return serverCommand(call)
    .description(
      "Log in to a server that has an https:// URL, so that later commands need no password. The " +
        "session is kept in your own folder; it ends 30 minutes after the last command. The " +
        "password is not kept.",
    )
    .usage("[OPTIONS] [URL]")
    .example("Log in", "spalloc login https://spalloc.example.org/spalloc/")
    .example("Log in to the server of the settings", "spalloc login --user ada")
    .example("Log in with a token", "spalloc login --with-token < token.txt")
    .type("url", serverAddress)
    .arguments("[url:url]")
    .option("--user <NAME:text>", "User to log in as (default: SPALLOC_USER, or it is asked for).")
    .option("--with-token", "Read a bearer token from standard input, and keep that.", {
      conflicts: ["user"],
    })
    .action(async (options, url) => {
      if (url !== undefined && options.hostname !== undefined) {
        throw new UsageError("Give the URL only once: not with --hostname, too");
      }
      await logIn(url ? { ...options, hostname: url } : options, call);
    });
}

type LoginOptions = OptionsOf<typeof loginCommand>;

/** Logs in once, and keeps the session. */
async function logIn(options: LoginOptions, call: Call): Promise<void> {
  const { context } = call;
  const { stdout } = context;
  const api = await apiOptions(options, call);
  const { hostname: server } = api;
  const store = needStore(context);
  const places = placesOf(options.hostname, call, null);
  const user = options.user === undefined ? {} : { user: options.user };
  const search = await findCredentials(server, { ...places, ...user });
  tellNotes(search, context);
  if (options.hostname === undefined) await refuseForeignFile(server, search, call);
  const credentials = options.withToken
    ? { token: await readToken(context) }
    : search.found?.credentials ?? await ask(api, search, { context, mayAsk: true });
  const memory = rememberedBy(store, { server, search, context });
  {
    await using _client = await connect({ ...api, credentials, logins: memory });
  }
  const { cookie: session } = memory;
  if (session === null) {
    throw new CommandError(
      `${server} begins no session that could be kept: set SPALLOC_USER and SPALLOC_PASSWORD, or ` +
        "SPALLOC_TOKEN",
    );
  }
  const { token = null } = credentials;
  const kept = await store.keep(server, { user: userOf(credentials), session, token });
  stdout.sentence(escapeText(describe(server, kept, context)));
  if (call.shown.hostname === server) return;
  stdout.line("To make it your server:");
  stdout.line(`  spalloc config hostname=${escapeText(server)}`);
}

/** Describes a login that has just begun. */
function describe(server: string, kept: KeptLogin, { env }: Context): string {
  const whom = kept.user === null ? "with a token" : `as ${kept.user}`;
  const until = timeOfDay(endOf(kept), zoneOf(env));
  const later = kept.token === null
    ? "every command extends it to 30 minutes"
    : "then the token begins another session";
  return `Logged in to ${server} ${whom} until ${until}; ${later}.`;
}

async function readToken({ stdin }: Context): Promise<string> {
  if (stdin.isTerminal()) {
    throw new UsageError("--with-token reads standard input, which is a terminal", {
      steps: [["To log in with a token", "spalloc login --with-token < token.txt"]],
    });
  }
  let text = "";
  for await (const piece of piecesOf(stdin)) {
    text += piece;
    if (text.length > LONGEST_TOKEN) break;
  }
  const token = text.trim();
  if (isToken(token)) return token;
  throw new UsageError("Standard input has no bearer token: one word, without spaces");
}
