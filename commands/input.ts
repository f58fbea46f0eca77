import type { Context } from "./context.ts";

/** Input of text, such as {@linkcode Deno.stdin}. */
export interface Input {
  /** Reads some bytes; `null` at the end. */
  read(buffer: Uint8Array): Promise<number | null>;
}

/** Reads text as it comes, to its end. No buffer keeps what may be a password. */
export async function* piecesOf(input: Input): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  const buffer = new Uint8Array(4096);
  for (;;) {
    const size = await input.read(buffer);
    if (size === null) break;
    const piece = decoder.decode(buffer.subarray(0, size), { stream: true });
    buffer.fill(0);
    yield piece;
  }
  // Not UTF-8, if anything is left.
  yield decoder.decode();
}

/** Reads all of a text. */
export async function readText(input: Input): Promise<string> {
  return (await Array.fromAsync(piecesOf(input))).join("");
}

/** Switches a terminal that may have been closed, of which a signal tells. */
export function setRaw(stdin: Pick<Context["stdin"], "setRaw">, isRaw: boolean): void {
  try {
    stdin.setRaw(isRaw);
  } catch {
    // It was closed.
  }
}
