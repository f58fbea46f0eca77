import type { Command } from "@cliffy/command";
import { escapeText } from "../../lib/render/escape.ts";

/** What the help of a command is made of, however it is laid out. */
export interface HelpParts {
  /** What it is for. */
  description: string;
  /** What follows its name. */
  usage: string;
  /** What one might want, and what to type for it. */
  examples: readonly (readonly [what: string, typed: string])[];
  /** Its options by the headings of their groups. */
  groups: ReadonlyMap<string, readonly { flags: string; text: string }[]>;
}

/** Takes a command's description apart; hidden options are left out. */
export function describeHelp(command: Command): HelpParts {
  const groups = new Map<string, { flags: string; text: string }[]>();
  for (const { flags, typeDefinition, description, groupName } of command.getOptions()) {
    const group = groupName ?? "Options";
    const names = `${flags.join(", ")} ${withoutTypes(typeDefinition ?? "")}`.trimEnd();
    // Descriptions name values of configuration files, such as somebody else's ./.spalloc.
    const option = { flags: names, text: escapeText(description) };
    groups.set(group, [...groups.get(group) ?? [], option]);
  }
  return {
    description: command.getDescription(),
    usage: command.getUsage(),
    examples: command.getExamples().map(({ name, description }) => [name, description]),
    groups,
  };
}

/** `<PORT:integer>` as users need it: `<PORT>`. */
function withoutTypes(definition: string): string {
  return definition.replaceAll(/:[a-z]+(?=[>\]])/g, "");
}
