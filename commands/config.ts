import { loadConfig, OPTIONS, type Settings, userConfigFile } from "../lib/config/mod.ts";
import { escapeText } from "../lib/escape.ts";
import { messageOf } from "../lib/message_of.ts";
import type { Call, OptionsOf } from "./call.ts";
import { avoidedAsText, avoidedBoards, forgetBoards } from "./config/avoided_boards.ts";
import { pingServer } from "./config/ping_server.ts";
import { findLogin, loginAsText } from "./config/login_found.ts";
import { settingsInEffect } from "./config/in_effect.ts";
import {
  checkAsText,
  configAsJson,
  configAsText,
  findOtherWriters,
  originAsText,
  settingAsJson,
  settingAsText,
} from "./config/show_config.ts";
import { systemVariables, unknownVariables } from "./unknown_variables.ts";
import { writeSettings } from "./config/write_settings.ts";
import type { Context } from "./context.ts";
import { CommandError, UsageError } from "./errors.ts";
import { EXIT_CODES } from "./exit_codes.ts";
import { serverCommand, serverOptions } from "./options.ts";
import { type Assignment, AssignmentType, SettingNameType } from "./types/assignment.ts";

/** Builds `spalloc config`. */
export function configCommand(call: Call) {
  return serverCommand(call)
    .description(
      "Show the settings and where they come from. SETTING prints the value of one. " +
        "SETTING=VALUE writes it to your own file, and keeps the rest of the file.",
    )
    .usage("[OPTIONS] [SETTING | SETTING=VALUE...]")
    .example("All settings", "spalloc config")
    .example(
      "Set up spalloc",
      "spalloc config hostname=spalloc.example.org owner=me@example.org",
    )
    .example("One setting", "spalloc config hostname")
    .example("Check the server", "spalloc config --check")
    .type("assignment", new AssignmentType())
    .type("setting", new SettingNameType())
    .arguments("[setting...:assignment]")
    .option("--unset <SETTING:setting>", "Remove a setting from your own file.", {
      conflicts: ["check", "json"],
    })
    .option("--forget-boards", "Forget the boards that failed a check: avoid them no longer.", {
      conflicts: ["check", "json", "unset"],
    })
    .option("--check", "Call the server, and show its version and response time.")
    .option("--json", "Print the settings as JSON.")
    .action(async ({ unset = null, forgetBoards: forgets, ...options }, ...given) => {
      if (forgets && given.length > 0) {
        throw new UsageError("--forget-boards takes no setting: give nothing else with it");
      }
      if (forgets) return await forgetBoards(call);
      const [first, another] = given.filter(({ text }) => text === null);
      if (first && (another || given.length > 1 || unset || options.check)) {
        const { name } = OPTIONS[first.key];
        throw new UsageError(`"${name}" alone prints its value: give nothing else with it`, {
          steps: [["To set it", `spalloc config ${name}=VALUE`]],
        });
      }
      if (first) showSetting(first.key, options, call);
      else if (given.length > 0 || unset) await change(given, unset, call.context);
      else await showConfig(options, call);
    });
}

type ConfigOptions = Omit<OptionsOf<typeof configCommand>, "unset" | "forgetBoards">;

async function showConfig(options: ConfigOptions, call: Call): Promise<void> {
  const { context: { stdout, stderr } } = call;
  const { config, mistakes } = settingsInEffect(options, call);
  const writers = await findOtherWriters(config);
  const variables = unknownVariables(systemVariables());
  const boards = await avoidedBoards(call).catch((error) => tellUnread(error, call));
  const login = await findLogin(config.settings.hostname, options.hostname, call);
  // The settings come first: they are what is needed when the server does not answer.
  if (!options.json) {
    stdout.line(configAsText(config, { mistakes, writers, variables, output: stdout }));
    for (const line of loginAsText(login, call.context)) stdout.line(line);
    const avoided = avoidedAsText(boards, call);
    if (avoided !== "") stdout.line(avoided);
  }
  const check = options.check ? await pingServer(await serverOptions(options, call)) : null;
  if (options.json) {
    stdout.line(configAsJson(config, { mistakes, writers, variables, login, check, boards }));
  } else if (check) stdout.line(checkAsText(check, stdout));
  for (const { message } of mistakes.values()) {
    stderr.sentence(`spalloc: ${escapeText(message)}`, "red");
    call.exitCode = EXIT_CODES.usage;
  }
}

/** Reports that the boards to avoid can't be read: all else can be shown. */
function tellUnread(error: unknown, { context: { stderr } }: Call): [] {
  stderr.sentence(`spalloc: ${escapeText(messageOf(error))}`, "yellow");
  return [];
}

/**
 * Prints the value of one setting, and nothing else: for scripts.
 *
 * @throws {ConfigError} if it can't be used.
 * @throws {CommandError} if nothing sets it.
 */
function showSetting(key: keyof Settings, options: ConfigOptions, call: Call): void {
  const { stdout } = call.context;
  const { config, mistakes } = settingsInEffect(options, call);
  if (options.json) stdout.line(settingAsJson(key, config, mistakes));
  const mistake = mistakes.get(key);
  if (mistake) throw mistake;
  if (options.json) return;
  const { name, none } = OPTIONS[key];
  const value = config.settings[key];
  if (value === null && none === null) {
    throw new CommandError(`${name} is not set`, {
      exitCode: EXIT_CODES.notSet,
      steps: [["To set it", `spalloc config ${name}=VALUE`]],
    });
  }
  stdout.line(escapeText(settingAsText(value)));
}

/** Sets settings in the user's own file, and removes one from it. */
async function change(
  assignments: readonly Assignment[],
  unset: keyof Settings | null,
  context: Context,
): Promise<void> {
  const file = userConfigFile({ os: Deno.build.os, env: context.env });
  if (file === null) {
    throw new UsageError("Cannot tell where your own file is: set HOME or XDG_CONFIG_HOME");
  }
  const values: Partial<Record<keyof Settings, string | null>> = {
    ...(unset && { [unset]: null }),
    ...Object.fromEntries(assignments.map(({ key, text }) => [key, text])),
  };
  const isChanged = await writeSettings(file, values);
  const said = isChanged ? `Written to ${file}.` : `${file} does not set ${OPTIONS[unset!].name}.`;
  context.stdout.line(escapeText(said));
  await tellOverridden(Object.keys(values) as (keyof Settings)[], file, context);
}

/** Reports which of the changed settings are not in effect, and what overrides them. */
async function tellOverridden(
  keys: readonly (keyof Settings)[],
  file: string,
  { stdout, env }: Context,
): Promise<void> {
  // Where another file can't be read it is not known what wins; that is for the next command to say.
  const config = await loadConfig({ env, onMistake: () => {} }).catch(() => null);
  for (const key of keys) {
    const origin = config?.origins[key];
    if (!origin || origin.kind === "default") continue;
    if (origin.kind === "file" && origin.path === file) continue;
    stdout.line(
      escapeText(`But ${originAsText(origin)} sets ${OPTIONS[key].name}, and takes precedence.`),
    );
  }
}
