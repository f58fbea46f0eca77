import { assertEquals } from "@std/assert";
import { KeyDecoder } from "../../../commands/watch/keys.ts";

const NONE = { permissions: "none" } as const;

function keysOf(...pieces: string[]): string[] {
  const decoder = new KeyDecoder();
  return pieces.flatMap((piece) => decoder.decode(new TextEncoder().encode(piece)));
}

Deno.test("keys are known by what terminals send for them", NONE, () => {
  assertEquals(keysOf("q?G \r\x03ü😀"), ["q", "?", "G", " ", "enter", "interrupt", "ü", "😀"]);
  assertEquals(keysOf("\x1b[A\x1b[B\x1b[C\x1b[D"), ["up", "down", "right", "left"]);
  assertEquals(keysOf("\x1bOA\x1bOB\x1bOH\x1bOF"), ["up", "down", "home", "end"]);
  assertEquals(keysOf("\x1b[5~\x1b[6~\x1b[H\x1b[F"), ["pageUp", "pageDown", "home", "end"]);
  assertEquals(keysOf("\x1b[1~\x1b[4~\x1b[7~\x1b[8~"), ["home", "end", "home", "end"]);
});

Deno.test("keys with Shift, Alt or Ctrl are those without", NONE, () => {
  assertEquals(keysOf("\x1b[1;5A\x1b[6;2~"), ["up", "pageDown"]);
});

Deno.test("keys that nobody uses mean nothing, and are not taken for letters", NONE, () => {
  assertEquals(keysOf("\x1b[15~\x1b[Z\x1bOPq"), ["q"]);
});

Deno.test("a key may come in pieces, and Escape alone is a key", NONE, () => {
  assertEquals(keysOf("\x1b[", "5", "~q"), ["pageUp", "q"]);
  assertEquals(keysOf("\x1bO", "A"), ["up"]);
  assertEquals(keysOf("\x1b", "q"), ["escape", "q"]);
});
