import type { Config } from "../lib/config/mod.ts";
import type { Context, Parsed } from "./context.ts";
import type { Description } from "./description.ts";
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
  switch (command) {
    case "alloc":
      return await import("./alloc.ts");
    case "job":
      return await import("./job.ts");
    case "ps":
      return await import("./ps.ts");
    case "machine":
      return await import("./machine.ts");
    case "where-is":
      return await import("./where_is.ts");
    case "config":
      return await import("./config.ts");
    case "simulate":
      return await import("./simulate.ts");
    case "completions":
      return await import("./completions.ts");
    case "links":
      return await import("./links.ts");
  }
}

/** Loads what a command takes, and not what it works with: that is all that help needs. */
export async function loadDescription(
  command: CommandName,
): Promise<Pick<CommandModule, "describe">> {
  switch (command) {
    case "alloc":
      return await import("./alloc/describe.ts");
    case "job":
      return await import("./job/describe.ts");
    case "ps":
      return await import("./ps/describe.ts");
    case "machine":
      return await import("./machine/describe.ts");
    case "where-is":
      return await import("./where_is/describe.ts");
    default:
      return await loadCommand(command);
  }
}
