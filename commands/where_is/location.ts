import type { Location } from "../../lib/protocol/messages.ts";
import { type Definition, renderDefinitions } from "../../lib/render/definitions.ts";
import { escapeText } from "../../lib/escape.ts";

/** Formats a board's location, and that of a chip on it if one was asked for, for people. */
export function locationText(location: Location, { chip }: { chip: boolean }): string {
  const [cabinet, frame, board] = location.physical;
  const definitions: Definition[] = [
    ["Machine", escapeText(location.machine)],
    ["Physical location", `Cabinet ${cabinet}, Frame ${frame}, Board ${board}`],
    ["Board coordinate", tuple(location.logical)],
    ["Machine chip coordinates", tuple(location.chip)],
  ];
  if (chip) definitions.push(["Coordinates within board", tuple(location.boardChip)]);
  definitions.push(["Job using board", location.jobId ?? "None"]);
  if (location.jobChip) definitions.push(["Coordinates within job", tuple(location.jobChip)]);
  return renderDefinitions(definitions);
}

/** Formats a location for programs. */
export function locationAsJson(
  location: Location,
  { dead }: { dead: boolean },
): Record<string, unknown> {
  return {
    schema: 1,
    machine: location.machine,
    logical: location.logical,
    physical: location.physical,
    chip: location.chip,
    board_chip: location.boardChip,
    job_id: location.jobId,
    job_chip: location.jobChip,
    dead,
  };
}

function tuple(coordinates: readonly number[]): string {
  return `(${coordinates.join(", ")})`;
}
