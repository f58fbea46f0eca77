import type { BoardCoordinate, TriadSize } from "../machine/coordinates.ts";
import { type ChipSize, SINGLE_BOARD_SIZE, sizeInChips, type Wrap } from "../machine/extent.ts";
import { followLink, LINKS } from "../machine/links.ts";
import type { JobBoards } from "./messages.ts";

/**
 * Returns the size of a job in chips, for which the API has only triads.
 *
 * It does not tell whether the boards wrap around either. They do where links between them cross
 * the machine's edge, as on other kinds of servers; on a machine that is not known they don't.
 */
export function sizeOfJob(
  job: Pick<JobBoards, "width" | "height" | "depth" | "boards">,
  machine: TriadSize | null,
): ChipSize {
  if (job.depth === 1) return SINGLE_BOARD_SIZE;
  const wrap = machine ? wrapOf(job.boards, machine) : { x: false, y: false };
  return sizeInChips(job, wrap);
}

function wrapOf(boards: readonly BoardCoordinate[], machine: TriadSize): Wrap {
  const members = new Set(boards.map(String));
  const wrap = { x: false, y: false };
  for (const board of boards) {
    for (const link of LINKS) {
      const next = followLink(board, link, machine);
      if (!members.has(String(next.board))) continue;
      wrap.x ||= next.wrapsX;
      wrap.y ||= next.wrapsY;
    }
  }
  return wrap;
}
