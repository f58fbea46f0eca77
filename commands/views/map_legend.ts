import type { MachineSummary } from "../../lib/protocol/messages.ts";
import type { Look } from "../watch/subject.ts";

/** Sign of a dead or missing board, on a map with a column per board. */
export const HOLE = "-";

/** Sign of the marked job's boards. */
export const MARK = "#";

/** Options of {@linkcode mapLegend}. */
interface LegendOptions {
  isCompact: boolean;
  coordinates?: boolean | undefined;
  marked?: number | null;
}

/** Explains the signs on a map, as far as it has them, in lines that fit. */
export function mapLegend(
  machine: MachineSummary,
  { columns, paint }: Pick<Look, "columns" | "paint">,
  options: LegendOptions,
): string[] {
  const lines: string[] = [];
  for (const entry of entriesOf(machine, options)) {
    const last = lines.at(-1);
    const longer = `${last}, ${entry}`;
    if (last === undefined) lines.push(entry);
    else if (columns !== null && longer.length > columns) lines.push(entry);
    else lines[lines.length - 1] = longer;
  }
  return lines.map((line) => paint("dim", line));
}

function entriesOf(
  { deadBoards, deadLinks }: MachineSummary,
  { isCompact, coordinates = false, marked = null }: LegendOptions,
): string[] {
  const has = { holes: deadBoards.length > 0, links: deadLinks.length > 0 };
  const entries = isCompact
    ? [
      "Each three are a triad",
      ". free",
      has.holes && `${HOLE} dead or missing`,
      has.links && "dead links not shown",
      coordinates && "y at the left, x below",
    ]
    : [
      has.links && "XXX dead link",
      has.holes && "a gap is a dead or missing board",
      coordinates && "y and z at the left, x on the lower edge",
    ];
  return [...entries, marked !== null && `${MARK} job ${marked}`]
    .filter((entry) => typeof entry === "string");
}
