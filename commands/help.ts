import type { Command } from "@cliffy/command";
import type { Context } from "./context.ts";
import { VERSION } from "./version.ts";
import { COMMANDS } from "./which_command.ts";

/** The help of the whole program. */
export function overview(): string {
  const width = Math.max(...Object.keys(COMMANDS).map((name) => name.length));
  const commands = Object.entries(COMMANDS)
    .map(([name, what]) => `  ${name.padEnd(width)}  ${what}.`);
  return `spalloc ${VERSION}: SpiNNaker boards from a spalloc server

Usage: spalloc [COMMAND] [OPTIONS]

Examples:
  spalloc                 one board, until you press Enter
  spalloc 5               at least 5 boards
  spalloc 4 2             a rectangle of 4x2 triads
  spalloc 24 -c "rig-boot {} {w} {h} && python my_app.py {}"
  spalloc simulate        a server to try all this on

Commands:
${commands.join("\n")}

"spalloc COMMAND --help" tells more about each.
`;
}

/** Columns that help takes at most. */
const WIDTH = 100;
/** Columns that the names of options take at most before their descriptions. */
const NAMES_WIDTH = 32;

/** The help of one command: what it is for, examples, then its options by groups. */
export function commandHelp(command: Command, { name, stdout }: Context): string {
  const width = Math.min(WIDTH, stdout.columns);
  const heading = (text: string): string => stdout.style("bold", text);
  const examples = command.getExamples();
  const names = Math.max(...examples.map(({ name }) => name.length), 0);
  const groups = new Map<string, { flags: string; description: string }[]>();
  for (const { flags, typeDefinition, description, groupName } of command.getOptions()) {
    const group = groupName ?? "Options";
    const text = `${flags.join(", ")} ${withoutTypes(typeDefinition ?? "")}`.trimEnd();
    const option = { flags: text.startsWith("--") ? `    ${text}` : text, description };
    groups.set(group, [...groups.get(group) ?? [], option]);
  }
  const lines = [
    ...wrap(command.getDescription(), width),
    "",
    `${heading("Usage:")} ${name} ${command.getUsage()}`,
    ...(examples.length > 0 ? ["", heading("Examples:")] : []),
    ...examples.map(({ name, description }) => `  ${name.padEnd(names)}  ${description}`),
  ];
  for (const [group, options] of groups) {
    lines.push("", heading(`${group}:`));
    for (const { flags, description } of options) {
      const text = wrap(description, width - NAMES_WIDTH - 2);
      const fits = flags.length <= NAMES_WIDTH - 2;
      if (!fits) lines.push(`  ${flags}`);
      text.forEach((line, index) => {
        const left = fits && index === 0 ? `  ${flags}` : "";
        lines.push(`${left.padEnd(NAMES_WIDTH + 2)}${line}`);
      });
    }
  }
  return `${lines.join("\n")}\n`;
}

/** `<PORT:integer>` as users need it: `<PORT>`. */
function withoutTypes(definition: string): string {
  return definition.replaceAll(/:[a-z]+(?=[>\]])/g, "");
}

/** Breaks text into lines at its spaces. */
function wrap(text: string, width: number): string[] {
  const lines = [""];
  for (const word of text.split(/\s+/)) {
    const line = lines.at(-1)!;
    if (line === "") lines[lines.length - 1] = word;
    else if (line.length + 1 + word.length <= width) lines[lines.length - 1] = `${line} ${word}`;
    else lines.push(word);
  }
  return lines;
}
