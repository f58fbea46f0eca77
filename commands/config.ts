import { loadConfig, OPTIONS, type Settings, userConfigFile } from "../lib/config/mod.ts";
import { escapeText } from "../lib/render/escape.ts";
import type { Call } from "./call.ts";
import { checkServer } from "./config/check_server.ts";
import {
  checkAsText,
  configAsJson,
  configAsText,
  findOtherWriters,
  originAsText,
} from "./config/show_config.ts";
import { systemVariables, unknownVariables } from "./config/unknown_variables.ts";
import { writeSettings } from "./config/write_settings.ts";
import type { Context } from "./context.ts";
import { UsageError } from "./errors.ts";
import { EXIT_CODES } from "./exit_codes.ts";
import { serverCommand, type ServerFlags, serverOptions } from "./options.ts";

/** `spalloc config`. */
export function configCommand(call: Call) {
  return serverCommand(call)
    .description(
      "Show the settings in effect and where each of them comes from. SETTING=VALUE writes a " +
        "setting into your own file, and leaves the rest of it as it is.",
    )
    .usage("[OPTIONS] [SETTING=VALUE...]")
    .example("What is set, and where", "spalloc config")
    .example(
      "Set up your account",
      "spalloc config hostname=spalloc.example.org owner=me@example.org",
    )
    .example("Is the server there?", "spalloc config --check")
    .arguments("[setting...:text]")
    .option("--check", "Call the server, and show its version and how long an answer takes.")
    .option("--json", "Show it all as JSON.")
    .action(async (options, ...assignments) => {
      if (assignments.length > 0) await setAll(assignments, call.context);
      else await showConfig(options, call);
    });
}

interface ConfigOptions extends ServerFlags {
  check?: true | undefined;
  json?: true | undefined;
}

async function showConfig(options: ConfigOptions, call: Call): Promise<void> {
  const { config, mistakes, context: { stdout, stderr } } = call;
  const writers = await findOtherWriters(config);
  const variables = unknownVariables(systemVariables());
  // The settings come first: they are what is needed when the server does not answer.
  if (!options.json) {
    stdout.line(configAsText(config, { mistakes, writers, variables, output: stdout }));
  }
  const check = options.check ? await checkServer(serverOptions(options, call)) : null;
  if (options.json) stdout.line(configAsJson(config, { mistakes, writers, variables, check }));
  else if (check) stdout.line(checkAsText(check, stdout));
  for (const { message } of mistakes.values()) {
    stderr.line(stderr.style("red", `spalloc: ${escapeText(message)}`));
    call.exitCode = EXIT_CODES.usage;
  }
}

async function setAll(assignments: readonly string[], context: Context): Promise<void> {
  const file = userConfigFile({ os: Deno.build.os, env: context.env });
  if (file === null) {
    throw new UsageError("Your own file has no place: neither HOME nor XDG_CONFIG_HOME is set");
  }
  const values = Object.fromEntries(assignments.map(parseAssignment));
  await writeSettings(file, values);
  context.stdout.line(`Written to ${escapeText(file)}.`);
  await tellOverridden(Object.keys(values) as (keyof Settings)[], file, context);
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
