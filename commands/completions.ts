import { Command, EnumType } from "@cliffy/command";
import type { Config } from "../lib/config/mod.ts";
import { isShell, scriptOf, SHELLS } from "./completions/scripts.ts";
import type { Context, Parsed } from "./context.ts";
import { UsageError } from "./errors.ts";
import { addCommonFlags } from "./server_flags.ts";

/** Describes `spalloc completions`. */
export function describe(_config: Config): Command {
  const command: Command = new Command();
  command
    .description(
      "Print a script that has your shell complete commands, options and their values: " +
        "jobs, machines, tags and owners as the server knows them at that moment.",
    )
    .type("shell", new EnumType(SHELLS))
    .arguments("<shell:shell>")
    .usage(`[OPTIONS] ${SHELLS.join("|")}`)
    .example("bash, in ~/.bashrc", 'eval "$(spalloc completions bash)"')
    .example("zsh, in ~/.zshrc after compinit", "source <(spalloc completions zsh)")
    .example("fish", "spalloc completions fish > ~/.config/fish/conf.d/spalloc.fish");
  addCommonFlags(command);
  return command;
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
