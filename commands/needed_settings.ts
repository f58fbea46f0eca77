import { OPTIONS, type Settings } from "../lib/config/mod.ts";
import type { Parsed } from "./context.ts";
import type { CommandName } from "./which_command.ts";

type Key = keyof Settings;

/** What every command needs that talks to a server. */
const SERVER: readonly Key[] = [
  "hostname",
  "port",
  "timeout",
  "reconnectDelay",
  "ignoreVersion",
];

/**
 * The settings that a command does not need as it was called: those of other commands, and those
 * that an option overrides. A mistake in one of them must not keep anybody from their boards.
 */
export function unneededSettings(command: CommandName, parsed: Parsed): Key[] {
  const needed = neededBy(command, parsed);
  const overridden = overriddenBy(parsed);
  const all = Object.keys(OPTIONS) as Key[];
  return all.filter((key) => !needed.includes(key) || overridden.includes(key));
}

function neededBy(command: CommandName, { options, args }: Parsed): readonly Key[] {
  const all = Object.keys(OPTIONS) as Key[];
  switch (command) {
    case "alloc":
      return options.resume === undefined ? all : SERVER;
    case "job":
      return args.flat().length === 0 ? [...SERVER, "owner"] : SERVER;
    case "ps":
      return options.me === true ? [...SERVER, "owner"] : SERVER;
    case "machine":
    case "where-is":
      return SERVER;
    case "config":
      return args.flat().length === 0 ? all : []; // With arguments it mends the settings.
    case "simulate":
    case "completions":
    case "links":
      return [];
  }
}

function overriddenBy({ options }: Parsed): Key[] {
  const given = (Object.keys(OPTIONS) as Key[]).filter((key) => options[key] !== undefined);
  if (options.ignore_version !== undefined) given.push("ignoreVersion");
  // A machine that is named rules out tags.
  if (typeof options.machine === "string") given.push("tags");
  return given;
}
