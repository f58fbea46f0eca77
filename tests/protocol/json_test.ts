import { assert, assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { ProtocolError } from "../../lib/errors.ts";
import { parseLine } from "../../lib/protocol/json.ts";

const permissions = "none";

Deno.test("parseLine() reads an object", { permissions }, () => {
  assertEquals(parseLine('{"return": [1, null, {"a": "\\u00f6"}]}'), {
    return: [1, null, { a: "ö" }],
  });
});

Deno.test("parseLine() reads Python's Infinity and NaN, of which only the sign is kept", {
  permissions,
}, () => {
  assertEquals(parseLine('{"a": Infinity, "b": -Infinity, "c": [NaN, 1e999], "d": 1}'), {
    a: Infinity,
    b: -Infinity,
    c: [Infinity, Infinity],
    d: 1,
  });
});

Deno.test("parseLine() leaves Infinity and NaN inside strings as they are", {
  permissions,
}, () => {
  const texts = ["NaN", "-Infinity", 'say "NaN"', "\\", 'Infinity\\"', "\\\\NaN", "", "ö NaN €"];
  const line = `{"keepalive": Infinity, "texts": ${JSON.stringify(texts)}, "NaN": NaN}`;
  assertEquals(parseLine(line), { keepalive: Infinity, texts, NaN: Infinity });
});

Deno.test("parseLine() does not touch strings when there is nothing to mend", {
  permissions,
}, () => {
  assertEquals(parseLine('{"owner": "NaN Infinity"}'), { owner: "NaN Infinity" });
});

Deno.test("parseLine() reads a long line with Infinity in it", { permissions }, () => {
  const owner = "x".repeat(1_000_000);
  assertEquals(parseLine(`{"a": Infinity, "owner": "${owner}"}`), { a: Infinity, owner });
});

Deno.test("parseLine() refuses what is not JSON", { permissions }, () => {
  for (const line of ["", "{", "hello", "{'a': 1}", '{"a": Infinit}', '{"a": NaNa}', "{NaN: 1}"]) {
    assertThrows(() => parseLine(line), ProtocolError, "is not JSON: ");
  }
});

Deno.test("parseLine() refuses a line of quotes that lead nowhere without trying them all", {
  permissions,
}, () => {
  const line = `{"a": NaN, "${'\\"'.repeat(40_000)}`;
  const start = performance.now();
  assertThrows(() => parseLine(line), ProtocolError, "is not JSON: ");
  const seconds = (performance.now() - start) / 1000;
  assert(seconds < 0.5, `80 kB took ${seconds} s`); // it is 5 ms, or else many seconds
});

Deno.test("parseLine() refuses JSON that is not an object", { permissions }, () => {
  for (const line of ["null", "[]", "1", '"a"', "true", "NaN"]) {
    assertThrows(() => parseLine(line), ProtocolError, "is not a JSON object");
  }
});

Deno.test("parseLine() quotes a short, escaped excerpt of a bad line", { permissions }, () => {
  const { message } = assertThrows(() => parseLine(`\x1b[31m${"x".repeat(500)}`), ProtocolError);
  assertStringIncludes(message, '"\\u001b[31mxxx');
  assertEquals(message.length < 130, true);
});

Deno.test("parseLine() takes __proto__ for a key like any other", { permissions }, () => {
  const value = parseLine('{"__proto__": {"return": 1}}');
  assertEquals("return" in value, false);
});
