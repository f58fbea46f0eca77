/** First words of frames. */
export const OPCODE = {
  open: 0,
  close: 1,
  message: 2,
  openUnconnected: 3,
  messageTo: 4,
  error: 5,
} as const;

const WORD = 4;

/** Maximum bytes of an error's text; a longer one is left out. */
const MAX_ERROR = 1000;

/** Splits a frame into a number of words and the rest; `null` if it has fewer words. */
export function split(
  frame: Uint8Array,
  count: number,
): { words: number[]; rest: Uint8Array } | null {
  if (frame.length < count * WORD) return null;
  const view = new DataView(frame.buffer, frame.byteOffset, frame.byteLength);
  const words = Array.from({ length: count }, (_, index) => view.getUint32(index * WORD, true));
  return { words, rest: frame.subarray(count * WORD) };
}

/** Returns a frame of words and bytes. */
export function join(
  words: readonly number[],
  rest: Uint8Array = new Uint8Array(),
): Uint8Array<ArrayBuffer> {
  const frame = new Uint8Array(words.length * WORD + rest.length);
  const view = new DataView(frame.buffer);
  for (const [index, word] of words.entries()) view.setUint32(index * WORD, word, true);
  frame.set(rest, words.length * WORD);
  return frame;
}

/** Returns the frame of an error. */
export function errorFrame(correlation: number, text: string): Uint8Array<ArrayBuffer> {
  const bytes = new TextEncoder().encode(text);
  return join([OPCODE.error, correlation], bytes.length > MAX_ERROR ? undefined : bytes);
}
