import type { Option } from "@cliffy/command";
import { type BuiltCommand, Call } from "../call.ts";
import { systemContext } from "../context.ts";
import { loadCommand } from "../load_command.ts";
import { serverCommand } from "../options.ts";
import { RELEASED, VERSION } from "../version.ts";
import { COMMAND_LINKS, type CommandName, COMMANDS } from "../which_command.ts";
import type { Section } from "../help/layout.ts";
import { optionGroups, optionHelp } from "../help/render.ts";
import { roffEscape, roffRequest, roffTerm, roffText } from "./roff.ts";
import { sectionsOf } from "../help/topics.ts";

const FILES: readonly (readonly [string, string])[] = [
  ["/etc/xdg/spalloc", "Settings of this computer; each $XDG_CONFIG_DIRS/spalloc if that is set."],
  [
    "~/.config/spalloc",
    "Your own settings, which override those; $XDG_CONFIG_HOME/spalloc if that is set.",
  ],
  [".spalloc", "Settings of the working folder, which override both."],
];

/** Requirements of the executable. */
const LIMITS: readonly (readonly [string, string])[] = [
  [
    "ulimit -v 35651584",
    "34 GiB of address space, nearly all of it only reserved: less than 100 MB is used.",
  ],
  ["ulimit -n 32", "Open files."],
];

/** Manual pages by name. */
export const MANUAL_PAGES: Readonly<Record<string, () => string | Promise<string>>> = {
  spalloc: manualPage,
  "spalloc-json": jsonPage,
};

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
  const shared = optionGroups(serverCommand(call));
  const isShared = (option: Option): boolean =>
    shared.some(([, options]) => options.some((other) => isSame(option, other)));
  return page("spalloc", "SpiNNaker boards from a spalloc server", [
    roffRequest("SH", "SYNOPSIS"),
    ...["spalloc", ...names.map((name) => `spalloc ${name}`)].flatMap((name, at) => [
      ...(at === 0 ? [] : [".br"]),
      roffRequest("B", name),
      ...roffText(at === 0 ? "[OPTIONS]" : commands[at - 1]![1].getUsage()),
    ]),
    roffRequest("SH", "DESCRIPTION"),
    ...roffText(
      "spalloc gets boards of SpiNNaker machines from a spalloc server. Without a command, it runs " +
        `spalloc alloc. Called by one of the names ${COMMAND_LINKS.join(", ")}, it runs the ` +
        "command of that name.",
    ),
    roffRequest("SH", "COMMANDS"),
    ...commands.flatMap(([name, command]) => commandSection(name, command, isShared)),
    roffRequest("SH", "OPTIONS"),
    ...shared.flatMap(([heading, options]) => [
      roffRequest("SS", heading),
      ...roffText(`${whoHas(options, commands)} these:`),
      ...options.flatMap(optionTerm),
    ]),
    roffRequest("SH", "EXIT STATUS"),
    ...sectionsOf("exit-codes").flatMap(topicSection),
    roffRequest("SH", "ENVIRONMENT"),
    ...sectionsOf("environment").flatMap(topicSection),
    roffRequest("SH", "FILES"),
    ...FILES.flatMap(([path, text]) => roffTerm(path, text)),
    roffRequest("SH", "LIMITS"),
    ...roffText("The executable needs these limits at least:"),
    ...LIMITS.flatMap(([limit, text]) => roffTerm(limit, text)),
    roffRequest("SH", "SEE ALSO"),
    ...roffText("spalloc-json(1) lists the keys that --json prints."),
  ]);
}

/** Generates the manual page of the output of `--json`, from `help json`. */
export function jsonPage(): string {
  const [{ paragraphs = [] } = {}, ...shapes] = sectionsOf("json");
  return page("spalloc-json", "the keys that spalloc prints with --json", [
    roffRequest("SH", "DESCRIPTION"),
    ...paragraphsOf(paragraphs),
    roffRequest("SH", "COMMANDS"),
    ...shapes.flatMap(topicSection),
    roffRequest("SH", "SEE ALSO"),
    ...roffText("spalloc(1)"),
  ]);
}

function page(name: string, what: string, sections: readonly string[]): string {
  const lines = [
    `.TH ${roffEscape(name.toUpperCase())} 1 ${RELEASED} "spalloc ${VERSION}" "User Commands"`,
    // Straight at the left only, and no word broken: it may be one to type.
    ".ad l",
    ".nh",
    roffRequest("SH", "NAME"),
    `${roffEscape(name)} \\- ${roffEscape(what)}`,
    ...sections,
  ];
  return `${lines.join("\n")}\n`;
}

/** Formats a command: its purpose, its own options by groups, then examples. */
function commandSection(
  name: CommandName,
  command: BuiltCommand,
  isShared: (option: Option) => boolean,
): string[] {
  const lines = [
    roffRequest("SS", `spalloc ${name}`),
    ...roffText(command.getDescription()),
  ];
  for (const [heading, all] of optionGroups(command)) {
    const options = all.filter((option) => !isShared(option));
    if (options.length === 0) continue;
    if (heading !== "Options") lines.push(".PP", ...roffText(`${heading}:`));
    lines.push(...options.flatMap(optionTerm));
  }
  const examples = command.getExamples();
  if (examples.length > 0) lines.push(".PP", "Examples:");
  // An example's name says what it does, and its description is what to type.
  return [
    ...lines,
    ...examples.flatMap(({ name, description }) => roffTerm(description, sentence(name))),
  ];
}

function optionTerm(option: Option): string[] {
  const { flags, text } = optionHelp(option);
  return roffTerm(flags, text);
}

function isSame(one: Option, other: Option): boolean {
  return one.name === other.name && one.description === other.description;
}

/** Names the commands that take options: `All commands take`. */
function whoHas(
  options: readonly Option[],
  commands: readonly (readonly [CommandName, BuiltCommand])[],
): string {
  const names = commands.filter(([, command]) =>
    options.every((option) => command.getOptions().some((other) => isSame(option, other)))
  ).map(([name]) => name);
  return names.length === commands.length
    ? "All commands take"
    : `${names.slice(0, -1).join(", ")} and ${names.at(-1)} take`;
}

function topicSection({ heading, paragraphs = [], rows = [] }: Section): string[] {
  return [
    roffRequest("SS", heading),
    ...paragraphsOf(paragraphs),
    ...rows.flatMap(([name, text]) => roffTerm(name, sentence(text))),
  ];
}

function paragraphsOf(paragraphs: readonly string[]): string[] {
  return paragraphs.flatMap((text, at) => [...(at === 0 ? [] : [".PP"]), ...roffText(text)]);
}

function sentence(text: string): string {
  return /[.?!]$/.test(text) ? text : `${text}.`;
}
