import type { BuiltCommand, Call } from "./call.ts";
import { CommandError } from "./errors.ts";
import { EXIT_CODES } from "./exit_codes.ts";
import type { CommandName } from "./which_command.ts";

/**
 * Loads one command and nothing of the others, and builds it for a call.
 *
 * @throws {CommandError} if it can't be loaded: nothing is there, or Deno may not read it.
 */
export async function loadCommand(name: CommandName, call: Call): Promise<BuiltCommand> {
  try {
    return await LOADERS[name](call);
  } catch (cause) {
    if (!(cause instanceof TypeError)) throw cause;
    const [why] = cause.message.split("\n", 1);
    throw new CommandError(EXIT_CODES.failure, `Cannot load a part of spalloc: ${why}`, { cause });
  }
}

/** Deno reads a module when its literal `import()` is reached. */
const LOADERS: Readonly<Record<CommandName, (call: Call) => Promise<BuiltCommand>>> = {
  alloc: async (call) => (await import("./alloc.ts")).allocCommand(call),
  job: async (call) => (await import("./job.ts")).jobCommand(call),
  ps: async (call) => (await import("./ps.ts")).psCommand(call),
  machine: async (call) => (await import("./machine.ts")).machineCommand(call),
  "where-is": async (call) => (await import("./where_is.ts")).whereIsCommand(call),
  config: async (call) => (await import("./config.ts")).configCommand(call),
  simulate: async (call) => (await import("./simulate.ts")).simulateCommand(call),
  completions: async (call) => (await import("./completions.ts")).completionsCommand(call),
  links: async (call) => (await import("./links.ts")).linksCommand(call),
};
