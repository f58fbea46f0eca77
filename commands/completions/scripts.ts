/** The shells that there are scripts for. */
export const SHELLS = ["bash", "zsh", "fish"] as const;

/** The name of a shell. */
export type Shell = typeof SHELLS[number];

/** Whether something is the name of a shell. */
export function isShell(name: unknown): name is Shell {
  return SHELLS.some((shell) => shell === name);
}

/** The script for a shell. */
export async function scriptOf(shell: Shell): Promise<string> {
  switch (shell) {
    case "bash":
      return (await import("./bash.ts")).BASH;
    case "zsh":
      return (await import("./zsh.ts")).ZSH;
    case "fish":
      return (await import("./fish.ts")).FISH;
  }
}
