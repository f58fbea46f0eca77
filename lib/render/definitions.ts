/** A name and its value, which may span lines. */
export type Definition = readonly [name: string, value: string | number];

/**
 * Draws a list of definitions, their names aligned at the right:
 *
 * ```text
 *   Hostname: 10.11.0.1
 *      Width: 16
 * ```
 */
export function renderDefinitions(definitions: readonly Definition[]): string {
  const width = Math.max(0, ...definitions.map(([name]) => name.length));
  const indent = " ".repeat(width + 2);
  return definitions
    .map(([name, value]) =>
      `${name.padStart(width)}: ${String(value).replaceAll("\n", `\n${indent}`)}`
    )
    .join("\n");
}
