import { JobState } from "../../lib/protocol/messages.ts";

const NAMES: ReadonlyMap<number, string> = new Map(
  Object.entries(JobState).map(([name, state]) => [state, name]),
);

/** The name of a job's state; `null` for one that a newer server made up. */
export function stateName(state: number): string | null {
  return NAMES.get(state) ?? null;
}
