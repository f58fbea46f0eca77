import { type BuiltCommand, Call } from "../call.ts";
import { systemContext } from "../context.ts";
import { loadCommand } from "../load_command.ts";
import { RELEASED, VERSION } from "../version.ts";
import { COMMAND_LINKS, type CommandName, COMMANDS } from "../which_command.ts";
import type { Section } from "../help/layout.ts";
import { optionGroups, optionHelp } from "../help/render.ts";
import { roffRequest, roffTerm, roffText } from "./roff.ts";
import { sectionsOf, type TopicName } from "../help/topics.ts";

/** Headings of topics on a manual page. */
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

/** Requirements of the executable. */
const LIMITS: readonly (readonly [string, string])[] = [
  [
    "ulimit -v 35651584",
    "34 GiB of address space, nearly all of it only reserved. What is used is less than 100 MB.",
  ],
  ["ulimit -n 32", "Files that may be open."],
];

/**
 * Generates the manual page of the program and all its commands, from the content of `--help` and
 * `help TOPIC`, with the defaults of a machine without settings.
 */
export async function manualPage(): Promise<string> {
  const names = Object.keys(COMMANDS) as CommandName[];
  const call = Call.withoutSettings(systemContext("spalloc"));
  const commands = await Promise.all(
    names.map(async (name) => [name, await loadCommand(name, call)] as const),
  );
  const topics = HEADINGS.flatMap(([topic, heading]) => [
    roffRequest("SH", heading),
    ...sectionsOf(topic).flatMap(topicSection),
  ]);
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
      ...roffText(at === 0 ? "[OPTIONS]" : commands[at - 1]![1].getUsage()),
    ]),
    roffRequest("SH", "DESCRIPTION"),
    ...roffText(
      "A client for spalloc, which hands out the boards of SpiNNaker machines. Without the name " +
        "of a command it is spalloc alloc. Links to it make it a command by their names: " +
        `${COMMAND_LINKS.join(", ")}.`,
    ),
    roffRequest("SH", "COMMANDS"),
    ...commands.flatMap(([name, command]) => commandSection(name, command)),
    ...topics,
    roffRequest("SH", "FILES"),
    ...FILES.flatMap(([path, text]) => roffTerm(path, text)),
    roffRequest("SH", "LIMITS"),
    ...roffText("A machine or a batch system may set limits. The executable needs at least:"),
    ...LIMITS.flatMap(([limit, text]) => roffTerm(limit, text)),
  ];
  return `${lines.join("\n")}\n`;
}

/** Formats a command: its purpose, its options by groups, then examples. */
function commandSection(name: CommandName, command: BuiltCommand): string[] {
  const lines = [
    roffRequest("SS", `spalloc ${name}`),
    ...roffText(command.getDescription()),
  ];
  for (const [heading, options] of optionGroups(command)) {
    if (heading !== "Options") lines.push(".PP", ...roffText(`${heading}:`));
    for (const option of options) {
      const { flags, text } = optionHelp(option);
      lines.push(...roffTerm(flags, text));
    }
  }
  const examples = command.getExamples();
  if (examples.length > 0) lines.push(".PP", "Examples:");
  // An example's name says what it does, and its description is what to type.
  return [
    ...lines,
    ...examples.flatMap(({ name, description }) => roffTerm(description, sentence(name))),
  ];
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
