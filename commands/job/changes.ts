import { escapeText } from "../../lib/escape.ts";

/** A change to a job that its owner may not want. */
export interface Change {
  /** Verb of the question: `destroy`. */
  verb: string;
  /** Participle of the report: `destroyed`. */
  done: string;
  /** Option that makes the change. */
  option: string;
}

/** All changes to a job. */
export const CHANGES = {
  destroy: { verb: "destroy", done: "destroyed", option: "--destroy" },
  powerOn: { verb: "power on", done: "powered on", option: "--power-on" },
  reset: { verb: "reset", done: "reset", option: "--reset" },
  powerOff: { verb: "power off", done: "powered off", option: "--power-off" },
} satisfies Record<string, Change>;

/** Phrase for a single job that was already named: `power it off`. */
export function doIt({ verb }: Change): string {
  const [first, ...rest] = verb.split(" ");
  return [first, "it", ...rest].join(" ");
}

/** Phrase for a job and its owner: `Job 22 of bob@example.org`. */
export function jobOf(jobId: number, owner: string | null | undefined): string {
  return `Job ${jobId}${owner ? ` of ${escapeText(owner)}` : ""}`;
}
