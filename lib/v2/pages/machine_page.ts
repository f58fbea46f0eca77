import type { BoardCoordinate } from "../../machine/coordinates.ts";
import { anything, count, fields, list, type Shape } from "../../protocol/shape.ts";

/** Boards of a machine as its page shows them. */
export interface MachinePage {
  /** Boards of jobs, by the ids of the jobs. */
  jobs: ReadonlyMap<number, BoardCoordinate[]>;
  /** Boards that are in service. */
  live: BoardCoordinate[];
  /** Boards that are out of service. */
  dead: BoardCoordinate[];
}

/** Matches the beginning of the value that the page's script draws. */
const BEGINNING = /\bmachine\s*=\s*\(?\s*(?=\{)/;

/**
 * Reads the page of a machine, whose script holds all boards and jobs; `null` if it is not the page
 * that is known. It is made for people, and may change with any version of the server.
 */
export function readMachinePage(page: string): MachinePage | null {
  const found = BEGINNING.exec(page);
  const literal = found && literalAt(page, found.index + found[0].length);
  if (!literal) return null;
  try {
    const of = fields(JSON.parse(literal), "machine");
    const jobs = list(job)(of.jobs, "machine.jobs");
    return {
      jobs: new Map(jobs),
      live: list(board)(of.live_boards, "machine.live_boards"),
      dead: list(board)(of.dead_boards, "machine.dead_boards"),
    };
  } catch {
    return null;
  }
}

const board: Shape<BoardCoordinate> = (value, place) => {
  const of = fields(fields(value, place).triad, `${place}.triad`);
  const axis = (name: "x" | "y" | "z"): number => count(of[name], `${place}.triad.${name}`);
  return [axis("x"), axis("y"), axis("z")];
};

const job: Shape<[number, BoardCoordinate[]]> = (value, place) => {
  const of = fields(value, place);
  const id = anything(of.id, `${place}.id`);
  // Texts of digits there, though ids are numbers everywhere else.
  const number = typeof id === "string" && /^\d+$/.test(id) ? Number(id) : id;
  return [count(number, `${place}.id`), list(board)(of.boards, `${place}.boards`)];
};

/** Returns the object that begins at a place of a script, as JSON: commas before its ends are out. */
function literalAt(script: string, start: number): string | null {
  const tokens: string[] = [];
  let depth = 0;
  for (const [token] of script.slice(start).matchAll(/"(?:[^"\\]|\\.)*"|[{}[\]]|[^"{}[\]]+|"/g)) {
    const isEnd = token === "}" || token === "]";
    if (isEnd) tokens.push((tokens.pop() ?? "").replace(/,\s*$/, ""));
    tokens.push(token);
    if (isEnd) depth--;
    else if (token === "{" || token === "[") depth++;
    if (depth === 0) return tokens.join("");
  }
  return null;
}
