import type { Config } from "../lib/config/mod.ts";
import { isShell, scriptOf, SHELLS } from "./completions/scripts.ts";
import type { Context, Parsed } from "./context.ts";
import type { Description } from "./description.ts";
import { UsageError } from "./errors.ts";
import { COMMON_OPTIONS } from "./common_options.ts";

/** Describes `spalloc completions`. */
export function describe(_config: Config): Description {
  return {
    about: "Print a script that has your shell complete commands, options and their values: " +
      "jobs, machines, tags and owners as the server knows them at that moment.",
    argument: "<shell:shell>",
    choices: { shell: SHELLS },
    usage: `[OPTIONS] ${SHELLS.join("|")}`,
    examples: [
      ["bash, in ~/.bashrc", 'eval "$(spalloc completions bash)"'],
      ["zsh, in ~/.zshrc after compinit", "source <(spalloc completions zsh)"],
      ["fish", "spalloc completions fish > ~/.config/fish/conf.d/spalloc.fish"],
    ],
    options: { "Options": COMMON_OPTIONS },
  };
}

/** Runs `spalloc completions`, and gives the code to exit with. */
export async function run(
  { args }: Parsed,
  _config: Config,
  { stdout }: Context,
): Promise<number> {
  const [shell] = args;
  if (!isShell(shell)) throw new UsageError(`Which shell? It can be ${SHELLS.join(", ")}`);
  stdout.write(await scriptOf(shell));
  return 0;
}
