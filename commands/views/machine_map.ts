import { type BoardCoordinate, isBoardOf } from "../../lib/machine/mod.ts";
import type { MachineSummary } from "../../lib/protocol/messages.ts";
import { drawCompactMap } from "../../lib/render/compact_map.ts";
import { type BoardGroup, drawHexagonMap, type HexagonMap } from "../../lib/render/hexagon_map.ts";
import { jobKey, singleKey } from "../../lib/render/job_keys.ts";
import { jobStyle } from "../../lib/render/styles.ts";
import type { Look } from "../watch/subject.ts";
import { HOLE, mapLegend, MARK } from "./map_legend.ts";
import type { MachineUsage } from "./usage.ts";

/** Maximum boards of a machine that is drawn; no real one has as many. */
export const MAX_BOARDS = 1_000_000;

/** A machine and its jobs, for a map. */
export type MappedMachine = Pick<MachineUsage, "machine" | "jobs">;

/** Look of a map. */
export type MapLook = Pick<Look, "paint" | "columns" | "rows">;

/** Options of {@linkcode drawMachine}. */
export interface MapOptions {
  /** Whether a board takes one column; by default, if the full map does not fit. */
  compact?: boolean | undefined;
  /**
   * Whether to show coordinates.
   *
   * @default {false}
   */
  coordinates?: boolean | undefined;
  /**
   * Id of the job whose boards are marked.
   *
   * @default {null}
   */
  marked?: number | null;
}

/** A drawn map of a machine and its jobs. */
export interface MachineMap {
  /** Map with a legend, for people. */
  text: string;
  /** Names a job on the map, by its index. */
  keyOf: (index: number) => string;
  /** Whether a board takes one column. */
  isCompact: boolean;
}

/** Draws a machine and its jobs: in full, or as small as the terminal is. */
export function drawMachine(
  usage: MappedMachine,
  look: MapLook,
  options: MapOptions = {},
): MachineMap {
  const { machine, jobs } = usage;
  const { compact, coordinates = false } = options;
  const drawing = {
    paint: look.paint,
    coordinates,
    ...(look.columns !== null && { columns: look.columns }),
  };
  const isHere = jobs.some(({ jobId }) => jobId === options.marked);
  const map = compact || !isDrawable(machine) ? null : drawHexagonMap(
    groupsOf(usage, options, false),
    {
      ...drawing,
      deadLinks: machine.deadLinks.filter(([x, y, z]) => isBoardOf(machine, [x, y, z])),
    },
  );
  // Scripts read the map as the Python client prints it.
  const isForPeople = look.columns !== null || compact === true || coordinates;
  const legend = (isCompact: boolean): string[] =>
    isForPeople
      ? mapLegend(machine, look, {
        ...options,
        isCompact,
        marked: isHere ? options.marked ?? null : null,
      })
      : [];
  if (map && (compact === false || fits(map, legend(false), look))) {
    const text = [...map.lines, ...cutNote(map, look), ...legend(false)].join("\n");
    return { text, keyOf: jobKey, isCompact: false };
  }
  if (!isDrawable(machine)) {
    const text = `(${machine.width}x${machine.height} triads are too many for a map)`;
    return { text, keyOf: jobKey, isCompact: false };
  }
  const hole = { label: HOLE, style: "red" as const };
  const lines = drawCompactMap(machine, groupsOf(usage, options, true), { ...drawing, hole });
  return { text: [...lines, ...legend(true)].join("\n"), keyOf: singleKey, isCompact: true };
}

function isDrawable({ width, height }: MachineSummary): boolean {
  return width * height * 3 <= MAX_BOARDS;
}

function fits({ width, lines }: HexagonMap, legend: string[], { columns, rows }: MapLook): boolean {
  return width <= (columns ?? Infinity) && lines.length + legend.length <= (rows ?? Infinity);
}

/** Groups the boards of a machine: those that are free, and those of each job. */
function groupsOf(
  { machine, jobs }: MappedMachine,
  { marked = null }: MapOptions,
  isCompact: boolean,
): BoardGroup[] {
  const [mark, keyOf] = isCompact ? [MARK, singleKey] : [MARK.repeat(3), jobKey];
  const groups = jobs.map(({ jobId, boards }, index): BoardGroup => {
    const inner = jobId === marked ? "marked" : jobStyle(jobId);
    return {
      boards: (boards ?? []).filter((board) => isBoardOf(machine, board)),
      label: jobId === marked ? mark : keyOf(index),
      inner,
      outer: isCompact ? inner : "bright",
    };
  });
  return [freeBoards(machine), ...groups];
}

/** Groups all boards that work; those of jobs are drawn over them. */
function freeBoards({ width, height, deadBoards }: MachineSummary): BoardGroup {
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
  return { boards, label: ".", inner: "dim", outer: "dim" };
}

function cutNote({ width }: HexagonMap, { columns, paint }: MapLook): string[] {
  if (columns === null || width <= columns) return [];
  const note = `The map is cut: it has ${width} columns, and the terminal ${columns}. ` +
    "To see all of it, add: --color=always | less -RS";
  return [paint("yellow", note)];
}
