import type { ChipCoordinate } from "../../../machine/mod.ts";

/** Port for SCP, which booted boards listen on. */
const SCP_PORT = 17893;

/** Offsets in a datagram: two bytes of padding, a header of SDP, and one of SCP. */
const AT = {
  flags: 2,
  tag: 3,
  toCpu: 4,
  fromCpu: 5,
  toChip: 6,
  fromChip: 8,
  command: 10,
  sequence: 12,
  arguments: 14,
  data: 26,
} as const;

const REPLY_EXPECTED = 0x80;
const CMD_VERSION = 0;
const RC_OK = 0x80;
const RC_UNKNOWN_COMMAND = 0x83;

/** Coordinate that stands for the Ethernet chip of the board itself. */
const ITSELF = 255;
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
  if (port !== SCP_PORT || datagram.length < AT.arguments) return null;
  const view = new DataView(datagram.buffer, datagram.byteOffset, datagram.byteLength);
  const [flags, toCpu] = [view.getUint8(AT.flags), view.getUint8(AT.toCpu)];
  // Commands come to the first of a core's eight ports.
  if ((flags & REPLY_EXPECTED) === 0 || toCpu >> 5 !== 0) return null;
  const isVersion = view.getUint16(AT.command, true) === CMD_VERSION;
  const text = new TextEncoder().encode(isVersion ? SOFTWARE : "");
  const reply = new Uint8Array(isVersion ? AT.data + text.length : AT.arguments);
  const answer = new DataView(reply.buffer);
  const [toY, toX] = [view.getUint8(AT.toChip), view.getUint8(AT.toChip + 1)];
  const [x, y] = toX === ITSELF && toY === ITSELF ? chip : [toX, toY];
  answer.setUint8(AT.flags, flags & ~REPLY_EXPECTED);
  answer.setUint8(AT.tag, view.getUint8(AT.tag));
  answer.setUint8(AT.toCpu, view.getUint8(AT.fromCpu));
  answer.setUint8(AT.fromCpu, toCpu);
  answer.setUint16(AT.toChip, view.getUint16(AT.fromChip));
  answer.setUint8(AT.fromChip, y);
  answer.setUint8(AT.fromChip + 1, x);
  answer.setUint16(AT.command, isVersion ? RC_OK : RC_UNKNOWN_COMMAND, true);
  answer.setUint16(AT.sequence, view.getUint16(AT.sequence, true), true);
  if (!isVersion) return reply;
  const core = toCpu & 0x1f;
  answer.setUint32(AT.arguments, x << 24 | y << 16 | core << 8 | core, true);
  answer.setUint32(AT.arguments + 4, VERSION_IN_TEXT << 16 | BUFFER_SIZE, true);
  answer.setUint32(AT.arguments + 8, BUILT, true);
  reply.set(text, AT.data);
  return reply;
}
