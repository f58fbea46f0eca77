import type { BoardCoordinate } from "../machine/mod.ts";
import { cellOf, LINK_PLACES } from "./hexagon_cells.ts";

/**
 * Colours that people with any kind of colour vision can tell apart, after
 * Okabe and Ito (https://jfly.uni-koeln.de/color/), each with a colour for text
 * on it.
 */
const COLOURS: readonly JobColour[] = [
  { fill: "#56b4e9", text: "#000" },
  { fill: "#e69f00", text: "#000" },
  { fill: "#009e73", text: "#000" },
  { fill: "#cc79a7", text: "#000" },
  { fill: "#0072b2", text: "#fff" },
  { fill: "#f0e442", text: "#000" },
  { fill: "#d55e00", text: "#000" },
];

/** Colours of a job's boards, and of the text on them. */
export interface JobColour {
  /** Colour of the boards. */
  fill: string;
  /** Colour of the text on them. */
  text: string;
}

/** A job to colour. */
interface Coloured {
  jobId: number;
  boards: readonly BoardCoordinate[];
}

/**
 * Chooses the colours of jobs, in their order: jobs that touch on a picture never share one. If
 * possible, a job's colour depends on its id alone, so that it is the same in other pictures.
 */
export function colourJobs(jobs: readonly Coloured[]): JobColour[] {
  const touching = touchingJobs(jobs);
  const taken: (number | undefined)[] = jobs.map(() => undefined);
  for (const index of orderOf(touching)) {
    const others = new Set([...touching[index] ?? []].map((other) => taken[other]));
    const first = remainder(jobs[index]?.jobId ?? 0);
    const wanted = COLOURS.map((_, step) => remainder(first + step));
    taken[index] = wanted.find((colour) => !others.has(colour)) ?? first;
  }
  return taken.map((colour) => COLOURS[colour ?? 0]!);
}

function remainder(number: number): number {
  const count = COLOURS.length;
  return ((number % count) + count) % count;
}

/** Finds for each job those whose boards are drawn next to its own. */
function touchingJobs(jobs: readonly Coloured[]): Set<number>[] {
  const owners = new Map<string, number>();
  for (const [index, { boards }] of jobs.entries()) {
    for (const board of boards) owners.set(cellOf(board).join(), index);
  }
  return jobs.map(({ boards }, index) => {
    const neighbours = boards.flatMap((board) => {
      const [column, row] = cellOf(board);
      return LINK_PLACES.map(({ neighbour: [columns, rows] }) =>
        owners.get(`${column + columns},${row + rows}`)
      );
    });
    const isOther = (other?: number): other is number => other !== undefined && other !== index;
    return new Set(neighbours.filter(isOther));
  });
}

/**
 * Orders jobs so that none touches more than five of those before it, if each job is in one piece:
 * as for a map's countries, six colours are then enough. So the jobs that touch fewest others come
 * last.
 */
function orderOf(touching: readonly ReadonlySet<number>[]): number[] {
  const counts = touching.map(({ size }) => size);
  // The jobs by how many of those that are left they touch.
  const left: Set<number>[] = [];
  counts.forEach((count, index) => (left[count] ??= new Set()).add(index));
  const order: number[] = [];
  for (let count = 0; order.length < touching.length;) {
    const [job] = left[count] ?? [];
    if (job === undefined) {
      count++;
      continue;
    }
    left[count]?.delete(job);
    counts[job] = -1;
    order.push(job);
    for (const other of touching[job] ?? []) {
      const before = counts[other] ?? -1;
      if (before < 0) continue;
      left[before]?.delete(other);
      (left[before - 1] ??= new Set()).add(other);
      counts[other] = before - 1;
    }
    count = Math.max(0, count - 1);
  }
  return order.reverse();
}
