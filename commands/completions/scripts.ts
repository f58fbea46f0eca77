import { BASH } from "./bash.ts";
import { FISH } from "./fish.ts";
import { ZSH } from "./zsh.ts";

/** The shells that there are scripts for. */
export const SHELLS = ["bash", "zsh", "fish"] as const;

/** The name of a shell. */
export type Shell = typeof SHELLS[number];

/** The script for a shell. */
export function scriptOf(shell: Shell): string {
  return { bash: BASH, zsh: ZSH, fish: FISH }[shell];
}
