import { quote } from "../../lib/escape.ts";
import type { Context } from "../context.ts";
import { UsageError } from "../errors.ts";
import { readText } from "../input.ts";

/** Word that stands for the ids on standard input. */
const INPUT = "-";

/**
 * Parses the ids of jobs from a command line, where `-` stands for those on standard input. A word
 * may contain several, as a variable of zsh does.
 *
 * @param hint What to add where a word is no id.
 * @throws {UsageError} if a word is no id, such as an empty one.
 */
export async function readIds(
  words: readonly string[],
  { stdin, hint }: { stdin: Context["stdin"]; hint: (word: string) => string },
): Promise<number[]> {
  const typed = words.filter((word) => word !== INPUT).flatMap((word) => {
    const parts = split(word);
    if (parts.length === 0) throw new UsageError("JOB_ID is empty");
    return parts.map((part) => toId(part, "JOB_ID", hint(word)));
  });
  const piped = words.includes(INPUT)
    ? split(await readText(stdin)).map((part) =>
      toId(part, "Standard input", "; spalloc ps --ids prints ids alone")
    )
    : [];
  return [...new Set([...typed, ...piped])];
}

function split(text: string): string[] {
  return text.split(/[\s,]+/).filter((part) => part !== "");
}

function toId(word: string, where: string, hint: string): number {
  const id = /^\d+$/.test(word) ? Number(word) : NaN;
  if (Number.isSafeInteger(id)) return id;
  throw new UsageError(`${where}: cannot use ${quote(word)} as the id of a job${hint}`);
}
