import { boardAtStandardPosition, type BoardCoordinate } from "../../machine/mod.ts";
import { boardAt } from "../java/report_problem.ts";
import type { SimulatedMachine } from "../simulated_machine.ts";
import { HttpError, unreadable } from "./answers.ts";
import { needKeys, objectOf } from "./read.ts";

/** Highest coordinates in requests. */
export const HIGHEST = {
  triad: 20,
  z: 2,
  cabinet: 31,
  frame: 31,
  board: 23,
  chip: 255,
} as const;

/** Words for coordinates; those for triads name another limit than there is. */
const ANY_TRIAD = "must be at least 0 and no more than 63";
const COORDINATES = {
  x: { name: "X coordinate", highest: HIGHEST.triad, must: ANY_TRIAD },
  y: { name: "Y coordinate", highest: HIGHEST.triad, must: ANY_TRIAD },
  z: { name: "Z coordinate", highest: HIGHEST.z, must: "must be 0, 1, or 2" },
  cabinet: { name: "cabinet number", highest: HIGHEST.cabinet, must: "must be in range 0-31" },
  frame: { name: "frame number", highest: HIGHEST.frame, must: "must be in range 0-31" },
  board: { name: "board number", highest: HIGHEST.board, must: "must be in range 0-23" },
} as const;

const ADDRESS = /^\d{1,3}(\.\d{1,3}){3}$/;

type Fields = Readonly<Record<string, unknown>>;

/** Returns the board in a machine; `null` if the machine has no such board. */
export type BoardFinder = (machine: SimulatedMachine) => BoardCoordinate | null;

/**
 * Reads a board: its logical or physical coordinates, or its address.
 *
 * @throws {HttpError} if it names none.
 */
export function readBoard(value: unknown): BoardFinder {
  const fields = objectOf(value);
  needKeys(fields, ["x", "y", "z", "cabinet", "frame", "board", "address"]);
  const has = (...names: string[]): boolean =>
    names.every((name) => (fields[name] ?? null) !== null);
  if (has("x", "y", "z")) {
    const place = coordinatesOf(fields, ["x", "y", "z"]);
    return (machine) => machine.exists(place) ? place : null;
  }
  if (has("cabinet", "frame", "board")) {
    const place = coordinatesOf(fields, ["cabinet", "frame", "board"]);
    return (machine) => {
      const found = boardAtStandardPosition(place, machine);
      return found && machine.exists(found) ? found : null;
    };
  }
  const { address = null } = fields;
  if (address === null) {
    throw new HttpError(400, "at least one way of identifying a board must be given");
  }
  if (typeof address !== "string" || !ADDRESS.test(address)) {
    throw new HttpError(400, "address must be an IP address");
  }
  return (machine) => boardAt(machine, address)?.board ?? null;
}

function coordinatesOf(
  fields: Fields,
  keys: readonly [keyof typeof COORDINATES, keyof typeof COORDINATES, keyof typeof COORDINATES],
): [number, number, number] {
  return keys.map((key) => {
    const value = fields[key];
    if (!Number.isInteger(value)) throw unreadable();
    const { name, highest, must } = COORDINATES[key];
    const isInRange = Number(value) >= 0 && Number(value) <= highest;
    if (!isInRange) throw new HttpError(400, `${name} (${value}) ${must}`);
    return Number(value);
  }) as [number, number, number];
}
