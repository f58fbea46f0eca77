import { escapeText } from "../../lib/render/escape.ts";

/** Something that can be done to a job which its owner may not have wanted. */
export interface Change {
  /** What is done to it: `destroy`. */
  verb: string;
  /** What was done to it then: `destroyed`. */
  done: string;
  /** The option that does it. */
  option: string;
}

/** All that can be done to a job. */
export const CHANGES = {
  destroy: { verb: "destroy", done: "destroyed", option: "--destroy" },
  powerOn: { verb: "power on", done: "powered on", option: "--power-on" },
  reset: { verb: "reset", done: "reset", option: "--reset" },
  powerOff: { verb: "power off", done: "powered off", option: "--power-off" },
} satisfies Record<string, Change>;

/** What to do to the one job that was spoken of: `power it off`. */
export function doIt({ verb }: Change): string {
  const [first, ...rest] = verb.split(" ");
  return [first, "it", ...rest].join(" ");
}

/** A job and whose it is: `Job 22 of bob@example.org`. */
export function jobOf(jobId: number, owner: string | null | undefined): string {
  return `Job ${jobId}${owner ? ` of ${escapeText(owner)}` : ""}`;
}
