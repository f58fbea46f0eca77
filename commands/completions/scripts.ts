import { BASH } from "./bash.ts";
import { FISH } from "./fish.ts";
import { ZSH } from "./zsh.ts";

/** Shells with a script. */
export const SHELLS = ["bash", "zsh", "fish"] as const;

/** Name of a shell. */
export type Shell = typeof SHELLS[number];

/** Returns the script for a shell. */
export function scriptOf(shell: Shell): string {
  return { bash: BASH, zsh: ZSH, fish: FISH }[shell];
}
