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

/** Formats names at the left and their texts at the right, each broken into lines. */
export function namesAndTexts(
  rows: readonly Explained[],
  { width, namesWidth }: { width: number; namesWidth: number },
): string[] {
  const lines: string[] = [];
  for (const [name, text] of rows) {
    const fits = name.length <= namesWidth - 2;
    if (!fits) lines.push(`  ${name}`);
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
