import type { Config } from "../lib/config/mod.ts";
import type { OptionLine } from "./description.ts";

/** The options that every command has. */
export const COMMON_OPTIONS: readonly OptionLine[] = [
  ["-h, --help", "Show this help."],
  ["-V, --version", "Show the version of this program."],
  ["--debug", "Show what goes on, and where an error comes from."],
  ["--no-color", "Show no colours. NO_COLOR=1 does the same."],
];

/** The options about the server, which every command that talks to one has. */
export function serverOptionLines({ settings }: Config): readonly OptionLine[] {
  const { hostname, port, timeout } = settings;
  return [
    ["-H, --hostname <HOST:string>", `Server to talk to (default: ${hostname ?? "none"}).`],
    ["-P, --port <PORT:integer>", `Its TCP port (default: ${port}).`],
    [
      "--timeout <SECONDS:number>",
      `Time to wait for an answer, -1 for ever (default: ${timeout ?? -1}).`,
    ],
    ["--ignore-version", "Talk to the server whatever its version."],
    ["--ignore_version", "The same, as it was written once.", { hidden: true }],
  ];
}
