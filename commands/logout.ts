import { escapeText } from "../lib/escape.ts";
import { messageOf } from "../lib/message_of.ts";
import { logOut } from "../lib/v2/logout.ts";
import type { Call, OptionsOf } from "./call.ts";
import { UsageError } from "./errors.ts";
import { apiOptions, serverCommand } from "./options.ts";
import { needStore } from "./server_login.ts";
import { serverAddress } from "./types/setting.ts";

/** Builds `spalloc logout`. */
export function logoutCommand(call: Call) {
  return serverCommand(call)
    .description(
      'Log out of a server: end the session that "spalloc login" keeps, and forget it. Passwords ' +
        "that the server refused are forgotten, too, so that they can be tried again.",
    )
    .usage("[OPTIONS] [URL]")
    .example("Log out of the server of the settings", "spalloc logout")
    .example("Log out of another one", "spalloc logout https://spalloc.example.org/spalloc/")
    .type("url", serverAddress)
    .arguments("[url:url]")
    .action(async (options, url) => {
      if (url !== undefined && options.hostname !== undefined) {
        throw new UsageError("Give the URL only once: not with --hostname, too");
      }
      await forget(url ? { ...options, hostname: url } : options, call);
    });
}

type LogoutOptions = OptionsOf<typeof logoutCommand>;

/** Ends a kept session, and forgets it, whether or not the server can be told. */
async function forget(options: LogoutOptions, call: Call): Promise<void> {
  const { context } = call;
  const { stdout, stderr } = context;
  const api = await apiOptions(options, call);
  const { hostname: server } = api;
  const store = needStore(context);
  const kept = await store.forget(server);
  if (kept === null) {
    stdout.line(escapeText(`You were not logged in to ${server}.`));
    return;
  }
  try {
    await logOut(server, kept.session, api);
  } catch (error) {
    const why = escapeText(messageOf(error));
    const said = `The server was not told (${why}): it ends the session within 30 minutes.`;
    stderr.sentence(said, "yellow");
  }
  stdout.line(escapeText(`Logged out of ${server}.`));
}
