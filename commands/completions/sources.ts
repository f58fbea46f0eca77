import type { CommandName } from "../which_command.ts";
import type { LiveKind } from "./live_values.ts";
import type { Spot } from "./spot.ts";

/** Where the words for a spot come from; `null` where nobody knows any. */
export type Source = LiveKind | "columns" | "shells" | "shell" | null;

/** The first values of options, by the options' names: the same whatever the command. */
const OPTIONS: Readonly<Record<string, Source>> = {
  resume: "jobs",
  machine: "machines",
  tags: "tags",
  owner: "owners",
  sort: "columns",
  board: "machines",
  physical: "machines",
  chip: "machines",
  "job-chip": "jobs",
};

/** Options of which not only the first value is known. */
const ANY_VALUE: ReadonlySet<string> = new Set(["tags"]);

/** The first arguments of commands. */
const ARGUMENTS: Partial<Record<CommandName, Source>> = {
  job: "jobs",
  machine: "machines",
  completions: "shells",
  links: "shell",
};

/** Where the words for a spot of a command come from. */
export function sourceOf(command: CommandName, spot: Spot): Source {
  switch (spot.kind) {
    case "shell":
      return "shell";
    case "option":
      return null;
    case "argument":
      return spot.index === 0 ? ARGUMENTS[command] ?? null : null;
    case "value": {
      const isKnown = spot.index === 0 || ANY_VALUE.has(spot.option);
      return isKnown && Object.hasOwn(OPTIONS, spot.option) ? OPTIONS[spot.option] ?? null : null;
    }
  }
}
