import { escapeText } from "../../../lib/escape.ts";
import type { FailedBoard, FailedTry } from "../../../lib/tries/failed_try.ts";

/** Maximum boards in a line. */
const MOST = 4;

/** Says in a line which boards of a job were not good enough, where they are, and why. */
export function sayTry(tried: FailedTry, { at, of }: { at: number; of: number }): string {
  const { jobId, machineName, boards, failed, text } = tried;
  const which = failed.length > 0 ? listed(failed.map(sayBoard)) : sayOneOf(boards);
  return escapeText(`Job ${jobId}: ${text}: ${which} of ${machineName} (try ${at} of ${of}).`);
}

/** Says that nobody knows which of some boards it is. */
function sayOneOf(boards: FailedTry["boards"]): string {
  const names = boards.map((board) => board.join(" "));
  return names.length === 1 ? `board ${names[0]}` : `one of the boards ${listed(names)}`;
}

/** Says where a board is, as far as that is known. */
export function sayBoard({ address, board, physical }: FailedBoard): string {
  const where = [
    ...(physical ? [`cabinet ${physical[0]}, frame ${physical[1]}, board ${physical[2]}`] : []),
    ...(address !== null ? [address] : []),
  ].join("; ");
  const name = board ? `board ${board.join(" ")}` : "a board";
  return where === "" ? name : `${name} (${where})`;
}

function listed(names: readonly string[]): string {
  if (names.length === 1) return names[0]!;
  const shown = names.slice(0, MOST);
  if (names.length > MOST) return `${shown.join(", ")} and ${names.length - MOST} more`;
  return `${shown.slice(0, -1).join(", ")} and ${shown.at(-1)}`;
}
