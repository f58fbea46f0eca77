import type { ChipCoordinate } from "../machine/coordinates.ts";
import { CMD_VERSION, decodeScp, encodeScp, ITSELF, RC_OK } from "./scp.ts";

/** Tag of what comes from outside. */
const NO_TAG = 0xff;
/** Core of what comes from outside: number 31, port 7. */
const OUTSIDE = 0xff;
const ARGUMENT_BYTES = 4;
const ARGUMENTS = 3;

/** Version number that stands for a version in text. */
const VERSION_IN_TEXT = 0xffff;

/** Answer of a chip to the question for its version. */
export interface VersionAnswer {
  /** Number of the question. */
  readonly sequence: number;
  /** Result, `RC_OK` if the chip did as it was told. */
  readonly result: number;
  /** Version, if it did. */
  readonly version: ChipVersion | null;
}

/** Version of the software on a chip. */
export interface ChipVersion {
  /** The chip, as it was told its own coordinates when it was booted. */
  readonly chip: ChipCoordinate;
  /** Name of the software, such as `SC&MP/SpiNNaker`. */
  readonly software: string;
  /** Version of the software, such as `4.0.0`. */
  readonly version: string;
}

/** Encodes the question for the version of the chip that gets it. */
export function encodeVersionQuestion(sequence: number): Uint8Array<ArrayBuffer> {
  return encodeScp({
    isReplyExpected: true,
    tag: NO_TAG,
    toCore: 0,
    fromCore: OUTSIDE,
    toChip: ITSELF,
    fromChip: [0, 0],
    command: CMD_VERSION,
    sequence,
    rest: new Uint8Array(ARGUMENTS * ARGUMENT_BYTES),
  });
}

/** Decodes an answer; `null` if it is none. */
export function decodeVersionAnswer(datagram: Uint8Array): VersionAnswer | null {
  const packet = decodeScp(datagram);
  if (packet === null || packet.isReplyExpected) return null;
  const { sequence, command: result, rest } = packet;
  if (result !== RC_OK) return { sequence, result, version: null };
  if (rest.length < ARGUMENTS * ARGUMENT_BYTES) return null;
  const view = new DataView(rest.buffer, rest.byteOffset, rest.byteLength);
  const place = view.getUint32(0, true);
  const number = view.getUint16(ARGUMENT_BYTES + 2, true);
  const text = new TextDecoder().decode(rest.subarray(ARGUMENTS * ARGUMENT_BYTES));
  const [software = "", inText = ""] = text.split("\0");
  const version = number === VERSION_IN_TEXT ? inText : (number / 100).toFixed(2);
  return {
    sequence,
    result,
    version: { chip: [place >>> 24, place >> 16 & 0xff], software, version },
  };
}
