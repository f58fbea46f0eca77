import type { MachineSummary } from "../../lib/protocol/messages.ts";
import type { Look } from "../watch/subject.ts";

/** What stands for a board that does not work, or is not there, on a map with a column a board. */
export const HOLE = "-";

/** What stands on the boards of the job that is marked. */
export const MARK = "#";

/** Which map a legend is for. */
interface LegendOptions {
  isCompact: boolean;
  coordinates?: boolean | undefined;
  marked?: number | null;
}

/** Explains what a map shows, as far as it has it, in lines that fit. */
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
