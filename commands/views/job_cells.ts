import { JobState, type JobSummary } from "../../lib/protocol/messages.ts";
import { escapeText } from "../../lib/escape.ts";
import { pythonSeconds } from "../../lib/render/python_values.ts";
import type { TableCell } from "../../lib/render/table.ts";

/** States of a listed job, in the words of the Python client. */
const STATES: Readonly<Record<number, TableCell>> = {
  [JobState.unknown]: "?",
  [JobState.queued]: ["blue", "queue"],
  [JobState.power]: ["yellow", "power"],
  [JobState.ready]: ["green", "ready"],
};

/** Formats the state of a job, with its place in the queue if known. */
export function stateCell({ state }: JobSummary, place: number | undefined): TableCell {
  return place === undefined ? STATES[state] ?? String(state) : ["blue", `queue ~${place}`];
}

/** Formats whether the boards of a job are on. */
export function powerCell({ power, state }: JobSummary): TableCell {
  if (power === null) return "";
  const style = state === JobState.power ? "yellow" : power ? "green" : "red";
  return [style, power ? "on" : "off"];
}

/** Formats the keepalive of a job; none for a job that the server hides is not known. */
export function keepaliveCell({ keepalive, isHidden }: JobSummary): string {
  return isHidden && keepalive === null ? "" : pythonSeconds(keepalive);
}

/** Formats the owner of a job, and the host that keeps it alive. */
export function ownerAndHost({ owner, keepaliveHost, isHidden }: JobSummary): string {
  if (isHidden) return "<Hidden>";
  const host = keepaliveHost === null ? "" : ` (${keepaliveHost})`;
  return escapeText(`${owner ?? "None"}${host}`);
}
