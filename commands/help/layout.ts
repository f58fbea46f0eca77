/** Maximum columns of help. */
export const HELP_WIDTH = 100;

/** A name and its explanation. */
export type Explained = readonly [name: string, text: string];

/** A section of a topic: paragraphs, then perhaps names with their explanations. */
export interface Section {
  /** Heading of the section. */
  heading: string;
  /** Paragraphs at its start. */
  paragraphs?: readonly string[];
  /** Names and their explanations. */
  rows?: readonly Explained[];
}

/** Minimum columns of a text beside its name; with fewer it goes below. */
const LEAST_TEXT = 28;
/** Indent of a text below its name, and of a continued line. */
export const BELOW = 4;

/** Formats names at the left and their texts at the right, or below if that is too narrow. */
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
