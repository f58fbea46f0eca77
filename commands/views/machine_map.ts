import { type BoardCoordinate, isBoardOf } from "../../lib/machine/mod.ts";
import { type BoardGroup, drawHexagonMap, type HexagonMap } from "../../lib/render/hexagon_map.ts";
import { jobKey } from "../../lib/render/job_keys.ts";
import { jobStyle } from "../../lib/render/styles.ts";
import type { Look } from "../watch/subject.ts";
import type { MachineUsage } from "./usage.ts";

/** More boards than any machine has; whatever says so is not to be drawn. */
export const MAX_BOARDS = 1_000_000;

/** Draws a machine and its jobs, as far as the terminal is wide. */
export function drawMachine({ machine, jobs }: MachineUsage, { paint, columns }: Look): string {
  const { width, height, deadBoards, deadLinks } = machine;
  let map: HexagonMap | null = null;
  if (width * height * 3 <= MAX_BOARDS) {
    const groups = jobs.map(({ jobId, boards }, index): BoardGroup => ({
      boards: (boards ?? []).filter((board) => isBoardOf(machine, board)),
      label: jobKey(index),
      inner: jobStyle(jobId),
      outer: "bright",
    }));
    const boards = liveBoards(width, height, deadBoards);
    map = drawHexagonMap([{ boards, label: ".", inner: "dim", outer: "dim" }, ...groups], {
      deadLinks: deadLinks.filter(([x, y, z]) => isBoardOf(machine, [x, y, z])),
      paint,
      ...(columns !== null && { columns }),
    });
  }
  if (!map) return `(${width}x${height} triads are too many for a map)`;
  const lines = [...map.lines];
  if (columns !== null && map.width > columns) {
    const note = `The map is cut at the right: of ${map.width} columns there is room for ` +
      `${columns}. To see all of it, add: | less -S`;
    lines.push(paint("yellow", note));
  }
  return lines.join("\n");
}

function liveBoards(
  width: number,
  height: number,
  deadBoards: readonly BoardCoordinate[],
): BoardCoordinate[] {
  const dead = new Set(deadBoards.map((board) => board.join()));
  const boards: BoardCoordinate[] = [];
  // Row by row, as maps are kept in memory.
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      for (let z = 0; z < 3; z++) {
        if (dead.size === 0 || !dead.has(`${x},${y},${z}`)) boards.push([x, y, z]);
      }
    }
  }
  return boards;
}
