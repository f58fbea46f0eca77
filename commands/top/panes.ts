/** Minimum lines of the list of jobs, without headings. */
const LEAST_JOBS = 3;

/** Lines of each part of a screen. */
export interface Panes {
  /** Lines of the list of jobs. */
  jobs: number;
  /** Lines of the map. */
  map: number;
}

/**
 * Divides the lines of a screen between a list and a map: all to both if there is room, else as
 * much of the map as leaves some jobs visible.
 */
export function sharePanes(
  { jobs, map }: Panes,
  room: number,
): Panes {
  if (jobs + map <= room) return { jobs, map };
  const forJobs = Math.min(jobs, Math.max(LEAST_JOBS, room - map));
  return { jobs: Math.min(forJobs, room), map: Math.max(0, Math.min(map, room - forJobs)) };
}

/** Returns the window of a list that contains a line, as near to `from` as possible. */
export function windowAround(
  chosen: number,
  { from, lines, length }: { from: number; lines: number; length: number },
): number {
  const least = Math.max(0, chosen - lines + 1);
  const most = Math.min(chosen, Math.max(0, length - lines));
  return Math.max(Math.min(from, most), Math.min(least, most));
}
