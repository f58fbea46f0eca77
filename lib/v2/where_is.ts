import { TRIAD_CHIPS, wrapAround } from "../machine/coordinates.ts";
import { ethernetChip, locateChip, wrapChip } from "../machine/geometry.ts";
import type { CallOptions } from "../protocol/connection.ts";
import type { Location } from "../protocol/messages.ts";
import { type Place, whereIsArguments } from "../protocol/place.ts";
import { nullable } from "../protocol/shape.ts";
import { machineDetails, type PlaceDescription, placeDescription } from "./places.ts";
import { unlessNotThere } from "./refusals.ts";
import type { ApiRequest, ApiTalk } from "./talk.ts";

/**
 * Locates a board or chip, with the answer of other kinds of servers; `null` if there is none.
 *
 * The server's own lookup of chips goes wrong, and of a job's chips it gives the job's coordinates
 * for the machine's. So chips are turned into boards here.
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
    const ask = (request: ApiRequest): Promise<PlaceDescription | null> =>
      unlessNotThere(talk.ask("where_is", request, nullable(placeDescription), options), null);
    if ("jobId" in place) {
      const [x, y] = place.chip;
      const found = await ask({ path: `jobs/${place.jobId}/chip`, query: { x, y } });
      const boardChip = found && differenceOf(found);
      return found && boardChip &&
        await located(talk, found, { boardChip, jobChip: place.chip }, options);
    }
    const machine = `machines/${encodeURIComponent(place.machine)}`;
    if ("physical" in place) {
      const [cabinet, frame, board] = place.physical;
      const query = { cabinet, frame, board };
      const found = await ask({ path: `${machine}/physical-board`, query });
      return found && await located(talk, found, { boardChip: [0, 0] }, options);
    }
    const size = await unlessNotThere(
      talk.ask("where_is", { path: machine }, machineDetails, options),
      null,
    );
    if (!size) return null;
    const { board, boardChip } = "chip" in place
      ? locateChip(place.chip, size)
      : { board: place.board, boardChip: [0, 0] as const };
    const [x, y, z] = board;
    const found = await ask({ path: `${machine}/logical-board`, query: { x, y, z } });
    return found && await located(talk, found, { boardChip }, options);
  });
}

/** Returns the location of a chip on a board that the server has found. */
async function located(
  talk: ApiTalk,
  { machine, logical, physical, jobId, jobChip }: PlaceDescription,
  on: { boardChip: readonly [number, number]; jobChip?: readonly [number, number] },
  options: CallOptions,
): Promise<Location | null> {
  if (!logical || !physical) return null;
  const path = `machines/${encodeURIComponent(machine)}`;
  const size = await talk.ask("where_is", { path }, machineDetails, options);
  const chip = wrapChip(sum(ethernetChip(logical), on.boardChip), size);
  return {
    machine,
    logical,
    physical,
    chip,
    boardChip: on.boardChip,
    jobId,
    jobChip: on.jobChip ?? (jobChip && wrapChip(sum(jobChip, on.boardChip), size)),
  };
}

/** Distance of a chip from the Ethernet chip of its board. */
function differenceOf({ chip, boardChip }: PlaceDescription): [number, number] | null {
  if (!chip || !boardChip) return null;
  const [x, y] = chip;
  const [fromX, fromY] = boardChip;
  return [wrapAround(x - fromX, TRIAD_CHIPS), wrapAround(y - fromY, TRIAD_CHIPS)];
}

function sum(
  [x, y]: readonly [number, number],
  [moreX, moreY]: readonly [number, number],
): [number, number] {
  return [x + moreX, y + moreY];
}
