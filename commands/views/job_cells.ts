import { JobState, type JobSummary } from "../../lib/protocol/messages.ts";
import { escapeText } from "../../lib/render/escape.ts";
import type { TableCell } from "../../lib/render/table.ts";

/** The states that a listed job can be in, as users of the Python client know them. */
const STATES: Readonly<Record<number, TableCell>> = {
  [JobState.queued]: ["blue", "queue"],
  [JobState.power]: ["yellow", "power"],
  [JobState.ready]: ["green", "ready"],
};

/** The state of a job, with its place in the queue where that is known. */
export function stateCell({ state }: JobSummary, place: number | undefined): TableCell {
  return place === undefined ? STATES[state] ?? String(state) : ["blue", `queue ~${place}`];
}

/** Whether the boards of a job are on. */
export function powerCell({ power, state }: JobSummary): TableCell {
  if (power === null) return "";
  const style = state === JobState.power ? "yellow" : power ? "green" : "red";
  return [style, power ? "on" : "off"];
}

/** Who owns a job, and the host that keeps it alive. */
export function ownerAndHost({ owner, keepaliveHost, isHidden }: JobSummary): string {
  if (isHidden) return "<Hidden>";
  const host = keepaliveHost === null ? "" : ` (${keepaliveHost})`;
  return escapeText(`${owner ?? "None"}${host}`);
}
