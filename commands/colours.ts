import type { Context } from "./context.ts";
import type { ColourUse } from "./output.ts";

/** Values of `--color`. */
export const COLOUR_USES: ColourUse[] = ["always", "auto", "never"];

/** Applies the colours option to the outputs of a command. */
export function dress(
  { stdout, stderr }: Pick<Context, "stdout" | "stderr">,
  when: ColourUse | undefined,
): void {
  if (when === undefined) return;
  for (const output of [stdout, stderr]) output.useColours(when);
}

/** Returns the colours option of a command line, as far as it can be found without its command. */
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
