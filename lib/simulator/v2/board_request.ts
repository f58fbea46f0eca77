import { boardAtStandardPosition, type BoardCoordinate } from "../../machine/mod.ts";
import { boardAt } from "../java/report_problem.ts";
import type { SimulatedMachine } from "../simulated_machine.ts";
import { HttpError } from "./answers.ts";
import { needKeys } from "./read.ts";

/** Highest coordinates in requests. */
export const HIGHEST = {
  triad: 20,
  z: 2,
  cabinet: 31,
  frame: 31,
  board: 23,
  chip: 255,
} as const;

const ADDRESS = /^\d{1,3}(\.\d{1,3}){3}$/;

/** Returns the board in a machine; `null` if the machine has no such board. */
export type BoardFinder = (machine: SimulatedMachine) => BoardCoordinate | null;

/**
 * Reads a board: its logical or physical coordinates, or its address.
 *
 * @throws {HttpError} if it names none.
 */
export function readBoard(value: unknown): BoardFinder {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new HttpError(400, "malformed JSON");
  }
  const fields = value as Record<string, unknown>;
  needKeys(fields, ["x", "y", "z", "cabinet", "frame", "board", "address"]);
  const has = (...names: string[]): boolean =>
    names.every((name) => (fields[name] ?? null) !== null);
  if (has("x", "y", "z")) {
    const { triad } = HIGHEST;
    const place = numbersOf(fields, [["x", triad], ["y", triad], ["z", HIGHEST.z]]);
    return (machine) => machine.exists(place) ? place : null;
  }
  if (has("cabinet", "frame", "board")) {
    const { cabinet, frame, board } = HIGHEST;
    const place = numbersOf(fields, [["cabinet", cabinet], ["frame", frame], ["board", board]]);
    return (machine) => {
      const found = boardAtStandardPosition(place, machine);
      return found && machine.exists(found) ? found : null;
    };
  }
  if (has("address")) {
    const address = checkAddress(fields.address);
    return (machine) => boardAt(machine, address)?.board ?? null;
  }
  throw new HttpError(400, "at least one way of identifying a board must be given");
}

/**
 * Checks an IPv4 address, and returns it.
 *
 * @throws {HttpError} if it is none.
 */
export function checkAddress(value: unknown): string {
  if (typeof value === "string" && ADDRESS.test(value)) return value;
  throw new HttpError(400, "address must be an IPv4 address");
}

function numbersOf(
  fields: Readonly<Record<string, unknown>>,
  limits: readonly [[string, number], [string, number], [string, number]],
): [number, number, number] {
  return limits.map(([name, highest]) => {
    const value = fields[name];
    if (!Number.isInteger(value) || Number(value) < 0 || Number(value) > highest) {
      throw new HttpError(400, `${name} must be 0 to ${highest}`);
    }
    return Number(value);
  }) as [number, number, number];
}
