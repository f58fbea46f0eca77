import {
  type Config,
  loadConfig,
  OPTIONS,
  type Settings,
  userConfigFile,
} from "../lib/config/mod.ts";
import { escapeText } from "../lib/render/escape.ts";
import { checkServer, type ServerCheck } from "./config/check_server.ts";
import {
  checkAsText,
  configAsJson,
  configAsText,
  findOtherWriters,
  originAsText,
} from "./config/show_config.ts";
import { writeSettings } from "./config/write_settings.ts";
import { systemVariables, unknownVariables } from "./config/unknown_variables.ts";
import type { Context, Parsed } from "./context.ts";
import type { Description } from "./description.ts";
import { UsageError } from "./errors.ts";
import { COMMON_OPTIONS, serverOptionLines } from "./common_options.ts";
import { serverOptions } from "./server_flags.ts";

/** Describes `spalloc config`. */
export function describe(config: Config): Description {
  return {
    about: "Show the settings in effect, and where each of them comes from. " +
      "SETTING=VALUE writes a setting into your own file, and leaves the rest of it as it is.",
    argument: "[setting...:string]",
    usage: "[OPTIONS] [SETTING=VALUE...]",
    examples: [
      ["What is set, and where", "spalloc config"],
      [
        "Set up your account",
        "spalloc config hostname=spalloc.example.org owner=me@example.org",
      ],
      ["Is the server there?", "spalloc config --check"],
    ],
    options: {
      "Options": [
        ["--check", "Call the server, and show its version and how long an answer takes."],
        ["--json", "Show it all as JSON."],
        ...COMMON_OPTIONS,
      ],
      "Server options": serverOptionLines(config),
    },
  };
}

/** Runs `spalloc config`, and gives the code to exit with. */
export async function run(parsed: Parsed, config: Config, context: Context): Promise<number> {
  const { options, args } = parsed;
  const { stdout } = context;
  const assignments = args.flat().map(String);
  if (assignments.length > 0) {
    const file = userConfigFile({ os: Deno.build.os, env: context.env });
    if (file === null) {
      throw new UsageError("Your own file has no place: neither HOME nor XDG_CONFIG_HOME is set");
    }
    const values = Object.fromEntries(assignments.map(parseAssignment));
    await writeSettings(file, values);
    stdout.line(`Written to ${escapeText(file)}.`);
    await tellOverridden(Object.keys(values) as (keyof Settings)[], file, context);
    return 0;
  }
  const check = (): Promise<ServerCheck> => checkServer(serverOptions(parsed, config, context));
  const writers = await findOtherWriters(config);
  const variables = unknownVariables(systemVariables());
  if (options.json === true) {
    stdout.line(configAsJson(config, {
      writers,
      variables,
      check: options.check === true ? await check() : null,
    }));
    return 0;
  }
  // The settings come first: they are what is needed when the server does not answer.
  stdout.line(configAsText(config, { writers, variables, output: stdout }));
  if (options.check === true) stdout.line(checkAsText(await check(), stdout));
  return 0;
}

/** Tells which of the settings that a file was given are not in effect, and what is instead. */
async function tellOverridden(
  keys: readonly (keyof Settings)[],
  file: string,
  { stdout, env }: Context,
): Promise<void> {
  // Where another file has a mistake it is not known what wins; that is for the next command to say.
  const config = await loadConfig({ env }).catch(() => null);
  for (const key of keys) {
    const origin = config?.origins[key];
    if (!origin || origin.kind === "default") continue;
    if (origin.kind === "file" && origin.path === file) continue;
    stdout.line(escapeText(`But ${originAsText(origin)} sets ${OPTIONS[key].name}, and wins.`));
  }
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
