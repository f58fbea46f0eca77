import { chipAt, chipDistance } from "../../machine/chip_distance.ts";
import type { TriadSize } from "../../machine/coordinates.ts";
import { ethernetChip, locateChip, wrapChip } from "../../machine/geometry.ts";
import { type Location, location as anyLocation } from "../messages.ts";
import { type Place, whereIsArguments } from "../place.ts";
import type { CallOptions } from "../connection.ts";
import { unlessNotThere } from "./java_refusals.ts";
import type { Talk } from "./manners.ts";

/** Reads the sizes of machines, by name. */
export type MachineSizes = () => Promise<ReadonlyMap<string, TriadSize>>;

/**
 * Locates a board or chip on a Java server, with the answer of Python servers.
 *
 * What that one calls the chip on the board is the board's Ethernet chip. Of a job's chips it
 * gives the job's coordinates for the machine's, and it finds no chips of a machine: those are
 * turned into boards here.
 */
export async function javaWhereIs(
  place: Place,
  { talk, sizes, options }: { talk: Talk; sizes: MachineSizes; options: CallOptions | undefined },
): Promise<Location | null> {
  const ask = (place: Place): Promise<Location | null> => {
    const kwargs = whereIsArguments(place);
    return unlessNotThere(talk.ask("where_is", anyLocation, { kwargs, ...options }), null);
  };
  if (!("chip" in place)) {
    const found = await ask(place);
    return found && { ...found, boardChip: [0, 0] };
  }
  if ("jobId" in place) {
    const found = await ask(place);
    const machine = found && (await sizes()).get(found.machine);
    if (!machine) return null;
    const boardChip = chipDistance(found.chip, found.boardChip);
    const chip = wrapChip(chipAt(ethernetChip(found.logical), boardChip), machine);
    return { ...found, chip, boardChip, jobChip: place.chip };
  }
  const machine = (await sizes()).get(place.machine);
  if (!machine) return null;
  const { board, boardChip } = locateChip(place.chip, machine);
  const found = await ask({ machine: place.machine, board });
  return found && {
    ...found,
    chip: wrapChip(place.chip, machine),
    boardChip,
    jobChip: found.jobChip && wrapChip(chipAt(found.jobChip, boardChip), machine),
  };
}
