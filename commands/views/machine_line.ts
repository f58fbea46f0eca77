import { escapeText } from "../../lib/escape.ts";
import type { MachineUsage } from "./usage.ts";

/** Formats the usage of a machine in one line. */
export function machineLine(usage: MachineUsage): string {
  const { machine, numBoards, inUse, free, queued } = usage;
  const parts = [
    `${inUse} of ${plural(numBoards, "board")} in use`,
    `${free} free`,
    `${machine.deadBoards.length} dead`,
    `${plural(machine.deadLinks.length, "dead link")}`,
    `${queued.length} queued`,
  ];
  return `${escapeText(machine.name)}: ${parts.join(", ")}`;
}

/** Formats a count of things: `1 board`, `2 boards`. */
export function plural(count: number, thing: string): string {
  return `${count} ${thing}${count === 1 ? "" : "s"}`;
}
