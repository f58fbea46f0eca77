/**
 * Answers of the Java server's HTTP API about machines, boards and places, as types, and the shapes
 * that check them.
 *
 * @module
 */
import { ProtocolError } from "../errors.ts";
import type {
  BoardCoordinate,
  ChipCoordinate,
  LinkCoordinate,
  PhysicalCoordinate,
} from "../machine/coordinates.ts";
import type { EthernetChip } from "../protocol/messages.ts";
import {
  anything,
  count,
  describe,
  fields,
  integer,
  list,
  nullable,
  pair,
  type Shape,
  string,
  triple,
} from "../protocol/shape.ts";

/** A board with all of its names. */
export interface BoardPlace {
  /** Logical coordinates in the machine. */
  board: BoardCoordinate;
  /** Cabinet, frame and slot; `null` if the server does not know the slot. */
  physical: PhysicalCoordinate | null;
  /** Address; `null` if the server does not know it. */
  address: string | null;
}

/** A machine. */
export interface MachineDetails {
  /** Name of the machine. */
  name: string;
  /** Tags of the machine. */
  tags: string[];
  /** Width in triads. */
  width: number;
  /** Height in triads. */
  height: number;
  /** Boards that are out of service; positions without a board are left out. */
  deadBoards: BoardPlace[];
  /** Links that do not work, once each, named from both ends. */
  deadLinks: [near: LinkCoordinate, far: LinkCoordinate][];
}

/** Location of a board or a chip. */
export interface PlaceDescription {
  /** Name of the machine. */
  machine: string;
  /** Chip; in a lookup by job in chips of the job, on most servers. */
  chip: ChipCoordinate | null;
  /** Ethernet chip of its board, in the same coordinates as the chip. */
  boardChip: ChipCoordinate | null;
  /** Logical coordinates of the board. */
  logical: BoardCoordinate | null;
  /** Cabinet, frame and slot of the board. */
  physical: PhysicalCoordinate | null;
  /** Id of the job that has the board; `null` for none. */
  jobId: number | null;
  /** Chip, counted from the job's first one. */
  jobChip: ChipCoordinate | null;
}

/** Numbers of links, by the names of directions. */
const LINKS: ReadonlyMap<unknown, number> = new Map(
  ["SE", "E", "N", "NW", "W", "S"].map((name, link) => [name, link]),
);

/** Reads the Ethernet chips of a job, sorted by x, then y. */
export const ethernetChips: Shape<EthernetChip[]> = (value, place) => {
  const chips = list<EthernetChip>((item, place) => {
    const [chip, hostname] = list(anything)(item, place);
    const [x, y] = pair(chip, `${place}[0]`);
    return { x, y, hostname: string(hostname, `${place}[1]`) };
  });
  return chips(value, place).sort((a, b) => a.x - b.x || a.y - b.y);
};

/** Reads {@linkcode BoardPlace}. */
export const boardPlace: Shape<BoardPlace> = (value, place) => {
  const of = fields(value, place);
  const number = (name: string): number => count(of[name], `${place}.${name}`);
  const slot = nullable(count)(of.board, `${place}.board`);
  return {
    board: [number("x"), number("y"), number("z")],
    physical: slot === null ? null : [number("cabinet"), number("frame"), slot],
    address: nullable(string)(of.address, `${place}.address`),
  };
};

const linkEnd: Shape<LinkCoordinate> = (value, place) => {
  const of = fields(value, place);
  const [x, y, z] = boardPlace(of.board, `${place}.board`).board;
  const link = LINKS.get(of.direction);
  if (link === undefined) {
    const found = describe(of.direction);
    throw new ProtocolError(
      `the server sent ${found} as ${place}.direction, which is to be a direction`,
    );
  }
  return [x, y, z, link];
};

const linkEnds: Shape<[LinkCoordinate, LinkCoordinate]> = (value, place) => {
  const [near, far] = list(anything)(value, place);
  return [linkEnd(near, `${place}[0]`), linkEnd(far, `${place}[1]`)];
};

/** Reads {@linkcode MachineDetails}, of a list or of a machine alone. */
export const machineDetails: Shape<MachineDetails> = (value, place) => {
  const of = fields(value, place);
  // A list has "dead" what a machine alone has "down".
  const either = (kind: "boards" | "links"): [unknown, string] => {
    const name = `dead-${kind}` in of ? `dead-${kind}` : `down-${kind}`;
    return [of[name], `${place}.${name}`];
  };
  return {
    name: string(of.name, `${place}.name`),
    tags: list(string)(of.tags, `${place}.tags`),
    width: count(of.width, `${place}.width`),
    height: count(of.height, `${place}.height`),
    deadBoards: list(boardPlace)(...either("boards")),
    deadLinks: list(linkEnds)(...either("links")),
  };
};

/** Reads the list of machines. */
export const machineList: Shape<MachineDetails[]> = (value, place) =>
  list(machineDetails)(fields(value, place).machines, `${place}.machines`);

/** Reads {@linkcode PlaceDescription}. */
export const placeDescription: Shape<PlaceDescription> = (value, place) => {
  const of = fields(value, place);
  const read = <T>(shape: Shape<T>, name: string): T | null =>
    nullable(shape)(of[name], `${place}.${name}`);
  return {
    machine: string(of.machine, `${place}.machine`),
    chip: read(pair, "chip"),
    boardChip: read(pair, "board-chip"),
    logical: read(triple, "logical-board-coordinates"),
    physical: read(triple, "physical-board-coordinates"),
    jobId: read(integer, "job-id"),
    jobChip: read(pair, "job-chip"),
  };
};
