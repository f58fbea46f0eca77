import type { BuiltCommand, Call } from "./call.ts";
import { load } from "./load.ts";
import type { CommandName } from "./which_command.ts";

/** Loads one command and none of the others, and builds it for a call. */
export async function loadCommand(name: CommandName, call: Call): Promise<BuiltCommand> {
  switch (name) {
    case "alloc":
      return (await load(import("./alloc.ts"))).allocCommand(call);
    case "job":
      return (await load(import("./job.ts"))).jobCommand(call);
    case "ps":
      return (await load(import("./ps.ts"))).psCommand(call);
    case "machine":
      return (await load(import("./machine.ts"))).machineCommand(call);
    case "top":
      return (await load(import("./top.ts"))).topCommand(call);
    case "where-is":
      return (await load(import("./where_is.ts"))).whereIsCommand(call);
    case "proxy":
      return (await load(import("./proxy.ts"))).proxyCommand(call);
    case "config":
      return (await load(import("./config.ts"))).configCommand(call);
    case "login":
      return (await load(import("./login.ts"))).loginCommand(call);
    case "logout":
      return (await load(import("./logout.ts"))).logoutCommand(call);
    case "simulate":
      return (await load(import("./simulate.ts"))).simulateCommand(call);
    case "completions":
      return (await load(import("./completions.ts"))).completionsCommand(call);
    case "links":
      return (await load(import("./links.ts"))).linksCommand(call);
  }
}
