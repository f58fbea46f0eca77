import { assertEquals, assertThrows } from "@std/assert";
import { ProtocolError } from "../../../lib/errors.ts";
import { closeFrame, messageFrame, openFrame, readFrame } from "../../../lib/v2/proxy/frames.ts";

const pure = { permissions: "none" } as const;

Deno.test("frames have little-endian words, and bytes behind them", pure, () => {
  assertEquals(
    [...openFrame(0xdeadbeef, [8, 4], 17893)],
    [0, 0, 0, 0, 0xef, 0xbe, 0xad, 0xde, 8, 0, 0, 0, 4, 0, 0, 0, 0xe5, 0x45, 0, 0],
  );
  assertEquals([...closeFrame(1, 258)], [1, 0, 0, 0, 1, 0, 0, 0, 2, 1, 0, 0]);
  assertEquals([...messageFrame(7, new Uint8Array([9]))], [2, 0, 0, 0, 7, 0, 0, 0, 9]);
  assertEquals([...messageFrame(7, new Uint8Array())], [2, 0, 0, 0, 7, 0, 0, 0]);
});

Deno.test("a datagram that is a part of a larger array is sent alone", pure, () => {
  const part = new Uint8Array([1, 2, 3, 4]).subarray(1, 3);
  assertEquals([...messageFrame(7, part)].slice(8), [2, 3]);
});

Deno.test("frames of the server are read", pure, () => {
  const read = (...bytes: number[]) => readFrame(new Uint8Array(bytes));
  assertEquals(read(0, 0, 0, 0, 5, 0, 0, 0, 1, 1, 0, 0), {
    kind: "opened",
    correlation: 5,
    channel: 257,
  });
  assertEquals(read(1, 0, 0, 0, 255, 255, 255, 255, 0, 0, 0, 0), {
    kind: "closed",
    correlation: 0xffffffff,
    channel: 0,
  });
  assertEquals(read(2, 0, 0, 0, 7, 0, 0, 0, 9, 8), {
    kind: "datagram",
    channel: 7,
    datagram: new Uint8Array([9, 8]),
  });
  assertEquals(read(2, 0, 0, 0, 7, 0, 0, 0), {
    kind: "datagram",
    channel: 7,
    datagram: new Uint8Array(),
  });
  assertEquals(read(5, 0, 0, 0, 1, 0, 0, 0, 110, 111), {
    kind: "error",
    correlation: 1,
    words: "no",
  });
  assertEquals(read(5, 0, 0, 0, 1, 0, 0, 0), { kind: "error", correlation: 1, words: "" });
});

Deno.test("what is no frame of the server is an error, whatever it is", pure, () => {
  for (
    const bytes of [
      [],
      [0, 0, 0],
      [0, 0, 0, 0],
      [0, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0],
      [0, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1],
      [1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0],
      [2, 0, 0, 0, 1, 0, 0],
      [3, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 10, 9, 8, 7],
      [3, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 10, 9, 8, 7, 1, 0, 0, 0, 1],
      [4, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0],
      [5, 0, 0, 0, 1],
      [6, 0, 0, 0, 1, 0, 0, 0],
      [0, 0, 0, 1, 1, 0, 0, 0, 1, 0, 0, 0],
    ]
  ) assertThrows(() => readFrame(new Uint8Array(bytes)), ProtocolError, undefined, String(bytes));
});
