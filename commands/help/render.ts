import type { Option } from "@cliffy/command";
import { escapeText } from "../../lib/render/escape.ts";
import type { BuiltCommand } from "../call.ts";
import type { Context } from "../context.ts";
import { HELP_WIDTH, namesAndTexts, wrap } from "./layout.ts";

/** Maximum columns of option names before their descriptions. */
const NAMES_WIDTH = 32;

/** The part of a command that its help shows. */
type Explained = Pick<
  BuiltCommand,
  "getDescription" | "getUsage" | "getExamples" | "getOptions"
>;

/** Renders the help of a command: its purpose, examples, then its options by groups. */
export function renderHelp(
  command: Explained,
  { name, stdout }: Pick<Context, "name" | "stdout">,
): string {
  const width = Math.min(HELP_WIDTH, stdout.columns);
  const heading = (text: string): string => stdout.style("bright", text);
  const examples = command.getExamples();
  const longest = Math.max(...examples.map(({ name }) => name.length), 0);
  const lines = [
    ...wrap(command.getDescription(), width),
    "",
    `${heading("Usage:")} ${name} ${command.getUsage()}`,
    ...(examples.length > 0 ? ["", heading("Examples:")] : []),
    ...examples.map(({ name, description }) => `  ${name.padEnd(longest)}  ${description}`),
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

/** Headings that come last, because most commands have them. */
const LAST: readonly (string | undefined)[] = ["Server options", "Common options"];

/** Groups the options of a command by their headings, without hidden ones. */
export function optionGroups(command: Pick<BuiltCommand, "getOptions">): [string, Option[]][] {
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
