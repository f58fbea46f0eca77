import { Command } from "@cliffy/command";
import { type Config, OPTIONS, type Settings } from "../lib/config/mod.ts";
import { escapeText } from "../lib/render/escape.ts";
import { checkServer } from "./config/check_server.ts";
import { configAsJson, configAsText } from "./config/show_config.ts";
import { writeSettings } from "./config/write_settings.ts";
import type { Context, Parsed } from "./context.ts";
import { UsageError } from "./errors.ts";
import { addCommonFlags, addServerFlags, serverOptions } from "./server_flags.ts";

/** Describes `spalloc config`. */
export function describe(config: Config): Command {
  const command: Command = new Command();
  command
    .description(
      "Show the settings in effect, and where each of them comes from. " +
        "SETTING=VALUE writes a setting into your own file, and leaves the rest of it as it is.",
    )
    .arguments("[setting...:string]")
    .usage("[OPTIONS] [SETTING=VALUE...]")
    .example("What is set, and where", "spalloc config")
    .example(
      "Set up your account",
      "spalloc config hostname=spalloc.example.org owner=me@example.org",
    )
    .example("Is the server there?", "spalloc config --check")
    .option("--check", "Call the server, and show its version and how long an answer takes.")
    .option("--json", "Show it all as JSON.");
  addCommonFlags(command);
  addServerFlags(command, config);
  return command;
}

/** Runs `spalloc config`, and gives the code to exit with. */
export async function run(parsed: Parsed, config: Config, context: Context): Promise<number> {
  const { options, args } = parsed;
  const { stdout } = context;
  const assignments = args.flat().map(String);
  if (assignments.length > 0) {
    const file = config.files.at(-2)?.path;
    if (file === undefined) throw new UsageError("There is no place for a file of your own here");
    await writeSettings(file, Object.fromEntries(assignments.map(parseAssignment)));
    stdout.line(`Written to ${escapeText(file)}.`);
    return 0;
  }
  const check = options.check === true
    ? await checkServer(serverOptions(parsed, config, context))
    : null;
  stdout.line(
    options.json === true ? configAsJson(config, check) : configAsText(config, check, stdout),
  );
  return 0;
}

function parseAssignment(text: string): [keyof Settings, string] {
  const [, name, value = ""] = /^([^=]+)=([\s\S]*)$/.exec(text) ?? [];
  const names = Object.entries(OPTIONS).map(([key, { name }]) => [name, key] as const);
  const [, key] = names.find(([known]) => known === name?.trim().toLowerCase()) ?? [];
  if (key === undefined) {
    const known = names.map(([known]) => known).join(", ");
    throw new UsageError(`Cannot set "${text}": expected SETTING=VALUE, with one of ${known}`);
  }
  return [key as keyof Settings, value.trim()];
}
