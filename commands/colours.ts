import type { Context } from "./context.ts";
import type { ColourUse } from "./output.ts";

/** When there can be colours. */
export const COLOUR_USES: ColourUse[] = ["always", "auto", "never"];

/** Has a command show colours when it was told to. */
export function dress(
  { stdout, stderr }: Pick<Context, "stdout" | "stderr">,
  when: ColourUse | undefined,
): void {
  if (when === undefined) return;
  for (const output of [stdout, stderr]) output.useColours(when);
}

/** What a command line says of colours, as far as that can be told without knowing its command. */
export function typedColours(argv: readonly string[]): ColourUse | undefined {
  const end = argv.findIndex((word) => ["--", "-c", "--command"].includes(word));
  const own = end < 0 ? argv : argv.slice(0, end);
  const said = own.flatMap((word, at): (ColourUse | undefined)[] => {
    if (word === "--no-color") return ["never"];
    const value = word === "--color" ? own[at + 1] : /^--color=(.*)$/.exec(word)?.[1];
    return [COLOUR_USES.find((when) => when === value)];
  });
  return said.findLast((when) => when !== undefined);
}
