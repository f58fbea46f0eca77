import type { Config } from "../lib/config/mod.ts";
import type { Context, Parsed } from "./context.ts";
import type { Description } from "./description.ts";
import { lazily, type LazyPath } from "./lazy.ts";
import type { CommandName } from "./which_command.ts";

/** The module of a command. */
export interface CommandModule {
  /** What the command takes, where these are its settings. */
  describe(config: Config): Description;
  /** Runs the command, and gives the code to exit with. */
  run(parsed: Parsed, config: Config, context: Context): Promise<number>;
}

/** Loads one command, and nothing of the others. */
export async function loadCommand(command: CommandName): Promise<CommandModule> {
  return await lazily(PATHS[command]);
}

/** Loads what a command takes, and not what it works with: that is all that help needs. */
export async function loadDescription(
  command: CommandName,
): Promise<Pick<CommandModule, "describe">> {
  return await lazily(DESCRIPTIONS[command]);
}

const PATHS = {
  alloc: "./alloc.ts",
  job: "./job.ts",
  ps: "./ps.ts",
  machine: "./machine.ts",
  "where-is": "./where_is.ts",
  config: "./config.ts",
  simulate: "./simulate.ts",
  completions: "./completions.ts",
  links: "./links.ts",
} as const satisfies Record<CommandName, LazyPath>;

const DESCRIPTIONS = {
  ...PATHS,
  alloc: "./alloc/describe.ts",
  job: "./job/describe.ts",
  ps: "./ps/describe.ts",
  machine: "./machine/describe.ts",
  "where-is": "./where_is/describe.ts",
} as const satisfies Record<CommandName, LazyPath>;
