import type { JobSummary } from "../../lib/protocol/messages.ts";

type Key = number | string | null;

/** Sort keys of jobs, by column. */
const KEYS = {
  id: ({ jobId }) => jobId,
  state: ({ state }) => state,
  power: ({ power }) => power === null ? null : Number(power),
  boards: ({ boards }) => boards?.length ?? null,
  machine: ({ machineName }) => machineName,
  created: ({ startTime }) => startTime,
  // Without a limit is longer than any.
  keepalive: ({ keepalive }) => keepalive ?? Infinity,
  owner: ({ owner }) => owner,
} satisfies Record<string, (job: JobSummary) => Key>;

/** Name of a column to sort by. */
export type ColumnName = keyof typeof KEYS;

/** Names of the columns to sort by. */
export const COLUMNS: ColumnName[] = Object.keys(KEYS) as ColumnName[];

/** Sorts jobs by a column, the smallest first; jobs that have nothing there come last. */
export function sortJobs(jobs: readonly JobSummary[], column: ColumnName): JobSummary[] {
  const key: (job: JobSummary) => Key = KEYS[column];
  return jobs.toSorted((one, other) => compare(key(one), key(other)));
}

function compare(one: Key, other: Key): number {
  if (one === other) return 0;
  if (one === null) return 1;
  if (other === null) return -1;
  return one < other ? -1 : 1;
}
