import { indentOf, strip, stripEnd } from "./python_text.ts";

/** A line of a configuration file, classified as Python's `configparser` does. */
export type ConfigLine =
  | { kind: "blank" }
  | { kind: "comment" }
  | {
    /** Begins a section. */
    kind: "header";
    /** Name of the section, as written. */
    section: string;
  }
  | {
    /** Begins an option. */
    kind: "option";
    /** Name in lower case; empty if the delimiter comes first, which is a fault. */
    option: string;
    /** Text after the delimiter, trimmed. */
    value: string;
  }
  | {
    /** Continues the value of the option before it, being indented deeper. */
    kind: "continued";
    /** Text of the line, trimmed. */
    value: string;
  }
  | { kind: "fault" };

/** Splits a text into lines and the line endings between them, alternating. */
export function splitLines(text: string): string[] {
  return text.split(/(\r\n|\r|\n)/);
}

/**
 * Classifies the lines of a file, in order. The same line can be a header or part of a value,
 * depending on the lines before it.
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

/**
 * Extracts the text between the first `[` and the last `]`; Python ignores the rest of the line.
 */
function sectionName(content: string): string | undefined {
  const end = content.lastIndexOf("]");
  return content.startsWith("[") && end >= 2 ? content.slice(1, end) : undefined;
}
