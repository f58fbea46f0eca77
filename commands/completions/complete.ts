import { loadConfig, parseConfig } from "../../lib/config/mod.ts";
import type { Context } from "../context.ts";
import { type Option, optionsOf } from "../description.ts";
import { TOPICS } from "../help/topics.ts";
import { loadDescription } from "../load_command.ts";
import { type CommandName, COMMANDS, whichCommand } from "../which_command.ts";
import { type Answer, answerText, type Candidate, SHELL_COMPLETES } from "./answer.ts";
import { sourceOf } from "./sources.ts";
import { findSpot, type Found } from "./spot.ts";

/** Seconds that the server has to be reached and to answer: people wait for it with a key down. */
const LIMIT_SECONDS = 0.9;

/**
 * Prints what the last of the words can be; the first is what the program was
 * called by. Whatever fails, it says nothing: it is not what the user asked for.
 */
export async function complete(
  words: readonly string[],
  context: Context,
): Promise<number> {
  try {
    const answer = await candidates(words, context);
    if (answer === "shell") return SHELL_COMPLETES;
    const current = words.at(-1) ?? "";
    const fitting = answer.filter(({ value }) => value.startsWith(current));
    context.stdout.write(answerText(fitting));
  } catch {
    // No server, no settings, or nonsense in them: then there is nothing to offer.
  }
  return 0;
}

async function candidates(
  [program = "", ...typed]: readonly string[],
  context: Context,
): Promise<Answer> {
  const current = typed.at(-1) ?? "";
  const { command, name, argv } = whichCommand(program, typed.slice(0, -1));
  const isDropIn = name.startsWith("spalloc-");
  if (!isDropIn && typed.length <= 1 && !current.startsWith("-")) {
    return described({ ...COMMANDS, help: "Help about a command or a topic" });
  }
  if (!isDropIn && typed[0] === "help") {
    return typed.length === 2 ? described({ ...COMMANDS, ...TOPICS }) : [];
  }
  if (!Object.hasOwn(COMMANDS, command)) return [];
  const known = command as CommandName;

  const [module, config] = await Promise.all([
    loadDescription(known),
    loadConfig({ env: context.env }).catch(() => null),
  ]);
  const options = optionsOf(module.describe(config ?? { ...parseConfig([]), files: [] }));
  const found = findSpot([...argv, current], options);
  const source = sourceOf(known, found.spot);

  switch (source) {
    case "shell":
      return "shell";
    case "columns":
      return named((await import("../ps/sort.ts")).COLUMNS, found);
    case "shells":
      return named((await import("./scripts.ts")).SHELLS, found);
    case null:
      return found.spot.kind === "value" ? [] : optionNames(options, current);
    default: {
      if (!config) return [];
      const { askServer } = await import("./ask_server.ts");
      const values = await askServer(source, found, { config, context, limit: LIMIT_SECONDS });
      return attached(values, found);
    }
  }
}

function described(entries: Readonly<Record<string, string>>): Candidate[] {
  return Object.entries(entries).map(([value, description]) => ({ value, description }));
}

function named(names: readonly string[], found: Found): Candidate[] {
  return attached(names.map((value) => ({ value, description: "" })), found);
}

/** Values as they continue the word: without those given already, and behind `--tags=`. */
function attached(values: Candidate[], { spot, given }: Found): Candidate[] {
  if (spot.kind !== "value") return values;
  const earlier = given.get(spot.option) ?? [];
  return values
    .filter(({ value }) => !earlier.includes(value))
    .map(({ value, description }) => ({ value: spot.attachedTo + value, description }));
}

/** The names of options; of those with short ones too, only where a dash was typed. */
function optionNames(options: readonly Option[], current: string): Candidate[] {
  return options
    .filter(({ hidden }) => !hidden)
    .flatMap(({ flags, does }) =>
      flags
        .filter((flag) => flag.startsWith("--") || current.startsWith("-"))
        .map((value) => ({ value, description: does }))
    );
}
