import { parsePosixRules } from "./posix_rules.ts";
import type { Zone } from "./zone.ts";

const HEADER_BYTES = 44;

/**
 * Parses a compiled time zone file (RFC 8536), as systems have them in `/usr/share/zoneinfo`;
 * `null` for anything else.
 */
export function parseZoneFile(bytes: Uint8Array): Zone | null {
  try {
    return readFile(bytes);
  } catch (error) {
    if (error instanceof RangeError) return null; // It is shorter than it says.
    throw error;
  }
}

/** Header of a block: the numbers of its parts. */
interface Counts {
  version: number;
  utcIndicators: number;
  standardIndicators: number;
  leapSeconds: number;
  times: number;
  types: number;
  characters: number;
}

function readFile(bytes: Uint8Array): Zone | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const first = readCounts(view, 0);
  if (first === null) return null;
  if (first.version === 0) return zoneOf(readBlock(view, HEADER_BYTES, first, 4), null);
  // The second block says the same again with times of 64 bits, and is followed by rules.
  const second = HEADER_BYTES + blockBytes(first, 4);
  const counts = readCounts(view, second);
  if (counts === null) return null;
  const body = second + HEADER_BYTES;
  const [, rules = ""] = new TextDecoder().decode(bytes.subarray(body + blockBytes(counts, 8)))
    .split("\n");
  return zoneOf(readBlock(view, body, counts, 8), parsePosixRules(rules));
}

function readCounts(view: DataView, at: number): Counts | null {
  if (view.getUint32(at) !== 0x545a6966) return null; // "TZif"
  const count = (index: number): number => view.getUint32(at + 20 + index * 4);
  return {
    version: view.getUint8(at + 4),
    utcIndicators: count(0),
    standardIndicators: count(1),
    leapSeconds: count(2),
    times: count(3),
    types: count(4),
    characters: count(5),
  };
}

function blockBytes(counts: Counts, timeBytes: number): number {
  const { times, types, characters, leapSeconds, standardIndicators, utcIndicators } = counts;
  return times * (timeBytes + 1) + types * 6 + characters + leapSeconds * (timeBytes + 4) +
    standardIndicators + utcIndicators;
}

/** Moments at which the offset changed, and the offsets: one more, for the time before. */
interface Block {
  moments: number[];
  offsets: number[];
}

function readBlock(view: DataView, at: number, counts: Counts, timeBytes: number): Block | null {
  const { times, types } = counts;
  if (types === 0) return null;
  const typesAt = at + times * (timeBytes + 1);
  const offsetOf = (type: number): number => view.getInt32(typesAt + type * 6);
  const moments: number[] = [];
  const offsets = [offsetOf(0)];
  for (let index = 0; index < times; index++) {
    const timeAt = at + index * timeBytes;
    moments.push(timeBytes === 4 ? view.getInt32(timeAt) : Number(view.getBigInt64(timeAt)));
    offsets.push(offsetOf(view.getUint8(at + times * timeBytes + index)));
  }
  return { moments, offsets };
}

/** Combines the changes of a file with the rules for the time after its last change. */
function zoneOf(block: Block | null, rules: Zone | null): Zone | null {
  if (block === null) return null;
  const { moments, offsets } = block;
  const offsetAt = (at: number): number => {
    const next = moments.findIndex((moment) => moment > at);
    if (next >= 0) return offsets[next] ?? 0;
    return rules?.offsetAt(at) ?? offsets.at(-1) ?? 0;
  };
  return { offsetAt, label: "" };
}
