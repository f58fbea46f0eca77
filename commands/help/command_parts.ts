import { escapeText } from "../../lib/render/escape.ts";
import type { Description } from "../description.ts";

/** What the help of a command is made of, however it is laid out. */
export interface HelpParts {
  /** What it is for. */
  about: string;
  /** What follows its name. */
  usage: string;
  /** What one might want, and what to type for it. */
  examples: readonly (readonly [what: string, typed: string])[];
  /** Its options by the headings of their groups. */
  groups:
    readonly (readonly [heading: string, options: readonly { flags: string; text: string }[]])[];
}

/** Takes a command's description apart; hidden options are left out. */
export function describeHelp({ about, usage, examples = [], options }: Description): HelpParts {
  const groups = Object.entries(options).map(([heading, lines]) => {
    const shown = lines.filter(([, , more]) => more?.hidden !== true);
    // Descriptions name values of configuration files, such as somebody else's ./.spalloc.
    return [
      heading,
      shown.map(([synopsis, does]) => ({ flags: withoutTypes(synopsis), text: escapeText(does) })),
    ] as const;
  });
  return { about, usage, examples, groups };
}

/** `--port <PORT:integer>` as users need it: `--port <PORT>`. */
function withoutTypes(synopsis: string): string {
  return synopsis.replaceAll(/:[a-z]+(?=[>\]])/g, "");
}
