/**
 * SCP, the command protocol of SpiNNaker's chips, in datagrams of SDP: as its public specification
 * (application notes 4 and 5) describes it.
 *
 * @module
 */
import type { ChipCoordinate } from "../machine/coordinates.ts";

/** UDP port on which boards that are booted take commands. */
export const SCP_PORT = 17893;

/** UDP port on which boards that are not booted wait for their software. */
export const BOOT_PORT = 54321;

/** The command that asks for the version of a chip's software. */
export const CMD_VERSION = 0;

/** Result of a command that was carried out. */
export const RC_OK = 0x80;

/** Result of a command that the software does not have. */
export const RC_UNKNOWN_COMMAND = 0x83;

/** Chip that stands for whichever chip gets the datagram from the network. */
export const ITSELF: ChipCoordinate = [255, 255];

/** A command, or the answer to one. */
export interface ScpPacket {
  /** Whether an answer is expected. */
  readonly isReplyExpected: boolean;
  /** Tag by which chips find the way to the network. */
  readonly tag: number;
  /** Core that it is for: the core's port in the upper three bits, its number in the others. */
  readonly toCore: number;
  /** Core that it is from. */
  readonly fromCore: number;
  /** Chip that it is for. */
  readonly toChip: ChipCoordinate;
  /** Chip that it is from. */
  readonly fromChip: ChipCoordinate;
  /** Number of the command, or the result in an answer. */
  readonly command: number;
  /** Number by which an answer is matched with its command, 0 to 65535. */
  readonly sequence: number;
  /** What comes after that: arguments of 4 bytes each, and data. */
  readonly rest: Uint8Array;
}

/** Places in a datagram: two bytes of padding, the header of SDP, and that of SCP. */
const AT = {
  flags: 2,
  tag: 3,
  toCore: 4,
  fromCore: 5,
  toY: 6,
  toX: 7,
  fromY: 8,
  fromX: 9,
  command: 10,
  sequence: 12,
  rest: 14,
} as const;

const FLAGS = 0x07;
const REPLY_EXPECTED = 0x80;

/** Encodes a packet as the content of a UDP datagram. */
export function encodeScp(packet: ScpPacket): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(AT.rest + packet.rest.length);
  const view = new DataView(bytes.buffer);
  bytes[AT.flags] = FLAGS | (packet.isReplyExpected ? REPLY_EXPECTED : 0);
  bytes[AT.tag] = packet.tag;
  bytes[AT.toCore] = packet.toCore;
  bytes[AT.fromCore] = packet.fromCore;
  [bytes[AT.toX], bytes[AT.toY]] = packet.toChip;
  [bytes[AT.fromX], bytes[AT.fromY]] = packet.fromChip;
  view.setUint16(AT.command, packet.command, true);
  view.setUint16(AT.sequence, packet.sequence, true);
  bytes.set(packet.rest, AT.rest);
  return bytes;
}

/** Decodes the content of a UDP datagram; `null` if it is too short for a packet. */
export function decodeScp(datagram: Uint8Array): ScpPacket | null {
  if (datagram.length < AT.rest) return null;
  const view = new DataView(datagram.buffer, datagram.byteOffset, datagram.byteLength);
  const byte = (at: number): number => view.getUint8(at);
  return {
    isReplyExpected: (byte(AT.flags) & REPLY_EXPECTED) !== 0,
    tag: byte(AT.tag),
    toCore: byte(AT.toCore),
    fromCore: byte(AT.fromCore),
    toChip: [byte(AT.toX), byte(AT.toY)],
    fromChip: [byte(AT.fromX), byte(AT.fromY)],
    command: view.getUint16(AT.command, true),
    sequence: view.getUint16(AT.sequence, true),
    rest: datagram.subarray(AT.rest),
  };
}
