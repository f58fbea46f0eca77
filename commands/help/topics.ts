import { environmentTopic } from "./environment.ts";
import { exitCodesTopic } from "./exit_codes.ts";
import { jsonTopic } from "./json.ts";
import type { Output } from "../output.ts";
import { HELP_WIDTH, namesAndTexts, type Section, wrap } from "./layout.ts";

/** Topics of help beside the commands. */
export const TOPICS = {
  "exit-codes": "What the exit codes mean",
  environment: "Variables that spalloc reads, and those that it sets for your command",
  json: "The keys that --json prints",
} as const;

/** Name of a topic. */
export type TopicName = keyof typeof TOPICS;

/** Maximum columns of names before their texts. */
const MOST_NAMES_WIDTH = 32;

/** Whether a word is the name of a topic. */
export function isTopic(word: string): word is TopicName {
  return Object.hasOwn(TOPICS, word);
}

/** Renders a topic. */
export function topicText(
  name: TopicName,
  output: Pick<Output, "columns" | "style">,
): string {
  const width = Math.min(HELP_WIDTH, output.columns);
  const lines: string[] = [];
  for (const { heading, paragraphs = [], rows = [] } of sectionsOf(name)) {
    lines.push(output.style("bright", `${heading}:`));
    for (const text of paragraphs) {
      lines.push(...wrap(text, width - 2).map((line) => `  ${line}`), "");
    }
    const longest = Math.max(0, ...rows.map(([name]) => name.length));
    const namesWidth = Math.min(MOST_NAMES_WIDTH, longest + 2);
    if (rows.length > 0) lines.push(...namesAndTexts(rows, { width, namesWidth }), "");
  }
  return lines.join("\n");
}

/** Returns the sections of a topic. */
export function sectionsOf(name: TopicName): readonly Section[] {
  const topics = { "exit-codes": exitCodesTopic, environment: environmentTopic, json: jsonTopic };
  return topics[name]();
}
