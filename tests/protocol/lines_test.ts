import { assert, assertEquals, assertThrows } from "@std/assert";
import { ProtocolError } from "../../lib/errors.ts";
import { LineSplitter, MAX_LINE_BYTES } from "../../lib/protocol/lines.ts";

const permissions = "none";
const encode = (text: string): Uint8Array => new TextEncoder().encode(text);

Deno.test("LineSplitter gives the same lines wherever the stream is cut in two", {
  permissions,
}, () => {
  const bytes = encode('{"return": "1!7.0.0"}\r\n\r\n\n{"jobs_changed": [1]}\n{"ö€🙂": null}\n');
  const whole = ['{"return": "1!7.0.0"}', '{"jobs_changed": [1]}', '{"ö€🙂": null}'];
  for (let cut = 0; cut <= bytes.length; cut++) {
    const lines = new LineSplitter();
    const got = [...lines.push(bytes.subarray(0, cut)), ...lines.push(bytes.subarray(cut))];
    assertEquals(got, whole, `cut at byte ${cut}`);
    assertEquals(lines.pending, 0);
  }
});

Deno.test("LineSplitter takes a stream byte by byte", { permissions }, () => {
  const lines = new LineSplitter();
  const got: string[] = [];
  for (const byte of encode("a\r\n\nb€c\nd")) got.push(...lines.push(Uint8Array.of(byte)));
  assertEquals(got, ["a", "b€c"]);
  assertEquals(lines.pending, 1);
});

Deno.test("LineSplitter keeps what is left over when the buffer is used again", {
  permissions,
}, () => {
  const lines = new LineSplitter();
  const buffer = encode("hello");
  assertEquals([...lines.push(buffer)], []);
  buffer.fill(120);
  assertEquals([...lines.push(encode(" you\n"))], ["hello you"]);
});

Deno.test("LineSplitter drops only one carriage return, and only at the end", {
  permissions,
}, () => {
  assertEquals([...new LineSplitter().push(encode("a\rb\r\r\n"))], ["a\rb\r"]);
});

Deno.test("LineSplitter takes a line of the longest length and refuses a longer one", {
  permissions,
}, () => {
  const lines = new LineSplitter(10);
  assertEquals([...lines.push(encode("0123456789\n"))], ["0123456789"]);
  assertThrows(() => [...lines.push(encode("0123456789a\n"))], ProtocolError, "longer than 10");
});

Deno.test("LineSplitter refuses a line that never ends before it is all in memory", {
  permissions,
}, () => {
  const lines = new LineSplitter();
  const piece = new Uint8Array(1024 * 1024).fill(97);
  for (let size = 0; size < MAX_LINE_BYTES; size += piece.length) {
    assertEquals([...lines.push(piece)], []);
  }
  assertEquals(lines.pending, MAX_LINE_BYTES);
  assertThrows(() => [...lines.push(Uint8Array.of(97))], ProtocolError, "longer than 8388608");
});

Deno.test("LineSplitter needs no more memory for a line that comes byte by byte", {
  permissions,
}, () => {
  const lines = new LineSplitter();
  const byte = Uint8Array.of(97);
  const before = Deno.memoryUsage().rss;
  for (let size = 0; size < 2 ** 20; size++) lines.push(byte).next();
  const megabytes = (Deno.memoryUsage().rss - before) / 2 ** 20;
  assertEquals(lines.pending, 2 ** 20);
  assert(megabytes < 50, `1 MiB took ${megabytes} MiB`); // an array for each byte takes 150 and more
});

Deno.test("LineSplitter gives the good lines before the bad one", { permissions }, () => {
  const got: string[] = [];
  assertThrows(() => {
    for (const line of new LineSplitter(4).push(encode("a\nb\nccccc\nd\n"))) got.push(line);
  }, ProtocolError);
  assertEquals(got, ["a", "b"]);
});

Deno.test("LineSplitter refuses a line that is not UTF-8", { permissions }, () => {
  const bytes = Uint8Array.of(0x22, 0xff, 0x22, 10);
  assertThrows(() => [...new LineSplitter().push(bytes)], ProtocolError, "not UTF-8");
});
