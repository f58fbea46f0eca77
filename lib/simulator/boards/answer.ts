import {
  CMD_VERSION,
  decodeScp,
  encodeScp,
  ITSELF,
  RC_OK,
  RC_UNKNOWN_COMMAND,
  SCP_PORT,
} from "../../boards/scp.ts";
import type { ChipCoordinate } from "../../machine/mod.ts";

/** Size of the three arguments of an answer. */
const ARGUMENT_BYTES = 12;
const BUFFER_SIZE = 256;
/** Version number that stands for a version in text. */
const VERSION_IN_TEXT = 0xffff;
const BUILT = 1_600_000_000;
const SOFTWARE = "SC&MP/SpiNNaker\0" + "4.0.0\0";

/**
 * Returns the answer of a board to a datagram on one of its ports; `null` for none. It answers the
 * version command, and refuses all others; all other ports, that for
 * booting among them, are silent.
 */
export function answerOfBoard(
  datagram: Uint8Array,
  { port, chip }: { port: number; chip: ChipCoordinate },
): Uint8Array<ArrayBuffer> | null {
  const packet = port === SCP_PORT ? decodeScp(datagram) : null;
  // Commands come to the first of a core's eight ports.
  if (!packet?.isReplyExpected || packet.toCore >> 5 !== 0) return null;
  const { toCore, fromCore, fromChip, command } = packet;
  const isVersion = command === CMD_VERSION;
  const at = String(packet.toChip) === String(ITSELF) ? chip : packet.toChip;
  return encodeScp({
    ...packet,
    isReplyExpected: false,
    toCore: fromCore,
    fromCore: toCore,
    toChip: fromChip,
    fromChip: at,
    command: isVersion ? RC_OK : RC_UNKNOWN_COMMAND,
    rest: isVersion ? versionOf(at, toCore) : new Uint8Array(),
  });
}

/** Returns the arguments and the data that tell the version of a core's software. */
function versionOf([x, y]: ChipCoordinate, core: number): Uint8Array {
  const text = new TextEncoder().encode(SOFTWARE);
  const bytes = new Uint8Array(ARGUMENT_BYTES + text.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, x << 24 | y << 16 | core << 8 | core, true);
  view.setUint32(4, VERSION_IN_TEXT << 16 | BUFFER_SIZE, true);
  view.setUint32(8, BUILT, true);
  bytes.set(text, ARGUMENT_BYTES);
  return bytes;
}
