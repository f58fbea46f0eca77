import { EnumType } from "@cliffy/command";
import type { Call } from "./call.ts";
import { BASH } from "./completions/bash.ts";
import { FISH } from "./completions/fish.ts";
import { ZSH } from "./completions/zsh.ts";
import { newCommand } from "./options.ts";

const SCRIPTS = { bash: BASH, zsh: ZSH, fish: FISH } as const;

/** Name of a shell with a script. */
export type Shell = keyof typeof SCRIPTS;

/** Shells with a script. */
export const SHELLS = Object.keys(SCRIPTS) as Shell[];

/** Builds `spalloc completions`. */
export function completionsCommand(call: Call) {
  return newCommand(call)
    .description(
      "Print a shell completion script. It completes commands, options and values, and asks the " +
        "server for jobs, machines, tags and owners.",
    )
    .usage(`[OPTIONS] ${SHELLS.join("|")}`)
    .example("bash, in ~/.bashrc", 'eval "$(spalloc completions bash)"')
    .example("zsh, in ~/.zshrc after compinit", "source <(spalloc completions zsh)")
    .example("fish", "spalloc completions fish > ~/.config/fish/conf.d/spalloc.fish")
    .type("shell", new EnumType(SHELLS))
    .arguments("<shell:shell>")
    .action((_options, shell) => call.context.stdout.write(SCRIPTS[shell]));
}
