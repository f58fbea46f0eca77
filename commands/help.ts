import type { Context } from "./context.ts";
import type { Description } from "./description.ts";
import { UsageError } from "./errors.ts";
import { describeHelp } from "./help/command_parts.ts";
import { HELP_WIDTH, namesAndTexts, wrap } from "./help/layout.ts";
import { isTopic, TOPICS, topicText } from "./help/topics.ts";
import { didYouMean } from "./suggest.ts";
import { VERSION } from "./version.ts";
import { COMMANDS } from "./which_command.ts";

/**
 * What `spalloc help` and `spalloc --help` show: the overview, or a topic.
 *
 * @throws {UsageError} if there is no such topic.
 */
export async function generalHelp(argv: readonly string[], context: Context): Promise<string> {
  const topic = argv.find((word) => !word.startsWith("-"));
  if (topic === undefined) return overview();
  if (isTopic(topic)) return await topicText(topic, context.stdout);
  const meant = didYouMean(topic, [...Object.keys(TOPICS), ...Object.keys(COMMANDS)]);
  throw new UsageError(
    `There is no topic "${topic}".${meant} ` +
      `There is help about ${Object.keys(TOPICS).join(", ")}, and about every command`,
  );
}

/** The help of the whole program. */
export function overview(): string {
  const names = [...Object.keys(COMMANDS), ...Object.keys(TOPICS)];
  const width = Math.max(...names.map((name) => name.length));
  const list = (entries: Readonly<Record<string, string>>): string =>
    Object.entries(entries).map(([name, what]) => `  ${name.padEnd(width)}  ${what}.`).join("\n");
  return `spalloc ${VERSION}: SpiNNaker boards from a spalloc server

Usage: spalloc [COMMAND] [OPTIONS]

Examples:
  spalloc                 one board, until you press Enter
  spalloc 5               at least 5 boards
  spalloc 4 2             a rectangle of 4x2 triads
  spalloc 24 -c "rig-boot {} {w} {h} && python my_app.py {}"
  spalloc simulate        a server to try all this on

Commands:
${list(COMMANDS)}

Topics:
${list(TOPICS)}

"spalloc help COMMAND" and "spalloc help TOPIC" tell more about each, and "spalloc help man" prints
all of it as a manual page.
`;
}

/** Columns that the names of options take at most before their descriptions. */
const NAMES_WIDTH = 32;

/** The help of one command: what it is for, examples, then its options by groups. */
export function commandHelp(description: Description, { name, stdout }: Context): string {
  const width = Math.min(HELP_WIDTH, stdout.columns);
  const heading = (text: string): string => stdout.style("bright", text);
  const { about, usage, examples, groups } = describeHelp(description);
  const names = Math.max(...examples.map(([what]) => what.length), 0);
  const lines = [
    ...wrap(about, width),
    "",
    `${heading("Usage:")} ${name} ${usage}`,
    ...(examples.length > 0 ? ["", heading("Examples:")] : []),
    ...examples.map(([what, typed]) => `  ${what.padEnd(names)}  ${typed}`),
  ];
  for (const [group, options] of groups) {
    const rows = options.map(({ flags, text }) => {
      return [flags.startsWith("--") ? `    ${flags}` : flags, text] as const;
    });
    lines.push("", heading(`${group}:`));
    lines.push(...namesAndTexts(rows, { width, namesWidth: NAMES_WIDTH }));
  }
  return `${lines.join("\n")}\n`;
}
