/** The part of ASN.1's Distinguished Encoding Rules that a certificate needs. */

type Bytes = Uint8Array<ArrayBuffer>;

/** Encodes a value with a tag. */
export function tagged(tag: number, ...contents: readonly Bytes[]): Bytes {
  const size = contents.reduce((sum, { length }) => sum + length, 0);
  return join([new Uint8Array([tag, ...lengthOf(size)]), ...contents]);
}

/** Encodes a sequence. */
export function sequence(...items: readonly Bytes[]): Bytes {
  return tagged(0x30, ...items);
}

/** Encodes a set. */
export function set(...items: readonly Bytes[]): Bytes {
  return tagged(0x31, ...items);
}

/** Encodes a number that is not negative, from its bytes, the most significant first. */
export function integer(bytes: Iterable<number>): Bytes {
  const digits = [...bytes];
  while (digits.length > 1 && digits[0] === 0) digits.shift();
  // A first bit that is set would make it negative.
  if ((digits[0] ?? 0) >= 0x80) digits.unshift(0);
  return tagged(2, new Uint8Array(digits));
}

/** Encodes an object identifier, such as `2.5.4.3`. */
export function identifier(text: string): Bytes {
  const [first = 0, second = 0, ...rest] = text.split(".").map(Number);
  return tagged(6, new Uint8Array([first * 40 + second, ...rest.flatMap(base128)]));
}

/** Encodes text. */
export function utf8(text: string): Bytes {
  return tagged(0x0c, new TextEncoder().encode(text));
}

/** Encodes a time before 2050. */
export function time(date: Date): Bytes {
  const digits = date.toISOString().replace(/\.\d+|[-:T]/g, ""); // 20261122103000Z
  return tagged(0x17, new TextEncoder().encode(digits.slice(2)));
}

/** Encodes bits, in whole bytes. */
export function bits(bytes: Bytes): Bytes {
  return tagged(3, new Uint8Array(1), bytes);
}

/** Encodes bytes. */
export function octets(bytes: Bytes): Bytes {
  return tagged(4, bytes);
}

/** Encoding of `true`. */
export const TRUE: Bytes = new Uint8Array([1, 1, 0xff]);

function lengthOf(size: number): number[] {
  if (size < 0x80) return [size];
  const digits: number[] = [];
  for (let rest = size; rest > 0; rest = Math.floor(rest / 256)) digits.unshift(rest % 256);
  return [0x80 + digits.length, ...digits];
}

function base128(value: number): number[] {
  const digits = [value % 128];
  for (let rest = Math.floor(value / 128); rest > 0; rest = Math.floor(rest / 128)) {
    digits.unshift(0x80 + rest % 128);
  }
  return digits;
}

function join(pieces: readonly Bytes[]): Bytes {
  const whole = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}
