/** Columns that help takes at most. */
export const HELP_WIDTH = 100;

/** A name, and the text that explains it. */
export type Explained = readonly [name: string, text: string];

/** A part of a topic: words, then perhaps names with their explanations. */
export interface Section {
  /** What stands above it. */
  heading: string;
  /** Paragraphs that come first. */
  paragraphs?: readonly string[];
  /** Names and what they mean. */
  rows?: readonly Explained[];
}

/** Columns that a text needs at least beside its name; with fewer it stands below. */
const LEAST_TEXT = 28;
/** How far a line is indented that stands below its name, or goes on with it. */
export const BELOW = 4;

/** Names at the left and their texts at the right, or below where that is too narrow, in lines. */
export function namesAndTexts(
  rows: readonly Explained[],
  options: { width: number; namesWidth: number },
): string[] {
  const { width } = options;
  const isNarrow = width - options.namesWidth - 2 < LEAST_TEXT;
  const namesWidth = isNarrow ? BELOW : options.namesWidth;
  const lines: string[] = [];
  for (const [name, text] of rows) {
    const fits = !isNarrow && name.length <= namesWidth - 2;
    if (!fits) {
      lines.push(...(isNarrow ? wrap(name, width - 2) : [name]).map((line) => `  ${line}`));
    }
    wrap(text, width - namesWidth - 2).forEach((line, index) => {
      const left = fits && index === 0 ? `  ${name}` : "";
      lines.push(`${left.padEnd(namesWidth + 2)}${line}`);
    });
  }
  return lines;
}

/** Breaks text into lines at its spaces. */
export function wrap(text: string, width: number): string[] {
  const lines = [""];
  for (const word of text.split(/\s+/)) {
    const line = lines.at(-1)!;
    if (line === "") lines[lines.length - 1] = word;
    else if (line.length + 1 + word.length <= width) lines[lines.length - 1] = `${line} ${word}`;
    else lines.push(word);
  }
  return lines;
}
