import { parseConfig } from "../../lib/config/mod.ts";
import { LINK_NAMES } from "../links/names.ts";
import { loadDescription } from "../load_command.ts";
import { RELEASED, VERSION } from "../version.ts";
import { type CommandName, COMMANDS } from "../which_command.ts";
import { describeHelp, type HelpParts } from "./command_parts.ts";
import type { Section } from "./layout.ts";
import { roffRequest, roffTerm, roffText } from "./roff.ts";
import { sectionsOf, type TopicName } from "./topics.ts";

/** What topics are called on a manual page. */
const HEADINGS: readonly (readonly [TopicName, string])[] = [
  ["exit-codes", "EXIT STATUS"],
  ["environment", "ENVIRONMENT"],
  ["json", "JSON"],
];

const FILES: readonly (readonly [string, string])[] = [
  ["/etc/xdg/spalloc", "Settings of the machine; each $XDG_CONFIG_DIRS/spalloc where that is set."],
  ["~/.config/spalloc", "Settings of yours, which win; $XDG_CONFIG_HOME/spalloc where it is set."],
  [".spalloc", "Settings for one folder, which win over both."],
];

/**
 * The manual page of the program and all its commands, made of what `--help`
 * and `help TOPIC` show, with the defaults of a machine without settings.
 */
export async function manualPage(): Promise<string> {
  const names = Object.keys(COMMANDS) as CommandName[];
  const config = { ...parseConfig([]), files: [] };
  const parts = await Promise.all(names.map(async (name) => {
    return [name, describeHelp((await loadDescription(name)).describe(config))] as const;
  }));
  const topics = await Promise.all(HEADINGS.map(async ([topic, heading]) => {
    return [roffRequest("SH", heading), ...(await sectionsOf(topic)).flatMap(topicSection)];
  }));
  const lines = [
    `.TH SPALLOC 1 ${RELEASED} "spalloc ${VERSION}" "User Commands"`,
    // Straight at the left only, and no word broken: it may be one to type.
    ".ad l",
    ".nh",
    roffRequest("SH", "NAME"),
    "spalloc \\- SpiNNaker boards from a spalloc server",
    roffRequest("SH", "SYNOPSIS"),
    ...["spalloc", ...names.map((name) => `spalloc ${name}`)].flatMap((name, at) => [
      ...(at === 0 ? [] : [".br"]),
      roffRequest("B", name),
      ...roffText(at === 0 ? "[OPTIONS]" : parts[at - 1]![1].usage),
    ]),
    roffRequest("SH", "DESCRIPTION"),
    ...roffText(
      "A client for spalloc, which hands out the boards of SpiNNaker machines. Without the name " +
        "of a command it is spalloc alloc. Links to it make it a command by their names: " +
        `${LINK_NAMES.join(", ")}.`,
    ),
    roffRequest("SH", "COMMANDS"),
    ...parts.flatMap(([name, help]) => commandSection(name, help)),
    ...topics.flat(),
    roffRequest("SH", "FILES"),
    ...FILES.flatMap(([path, text]) => roffTerm(path, text)),
  ];
  return `${lines.join("\n")}\n`;
}

/** A command: what it is for, its options by groups, then examples. */
function commandSection(
  name: CommandName,
  { about, examples, groups }: HelpParts,
): string[] {
  const lines = [roffRequest("SS", `spalloc ${name}`), ...roffText(about)];
  for (const [heading, options] of groups) {
    if (heading !== "Options") lines.push(".PP", ...roffText(`${heading}:`));
    lines.push(...options.flatMap(({ flags, text }) => roffTerm(flags, text)));
  }
  if (examples.length > 0) lines.push(".PP", "Examples:");
  // An example's name says what it does, and its text is what to type.
  return [...lines, ...examples.flatMap(([what, typed]) => roffTerm(typed, sentence(what)))];
}

function topicSection({ heading, paragraphs = [], rows = [] }: Section): string[] {
  return [
    roffRequest("SS", heading),
    ...paragraphs.flatMap((text, at) => [...(at === 0 ? [] : [".PP"]), ...roffText(text)]),
    ...rows.flatMap(([name, text]) => roffTerm(name, sentence(text))),
  ];
}

function sentence(text: string): string {
  return /[.?!]$/.test(text) ? text : `${text}.`;
}
