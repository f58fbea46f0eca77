import { type Config, loadConfig, OPTIONS, parseConfig } from "../lib/config/mod.ts";
import { parseArguments } from "./arguments.ts";
import type { Context } from "./context.ts";
import { loadCommand, loadDescription } from "./load_command.ts";
import { unneededSettings } from "./needed_settings.ts";
import { VERSION } from "./version.ts";
import type { CommandName } from "./which_command.ts";

/** Runs one of the commands with its arguments, and gives the code to exit with. */
export async function runCommand(
  command: CommandName,
  argv: readonly string[],
  context: Context,
): Promise<number> {
  const { stdout } = context;
  const [{ describe }, [config, mistake]] = await Promise.all([
    loadDescription(command),
    // A config file with a mistake in it must not take the help away.
    loadConfig({ env: context.env }).then(
      (config): [Config, unknown] => [config, null],
      (error): [Config, unknown] => [{ ...parseConfig([]), files: [] }, error],
    ),
  ]);
  const description = describe(config);
  const { wants, ...parsed } = await parseArguments(description, argv);
  if (wants === "version") {
    stdout.line(VERSION);
    return 0;
  }
  if (wants === "help") {
    const { commandHelp } = await import("./help.ts");
    stdout.write(commandHelp(description, context));
    return 0;
  }
  const { run } = await loadCommand(command);
  return await run(parsed, mistake ? await mended(mistake) : config, context);

  /** The settings without a mistake that does not matter here; thrown if it does. */
  async function mended(mistake: unknown): Promise<Config> {
    const ignore = unneededSettings(command, parsed);
    if (ignore.length === Object.keys(OPTIONS).length) return config;
    if (ignore.length === 0) throw mistake;
    return await loadConfig({ env: context.env, ignore });
  }
}
