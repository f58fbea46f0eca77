import { dirname } from "@std/path/dirname";
import type { Config } from "../lib/config/mod.ts";
import { escapeText } from "../lib/render/escape.ts";
import type { Context, Parsed } from "./context.ts";
import type { Description } from "./description.ts";
import { CommandError } from "./errors.ts";
import { makeLinks, removeLinks } from "./links/make_links.ts";
import { LINK_NAMES } from "./links/names.ts";
import { COMMON_OPTIONS } from "./common_options.ts";

/** Describes `spalloc links`. */
export function describe(_config: Config): Description {
  return {
    about:
      `Make the links ${LINK_NAMES.join(", ")} beside this executable, or in FOLDER: called by ` +
      "one of these names it is that command, as with the Python client.",
    argument: "[folder:string]",
    usage: "[OPTIONS] [FOLDER]",
    examples: [
      ["Beside the executable", "spalloc links"],
      ["In a folder on my PATH", "spalloc links ~/.local/bin"],
      ["Take them away again", "spalloc links --remove"],
    ],
    options: {
      "Options": [
        ["--remove", "Remove those that lead to this executable, and nothing else."],
        ...COMMON_OPTIONS,
      ],
    },
  };
}

/** Runs `spalloc links`, and gives the code to exit with. */
export async function run(
  { options, args }: Parsed,
  _config: Config,
  { stdout }: Context,
  executable: string | null = ownExecutable(),
): Promise<number> {
  if (executable === null) {
    throw new CommandError(
      1,
      "Cannot make links to a program that runs from source: they need the executable. " +
        '"deno task compile" makes it: call dist/spalloc links',
    );
  }
  const folder = args[0] as string | undefined ?? dirname(executable);
  const change = options.remove === true ? removeLinks : makeLinks;
  for (const { path, done } of await change({ folder, executable })) {
    const why = done === "left alone" ? " (it does not lead to this executable)" : "";
    stdout.line(`${escapeText(path)}: ${done}${why}`);
  }
  return 0;
}

/** The executable that this is; `null` where Deno runs the source. */
function ownExecutable(): string | null {
  return Deno.build.standalone ? Deno.execPath() : null;
}
