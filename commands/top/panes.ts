/** Lines of the list of jobs, without headings, that are shown at the least. */
const LEAST_JOBS = 3;

/** How many lines each part of a screen gets. */
export interface Panes {
  /** Jobs of the list. */
  jobs: number;
  /** Lines of the map. */
  map: number;
}

/**
 * Shares the lines of a screen between a list and a map: all to both where
 * there is room, else as much of the map as leaves some jobs to see.
 */
export function sharePanes(
  { jobs, map }: Panes,
  room: number,
): Panes {
  if (jobs + map <= room) return { jobs, map };
  const forJobs = Math.min(jobs, Math.max(LEAST_JOBS, room - map));
  return { jobs: Math.min(forJobs, room), map: Math.max(0, Math.min(map, room - forJobs)) };
}

/** The part of a list with so many lines that has one of them in it, as near to `from` as can be. */
export function windowAround(
  chosen: number,
  { from, lines, length }: { from: number; lines: number; length: number },
): number {
  const least = Math.max(0, chosen - lines + 1);
  const most = Math.min(chosen, Math.max(0, length - lines));
  return Math.max(Math.min(from, most), Math.min(least, most));
}
