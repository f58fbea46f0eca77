import type { Option } from "@cliffy/command";
import { escapeText } from "../../lib/escape.ts";
import type { BuiltCommand } from "../call.ts";
import type { Context } from "../context.ts";
import { BELOW, HELP_WIDTH, namesAndTexts, wrap } from "./layout.ts";

/** Maximum columns of option names before their descriptions. */
const NAMES_WIDTH = 32;

/** Renders the help of a command: its purpose, examples, then its options by groups. */
export function renderHelp(
  command: BuiltCommand,
  { name, stdout }: Pick<Context, "name" | "stdout">,
): string {
  const width = Math.min(HELP_WIDTH, stdout.columns);
  const heading = (text: string): string => stdout.style("bright", text);
  const examples = exampleLines(command, width);
  const [usage = "", ...more] = wrap(`Usage: ${name} ${command.getUsage()}`, width - BELOW);
  const lines = [
    ...wrap(command.getDescription(), width),
    "",
    usage.replace("Usage:", heading),
    ...more.map((line) => " ".repeat(BELOW) + line),
    ...(examples.length > 0 ? ["", heading("Examples:"), ...examples] : []),
  ];
  for (const [group, options] of optionGroups(command)) {
    const rows = options.map((option) => {
      const { flags, text } = optionHelp(option);
      return [flags.startsWith("--") ? `    ${flags}` : flags, text] as const;
    });
    lines.push("", heading(`${group}:`));
    lines.push(...namesAndTexts(rows, { width, namesWidth: NAMES_WIDTH }));
  }
  return `${lines.join("\n")}\n`;
}

/** Formats examples: the command at the right of its purpose, or below if one is too long. */
function exampleLines(command: BuiltCommand, width: number): string[] {
  const examples = command.getExamples();
  const longest = Math.max(...examples.map(({ name }) => name.length), 0);
  // An example's name says what it does, and its description is what to type.
  const fits = examples.every(({ description }) => description.length + longest + 4 <= width);
  return examples.flatMap(({ name, description }) =>
    fits
      ? `  ${name.padEnd(longest)}  ${description}`
      : [`  ${name}:`, `${" ".repeat(BELOW)}${description}`]
  );
}

/** Headings that come last, because most commands have them. */
const LAST: readonly (string | undefined)[] = ["Server options", "Common options"];

/** Groups the options of a command by their headings, without hidden ones. */
export function optionGroups(command: BuiltCommand): [string, Option[]][] {
  const groups = Map.groupBy(command.getOptions(), ({ groupName }) => groupName ?? "Options");
  return [...groups].sort(([one], [other]) => LAST.indexOf(one) - LAST.indexOf(other));
}

/** Formats an option's names with its value, and its description. */
export function optionHelp({ flags, typeDefinition, description }: Option): {
  flags: string;
  text: string;
} {
  const value = typeDefinition?.replaceAll(/:[a-z-]+(?=[>\]])/g, "")
    // Several values of one option: for Cliffy, they have a single name.
    .replace(/\[([A-Z]+_[A-Z_]+)\.\.\.\]/, (_, names: string) => names.replaceAll("_", " "));
  return {
    flags: flags.join(", ") + (value ? ` ${value}` : ""),
    // Descriptions name values of configuration files, such as somebody else's ./.spalloc.
    text: escapeText(description),
  };
}
