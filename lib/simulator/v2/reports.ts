import type { BoardCoordinate } from "../../machine/mod.ts";

/** Reporters of each board. */
export class Reports {
  readonly #reporters = new Map<string, Set<string>>();

  /** Adds a report, one for each board, job and reporter, and returns the number of the board's. */
  add(machine: string, board: BoardCoordinate, reporter: string): number | "again" {
    const key = `${machine} ${board}`;
    const reporters = this.#reporters.get(key) ?? new Set<string>();
    if (reporters.has(reporter)) return "again";
    this.#reporters.set(key, reporters.add(reporter));
    return reporters.size;
  }

  /** Removes the reports of a board. */
  forget(machine: string, board: BoardCoordinate): void {
    this.#reporters.delete(`${machine} ${board}`);
  }
}
