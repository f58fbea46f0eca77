import { escapeText } from "../../lib/escape.ts";
import type { MachineUsage } from "./usage.ts";

/** Stands for a number that the server does not tell. */
export const NOT_TOLD = "?";

/** Formats how many boards are in use, as far as that is known. */
export function inUseText({ inUse, jobs }: Pick<MachineUsage, "inUse" | "jobs">): string {
  if (inUse !== null) return String(inUse);
  return `at least ${jobs.reduce((sum, { boards }) => sum + (boards?.length ?? 0), 0)}`;
}

/** Formats the usage of a machine in one line; a note stands after its name, where no line is cut. */
export function machineLine(usage: MachineUsage, note = ""): string {
  const { machine, numBoards, free, queued } = usage;
  const parts = [
    `${inUseText(usage)} of ${plural(numBoards, "board")} in use`,
    `${free ?? NOT_TOLD} free`,
    `${machine.deadBoards.length} dead`,
    `${plural(machine.deadLinks.length, "dead link")}`,
    `${queued.length} queued`,
  ];
  const noted = note === "" ? "" : ` (${note})`;
  return `${escapeText(machine.name)}${noted}: ${parts.join(", ")}`;
}

/** Formats a count of things: `1 board`, `2 boards`. */
export function plural(count: number, thing: string): string {
  return `${count} ${thing}${count === 1 ? "" : "s"}`;
}
