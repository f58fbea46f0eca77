import { escapeText } from "../lib/escape.ts";
import type { JobOptions } from "../lib/job.ts";

/** Reports once when the server is lost, and once when it is back. */
export function troubleReports(
  say: (line: string, style: "red" | "green") => void,
): Required<Pick<JobOptions, "onTrouble" | "onRecovered">> {
  let isLost = false;
  return {
    onTrouble({ message }) {
      if (!isLost) say(`Lost the server (${escapeText(message)}), trying again...`, "red");
      isLost = true;
    },
    onRecovered() {
      if (isLost) say("The server is back.", "green");
      isLost = false;
    },
  };
}
