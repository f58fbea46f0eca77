import { escapeText } from "../../lib/render/escape.ts";

/** The exit code that tells a script to complete the word as its shell would. */
export const SHELL_COMPLETES = 10;

/** A word that can stand where the cursor is. */
export interface Candidate {
  /** The word. */
  value: string;
  /** What it stands for; empty for what needs no words. */
  description: string;
}

/** What can stand where the cursor is; `"shell"` is whatever the shell would offer there. */
export type Answer = readonly Candidate[] | "shell";

/** An answer as the scripts read it: a candidate a line, its description after a tab. */
export function answerText(candidates: readonly Candidate[]): string {
  return candidates
    .map(({ value, description }) => `${value}${description && `\t${escapeText(description)}`}\n`)
    .join("");
}
