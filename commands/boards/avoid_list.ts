import { escapeText, quote } from "../../lib/escape.ts";
import type { AvoidedBoard } from "../../lib/tries/avoid.ts";
import { parseAvoided } from "../../lib/tries/avoid_text.ts";
import { osReason, UsageError } from "../errors.ts";

/**
 * Reads boards to be avoided: places, and files of places after `@`, which have one a line; empty
 * lines and what follows `#` don't count.
 *
 * @throws {UsageError} if a file can't be read, or a place in it makes no sense.
 */
export async function readAvoided(places: readonly string[]): Promise<AvoidedBoard[]> {
  const avoid: AvoidedBoard[] = [];
  for (const place of places) {
    if (place.startsWith("@")) avoid.push(...await readFile(place.slice(1)));
    else avoid.push(parsed(place, `"${escapeText(place)}"`));
  }
  return avoid;
}

async function readFile(path: string): Promise<AvoidedBoard[]> {
  let text: string;
  try {
    text = await Deno.readTextFile(path);
  } catch (cause) {
    const why = cause instanceof Deno.errors.NotFound ? "there is no such file" : osReason(cause);
    throw new UsageError(`Cannot read the boards to avoid from ${escapeText(path)}: ${why}`, {
      cause,
    });
  }
  return text.split("\n").flatMap((line, index) => {
    const place = line.replace(/#.*$/, "").trim();
    return place === "" ? [] : [parsed(place, `${escapeText(path)}:${index + 1}: ${quote(place)}`)];
  });
}

function parsed(place: string, shown: string): AvoidedBoard {
  const board = parseAvoided(place);
  if (board) return board;
  throw new UsageError(
    `Cannot avoid ${shown}: expected X,Y,Z or CABINET/FRAME/BOARD, after "MACHINE:" or alone, or ` +
      "an address",
  );
}
