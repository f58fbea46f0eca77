import { ProtocolError } from "../../errors.ts";
import type { ChipCoordinate } from "../../machine/coordinates.ts";
import { join, OPCODE, split } from "./words.ts";

/** Maximum bytes of a frame that servers take. */
const MOST_FRAME = 8192;

/** Maximum bytes of a datagram on a channel. */
export const MOST_DATAGRAM = MOST_FRAME - 8;

/** A frame from the server. Those of channels to all boards are left out: we open none. */
export type ServerFrame =
  | { kind: "opened"; correlation: number; channel: number }
  /** `channel` is 0 if it was not open. */
  | { kind: "closed"; correlation: number; channel: number }
  | { kind: "datagram"; channel: number; datagram: Uint8Array }
  | { kind: "error"; correlation: number; words: string };

/** Returns the frame that opens a channel to a UDP port of a board. */
export function openFrame(
  correlation: number,
  [x, y]: ChipCoordinate,
  port: number,
): Uint8Array<ArrayBuffer> {
  return join([OPCODE.open, correlation, x, y, port]);
}

/** Returns the frame that closes a channel. It is answered for channels that don't exist, too. */
export function closeFrame(correlation: number, channel: number): Uint8Array<ArrayBuffer> {
  return join([OPCODE.close, correlation, channel]);
}

/** Returns the frame that sends a datagram on a channel. */
export function messageFrame(channel: number, datagram: Uint8Array): Uint8Array<ArrayBuffer> {
  return join([OPCODE.message, channel], datagram);
}

/**
 * Reads a frame from the server.
 *
 * @throws {ProtocolError} if it is none.
 */
export function readFrame(frame: Uint8Array): ServerFrame {
  const { words: [code], rest } = parts(frame, 1);
  switch (code) {
    case OPCODE.open:
    case OPCODE.close: {
      const { words: [correlation = 0, channel = 0], rest: more } = parts(rest, 2);
      if (more.length > 0) throw new ProtocolError("The server sent a frame that is too long");
      return { kind: code === OPCODE.open ? "opened" : "closed", correlation, channel };
    }
    case OPCODE.message: {
      const { words: [channel = 0], rest: datagram } = parts(rest, 1);
      return { kind: "datagram", channel, datagram };
    }
    case OPCODE.error: {
      const { words: [correlation = 0], rest: text } = parts(rest, 1);
      return { kind: "error", correlation, words: new TextDecoder().decode(text) };
    }
    default:
      throw new ProtocolError(`The server sent a frame of an unknown kind, ${code}`);
  }
}

function parts(bytes: Uint8Array, count: number): { words: number[]; rest: Uint8Array } {
  const found = split(bytes, count);
  if (found === null) throw new ProtocolError("The server sent a frame that is too short");
  return found;
}
