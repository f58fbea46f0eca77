import { type Argument, EnumType, type Option } from "@cliffy/command";
import { escapeText } from "../../lib/escape.ts";
import { type CommandLine, isValue, readLine } from "../argparse.ts";
import { type BuiltCommand, Call } from "../call.ts";
import type { Context } from "../context.ts";
import { behindOptions } from "../behind_options.ts";
import { EXIT_CODES } from "../exit_codes.ts";
import { load } from "../load.ts";
import { loadCommand } from "../load_command.ts";
import { AssignmentType, settingNames, SettingNameType } from "../types/assignment.ts";
import { type Candidate, LiveType } from "../types/live.ts";
import { PathType } from "../types/text.ts";
import { type Called, type CommandName, COMMANDS, whichCommand } from "../which_command.ts";

/** Completions at the cursor; `"shell"` leaves them to the shell. */
type Answer = readonly Candidate[] | "shell";

/**
 * Prints completions of the last word; the first is the name that the program was called by. Errors
 * are silent: the user did not ask for them.
 */
export async function complete(words: readonly string[], context: Context): Promise<number> {
  try {
    const answer = await candidates(words, context);
    if (answer === "shell") return EXIT_CODES.shellCompletes;
    const current = words.at(-1) ?? "";
    for (const { value, description } of answer) {
      if (!value.startsWith(current)) continue;
      context.stdout.line(`${value}${description && `\t${escapeText(description)}`}`);
    }
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
  const called = whichCommand(program, typed.slice(0, -1));
  if (isFirstWord(called, current, context)) {
    return described({ ...COMMANDS, help: "Help about a command or a topic" });
  }
  const { command, name, argv } = behindOptions(called, context);
  if (!name.startsWith("spalloc-") && typed[0] === "help") {
    if (typed.length !== 2) return [];
    const { TOPICS } = await load(import("../help/topics.ts"));
    return described({ ...COMMANDS, ...TOPICS });
  }
  if (!Object.hasOwn(COMMANDS, command)) return [];

  const call = await Call.begin(context);
  const built = await loadCommand(command as CommandName, call);
  const options = built.getOptions(true);
  const isJoined = /^--[^=]+=/.test(current);
  const line = readLine(options, isJoined ? [...argv, current] : argv, () => {});
  if (line.rest) return "shell";
  const spot = isJoined || isValue(current) ? findSpot(line, { isJoined, built }) : null;
  const values = spot ? await valuesOf(spot, line, call) : null;
  return values ?? (spot?.isArgument === false ? [] : optionNames(options, current));
}

/** Whether a word could be a command: only options that all commands have come before it. */
function isFirstWord({ command, name, argv }: Called, current: string, context: Context): boolean {
  if (command !== "alloc" || name !== "spalloc" || current.startsWith("-")) return false;
  // Any word would do, so that it is told whether a command is looked for at its place.
  const word = "help";
  return argv.length === 0 ||
    behindOptions({ command, name, argv: [...argv, word] }, context).command === word;
}

/** A value that is being typed. */
interface Spot {
  /** Type that completes it, if any. */
  type: unknown;
  /** Values before it of the same option. */
  earlier: readonly string[];
  /** Text of the word before the value: `--sort=`. */
  prefix: string;
  isArgument: boolean;
}

/** Finds the value that is being typed at the end of a line; `null` for none. */
function findSpot(
  line: CommandLine,
  { isJoined, built }: { isJoined: boolean; built: BuiltCommand },
): Spot | null {
  const typeOf = (value: Argument | undefined) => value && built.getType(value.type)?.handler;
  if (isJoined) {
    const given = line.options.at(-1);
    if (!given?.isJoined) return null;
    const type = typeOf(given.option.args[0]);
    return { type, earlier: [], prefix: `${given.typed}=`, isArgument: false };
  }
  if (line.open) {
    const { option, values } = line.open;
    return { type: typeOf(option.args[0]), earlier: values, prefix: "", isArgument: false };
  }
  const known = built.getArguments();
  const last = known.at(-1);
  const type = typeOf(known[line.args.length] ?? (last?.variadic ? last : undefined));
  return { type, earlier: line.args, prefix: "", isArgument: true };
}

/** Lists the possible values at a spot; `null` if they are unknown. */
async function valuesOf(
  { type, earlier, prefix }: Spot,
  line: CommandLine,
  call: Call,
): Promise<Answer | null> {
  if (type instanceof PathType) return "shell";
  const values = type instanceof EnumType
    ? type.values().map((value) => ({ value: String(value), description: "" }))
    : type instanceof SettingNameType || type instanceof AssignmentType
    ? settingNames()
    : type instanceof LiveType
    ? type.isFirstOnly && earlier.length > 0 ? [] : await liveValues(type, line, call)
    : null;
  return values && values
    .filter(({ value }) => !earlier.includes(value))
    .map(({ value, description }) => ({ value: prefix + value, description }));
}

async function liveValues(
  type: LiveType<unknown>,
  line: CommandLine,
  call: Call,
): Promise<Candidate[]> {
  const { askServer } = await load(import("./ask_server.ts"));
  return await askServer(type, line, call);
}

function described(entries: Readonly<Record<string, string>>): Candidate[] {
  return Object.entries(entries).map(([value, description]) => ({ value, description }));
}

/** Lists the names of options; long ones only, unless a single dash was typed. */
function optionNames(options: readonly Option[], current: string): Candidate[] {
  return options
    .filter(({ hidden }) => !hidden)
    .flatMap(({ flags, description }) =>
      flags
        .filter((flag) => flag.startsWith("--") || current.startsWith("-"))
        .map((value) => ({ value, description }))
    );
}
