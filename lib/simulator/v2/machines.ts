import {
  type BoardCoordinate,
  followLink,
  isLink,
  type Link,
  type LinkCoordinate,
  oppositeLink,
  standardPosition,
} from "../../machine/mod.ts";
import { machinesByName } from "../java/jobs.ts";
import type { SimulatedMachine } from "../simulated_machine.ts";
import { HttpError, json } from "./answers.ts";
import { flagParameter } from "./read.ts";
import { type Exchange, untilChange } from "./service.ts";

/** Names of directions, by the number of the link. */
const DIRECTIONS = ["SE", "E", "N", "NW", "W", "S"] as const;

/** Lists the machines by name. */
export function listMachines({ service, links }: Exchange): Response {
  return json({
    machines: machinesByName(service.java.parts).map((machine) => ({
      name: machine.name,
      tags: machine.tags,
      uri: links.machine(machine.name),
      width: machine.width,
      height: machine.height,
      "dead-boards": deadBoards(machine),
      "dead-links": deadLinks(machine),
    })),
  });
}

/** Describes a machine. */
export async function describeMachine(exchange: Exchange): Promise<Response> {
  const { service, links } = exchange;
  const machine = machineOf(exchange);
  if (flagParameter(exchange, "wait")) {
    await untilChange(exchange, service.java.jobs.machineEpochs, [machine.name]);
  }
  const url = links.machine(machine.name);
  return json({
    name: machine.name,
    tags: machine.tags,
    width: machine.width,
    height: machine.height,
    "down-boards": deadBoards(machine),
    "down-links": deadLinks(machine),
    "lookup-by-physical-board": `${url}/physical-board`,
    "lookup-by-logical-board": `${url}/logical-board`,
    "lookup-by-chip": `${url}/chip`,
    "lookup-by-address": `${url}/board-ip`,
  });
}

/**
 * Returns the machine of a request.
 *
 * @throws {HttpError} if there is none.
 */
export function machineOf({ service, names }: Exchange): SimulatedMachine {
  const machine = service.java.parts.machines.get(names.name);
  if (machine === undefined) throw new HttpError(404, "no such machine");
  return machine;
}

function deadBoards(machine: SimulatedMachine): unknown[] {
  return machine.deadBoards.filter((board) => machine.exists(board))
    .toSorted((one, other) => one[2] - other[2] || one[0] - other[0] || one[1] - other[1])
    .map((board) => describeBoard(machine, board));
}

function describeBoard(machine: SimulatedMachine, board: BoardCoordinate): unknown {
  const [x, y, z] = board;
  const [cabinet = 0, frame = 0, slot = null] = standardPosition(board, machine) ?? [];
  return { x, y, z, cabinet, frame, board: slot, address: machine.address(board) };
}

/** Returns the dead links, once each with both ends; those next to dead boards are dead, too. */
function deadLinks(machine: SimulatedMachine): unknown[] {
  const ends = [
    ...machine.deadLinks,
    ...machine.deadBoards.flatMap(([x, y, z]) =>
      DIRECTIONS.map((_, link): LinkCoordinate => [x, y, z, link])
    ),
  ];
  const seen = new Set<string>();
  return ends.flatMap(([x, y, z, link]) => {
    if (!isLink(link)) return [];
    const near: BoardCoordinate = [x, y, z];
    const { board: far } = followLink(near, link, machine);
    const opposite = oppositeLink(link);
    if (seen.has(String([far, opposite]))) return [];
    seen.add(String([near, link]));
    if (!machine.exists(near) || !machine.exists(far)) return [];
    return [[describeEnd(machine, near, link), describeEnd(machine, far, opposite)]];
  });
}

function describeEnd(machine: SimulatedMachine, board: BoardCoordinate, link: Link): unknown {
  return { board: describeBoard(machine, board), direction: DIRECTIONS[link] };
}
