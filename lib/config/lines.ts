import { indentOf, strip, stripEnd } from "./python_text.ts";

/** What a line of a configuration file is to Python's `configparser`. */
export type ConfigLine =
  | { kind: "blank" }
  | { kind: "comment" }
  | {
    /** It begins a section. */
    kind: "header";
    /** The name of the section, as written. */
    section: string;
  }
  | {
    /** It begins an option. */
    kind: "option";
    /** The name in lower case; empty where the delimiter comes first, which is a fault. */
    option: string;
    /** What follows the delimiter, without white space around it. */
    value: string;
  }
  | {
    /** It is indented deeper than the option before it, and continues its value. */
    kind: "continued";
    /** The text without white space around it. */
    value: string;
  }
  | { kind: "fault" };

/** The text of each line and of each line ending between them, in turns. */
export function splitLines(text: string): string[] {
  return text.split(/(\r\n|\r|\n)/);
}

/**
 * Classifies the lines of a file, in order. A line is one thing or another by
 * what came before it: `[a]` may be a header, or part of a value.
 */
export function* classifyLines(lines: Iterable<string>): Generator<ConfigLine> {
  let isInValue = false;
  let indent = 0;
  for (const line of lines) {
    const content = strip(line);
    if (content.startsWith("#") || content.startsWith(";")) {
      yield { kind: "comment" };
      continue;
    }
    if (content === "") {
      yield { kind: "blank" };
      continue;
    }
    const lineIndent = indentOf(line);
    if (isInValue && lineIndent > indent) {
      yield { kind: "continued", value: content };
      continue;
    }
    indent = lineIndent;
    const section = sectionName(content);
    if (section !== undefined) {
      isInValue = false;
      yield { kind: "header", section };
      continue;
    }
    const delimiter = content.search(/[=:]/);
    if (delimiter < 0) {
      // It does not end the option before it: deeper lines still belong to that.
      yield { kind: "fault" };
      continue;
    }
    const option = stripEnd(content.slice(0, delimiter)).toLowerCase();
    isInValue = option !== "";
    yield { kind: "option", option, value: strip(content.slice(delimiter + 1)) };
  }
}

/** What stands between the first `[` and the last `]`; Python ignores the rest of the line. */
function sectionName(content: string): string | undefined {
  const end = content.lastIndexOf("]");
  return content.startsWith("[") && end >= 2 ? content.slice(1, end) : undefined;
}
