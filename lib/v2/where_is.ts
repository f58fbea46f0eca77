import { chipAt, chipDistance } from "../machine/chip_distance.ts";
import { type ChipCoordinate, isBoardOf, type TriadSize } from "../machine/coordinates.ts";
import { ethernetChip, locateChip, wrapChip } from "../machine/geometry.ts";
import type { CallOptions } from "../protocol/connection.ts";
import type { Location } from "../protocol/messages.ts";
import { type Place, whereIsArguments } from "../protocol/place.ts";
import { nullable } from "../protocol/shape.ts";
import { machineDetails, machineList, type PlaceDescription, placeDescription } from "./places.ts";
import { unlessNotThere } from "./refusals.ts";
import type { ApiTalk } from "./talk.ts";

/** Highest cabinet, frame and slot that the server looks up. */
const HIGHEST_PHYSICAL = [31, 31, 23] as const;
/** Highest column or row of a job's chip that the server looks up. */
const HIGHEST_CHIP = 255;
/** Matches what the server takes for the address of a board. */
const ADDRESS = /^\d{1,3}(?:\.\d{1,3}){3}$/;

/** A chip of a board that was found. */
interface Spot {
  /** Size of the machine. */
  size: TriadSize;
  /** Chip on its board. */
  boardChip: ChipCoordinate;
  /** Chip of the job, if it was looked for by that. */
  jobChip?: ChipCoordinate;
}

/**
 * Locates a board or chip, with the answer of other kinds of servers; `null` if there is none.
 *
 * The server's own lookup of chips goes wrong, and of a job's chips it gives the job's coordinates
 * for the machine's. So chips are turned into boards here. A look at a chip of a job keeps it alive.
 *
 * @throws {RequestError} if that names no place; nothing was sent then.
 */
export async function whereIs(
  talk: ApiTalk,
  place: Place,
  options?: CallOptions,
): Promise<Location | null> {
  whereIsArguments(place);
  return await talk.together("where_is", options, async (options) => {
    if ("jobId" in place) return await whereIsJobChip(talk, place, options);
    const path = pathOf(place.machine);
    const size = await unlessNotThere(
      talk.ask("where_is", { path }, machineDetails, options),
      null,
    );
    if (!size) return null;
    if ("physical" in place) {
      const [cabinet, frame, board] = place.physical;
      const isThere = place.physical.every((part, at) =>
        part >= 0 && part <= HIGHEST_PHYSICAL[at]!
      );
      const query = { cabinet, frame, board };
      const found = isThere && await find(talk, `${path}/physical-board`, query, options);
      return found ? locationOf(found, { size, boardChip: [0, 0] }) : null;
    }
    const { board, boardChip } = "chip" in place
      ? locateChip(place.chip, size)
      : { board: place.board, boardChip: [0, 0] as const };
    // What is outside is an error to the server, where it is not nothing.
    if (!isBoardOf(size, board)) return null;
    const [x, y, z] = board;
    const found = await find(talk, `${path}/logical-board`, { x, y, z }, options);
    return found && locationOf(found, { size, boardChip });
  });
}

/** Locates the board with an IP address, on whichever machine; `null` if there is none. */
export function whereIsAddress(
  talk: ApiTalk,
  address: string,
  options?: CallOptions,
): Promise<Location | null> {
  return talk.together("where_is", options, async (options) => {
    if (!ADDRESS.test(address)) return null;
    const machines = await talk.ask("where_is", { path: "machines" }, machineList, options);
    for (const size of machines) {
      const found = await find(talk, `${pathOf(size.name)}/board-ip`, { address }, options);
      if (found) return locationOf(found, { size, boardChip: [0, 0] });
    }
    return null;
  });
}

async function whereIsJobChip(
  talk: ApiTalk,
  { jobId, chip }: Extract<Place, { jobId: number }>,
  options: CallOptions,
): Promise<Location | null> {
  const [x, y] = chip;
  if (chip.some((part) => part < 0 || part > HIGHEST_CHIP)) return null;
  const found = await find(talk, `jobs/${jobId}/chip`, { x, y }, options);
  if (!found?.chip || !found.boardChip) return null;
  const { machine } = found;
  const size = await talk.ask("where_is", { path: pathOf(machine) }, machineDetails, options);
  const boardChip = chipDistance(found.chip, found.boardChip);
  return locationOf(found, { size, boardChip, jobChip: chip });
}

function find(
  talk: ApiTalk,
  path: string,
  query: Record<string, string | number>,
  options: CallOptions,
): Promise<PlaceDescription | null> {
  const request = { path, query };
  return unlessNotThere(
    talk.ask("where_is", request, nullable(placeDescription), options),
    null,
  );
}

/** Returns the location of a chip on a board that the server has found. */
function locationOf(found: PlaceDescription, { size, ...spot }: Spot): Location | null {
  const { machine, logical, physical, jobId } = found;
  if (!logical || !physical) return null;
  const { boardChip, jobChip } = spot;
  const chip = wrapChip(chipAt(ethernetChip(logical), boardChip), size);
  return {
    machine,
    logical,
    physical,
    chip,
    boardChip,
    jobId,
    jobChip: jobChip ?? (found.jobChip && wrapChip(chipAt(found.jobChip, boardChip), size)),
  };
}

function pathOf(machine: string): string {
  return `machines/${encodeURIComponent(machine)}`;
}
