import type { Context } from "../context.ts";
import { UsageError } from "../errors.ts";
import { HELP_WIDTH, namesAndTexts, wrap } from "./layout.ts";
import { isTopic, TOPICS, topicText } from "./topics.ts";
import { insteadOf } from "../instead.ts";
import { didYouMean } from "../suggest.ts";
import { VERSION } from "../version.ts";
import { COMMANDS } from "../which_command.ts";

/**
 * Returns the text of `spalloc help` and `spalloc --help`: the overview, or a topic.
 *
 * @throws {UsageError} if there is no such topic.
 */
export function generalHelp(argv: readonly string[], context: Context): string {
  const topic = argv.find((word) => !word.startsWith("-"));
  if (topic === undefined) return overview(context.stdout.columns);
  if (isTopic(topic)) return topicText(topic, context.stdout);
  const instead = insteadOf(topic, []);
  if (instead) throw new UsageError(`There is no topic "${topic}". ${instead.join(": ")}`);
  const meant = didYouMean(topic, [...Object.keys(TOPICS), "man", ...Object.keys(COMMANDS)]);
  throw new UsageError(
    `There is no topic "${topic}".${meant} ` +
      `The topics are ${Object.keys(TOPICS).join(", ")}, man, and every command`,
  );
}

/** Returns the help of the whole program, in at most `columns` but for the examples. */
export function overview(columns: number): string {
  const width = Math.min(HELP_WIDTH, columns);
  const names = [...Object.keys(COMMANDS), ...Object.keys(TOPICS)];
  const namesWidth = Math.max(...names.map((name) => name.length)) + 2;
  const list = (entries: Readonly<Record<string, string>>): string => {
    const rows = Object.entries(entries).map(([name, what]) => [name, `${what}.`] as const);
    return namesAndTexts(rows, { width, namesWidth }).join("\n");
  };
  const title = wrap(`spalloc ${VERSION}: SpiNNaker boards from a spalloc server`, width);
  return `${title.join("\n")}

Usage: spalloc [COMMAND] [OPTIONS]

Examples:
  spalloc                 one board, until you press Enter
  spalloc 5               at least 5 boards
  spalloc 4 2             a rectangle of 4x2 triads
  spalloc 24 -c "rig-boot {} && python my_app.py {}"
  spalloc simulate        a server to try all this on

Commands:
${list(COMMANDS)}

Topics:
${list(TOPICS)}

More about a command or a topic:
  spalloc help COMMAND
  spalloc help TOPIC

The manual page:
  spalloc help man
`;
}
