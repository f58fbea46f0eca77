import { type Key, lineAfter } from "../watch/keys.ts";

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

/** Selected line of a list: an id that stays selected while the list changes around it. */
export class Selection {
  #id: number | null = null;
  #at = 0;

  /**
   * Returns the selected id among those of the list; `null` if it is empty. If the last one is
   * gone, the one in its place is selected.
   */
  among(ids: readonly number[]): number | null {
    const at = this.#id === null ? -1 : ids.indexOf(this.#id);
    this.#at = Math.max(0, Math.min(at < 0 ? this.#at : at, ids.length - 1));
    this.#id = ids[this.#at] ?? null;
    return this.#id;
  }

  /** Line of the selected id, from 0. */
  get position(): number {
    return this.#at;
  }

  /** Handles a key, and returns whether it selects. */
  press(key: Key, ids: readonly number[]): boolean {
    this.among(ids);
    const target = lineAfter(key, this.#at, ids.length - 1);
    if (target === null) return false;
    this.#at = Math.max(0, Math.min(target, ids.length - 1));
    this.#id = ids[this.#at] ?? null;
    return true;
  }
}
