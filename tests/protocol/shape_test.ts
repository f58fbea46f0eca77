import { assertEquals, assertThrows } from "@std/assert";
import { ProtocolError } from "../../lib/errors.ts";
import {
  anything,
  boolean,
  count,
  fields,
  integer,
  list,
  nothing,
  nullable,
  number,
  object,
  pair,
  quadruple,
  type Shape,
  string,
  triple,
} from "../../lib/protocol/shape.ts";

const permissions = "none";

function assertTakes<T>(shape: Shape<T>, values: T[]): void {
  for (const value of values) assertEquals(shape(value, "place"), value);
}

function assertRefuses(shape: Shape<unknown>, values: unknown[], wanted: string): void {
  for (const value of values) {
    assertThrows(() => shape(value, "place"), ProtocolError, `as place, which must be ${wanted}`);
  }
}

Deno.test("shapes of single values take what they are for", { permissions }, () => {
  assertTakes(string, ["", "text"]);
  assertTakes(number, [0, -1.5, Infinity]);
  assertTakes(integer, [0, -3, 2 ** 53 - 1]);
  assertTakes(count, [0, 7]);
  assertTakes(boolean, [true, false]);
  assertTakes(anything, [null, 1, "a", [1]]);
});

Deno.test("shapes of single values refuse all else", { permissions }, () => {
  assertRefuses(string, [1, null, undefined, ["a"]], "text");
  assertRefuses(number, ["1", null, NaN, true], "a number");
  assertRefuses(integer, [1.5, 2 ** 53, Infinity, "1", null], "a whole number");
  assertRefuses(count, [-1, 0.5, "1", null], "a whole number of 0 or more");
  assertRefuses(boolean, [0, 1, "true", null], "true or false");
});

Deno.test("fields takes objects, but no lists", { permissions }, () => {
  assertTakes(fields, [{}, { a: 1 }]);
  assertRefuses(fields, [[], null, "a", 1, undefined], "an object");
});

Deno.test("object() takes its own keys alone, and names the one at fault", { permissions }, () => {
  const shape = object({ a: integer, b: object({ c: nullable(string) }) });
  assertEquals(shape({ a: 1, b: {}, d: 2 }, "place"), { a: 1, b: { c: null } });
  assertRefuses(shape, [[], null, "a"], "an object");
  const refused = (value: unknown, place: string, at: string): void => {
    assertThrows(() => shape(value, place), ProtocolError, `as ${at}, which must be`);
  };
  refused({ b: {} }, "place", "place.a");
  refused({ a: 1, b: { c: 2 } }, "place", "place.b.c");
  refused({ a: 1, b: { c: 2 } }, "", "b.c");
});

Deno.test("nullable() takes a missing key for null", { permissions }, () => {
  assertEquals(nullable(string)(undefined, "place"), null);
  assertEquals(nullable(string)(null, "place"), null);
  assertEquals(nullable(string)("a", "place"), "a");
  assertRefuses(nullable(string), [0, false], "text");
});

Deno.test("list() names the item that is wrong", { permissions }, () => {
  assertEquals(list(integer)([1, 2], "ids"), [1, 2]);
  assertThrows(
    () => list(list(integer))([[1], [2, "x"]], "ids"),
    ProtocolError,
    'The server sent "x" as ids[1][1], which must be a whole number',
  );
  assertRefuses(list(integer), [{}, null, "abc", { length: 1 }], "a list");
});

Deno.test("coordinates have the right length and whole numbers", { permissions }, () => {
  assertTakes(pair, [[0, -1]]);
  assertTakes(triple, [[0, 1, 2]]);
  assertTakes(quadruple, [[0, 1, 2, 5]]);
  assertRefuses(pair, [[1], [1, 2, 3], [1, "2"], [1, 0.5], null, "12"], "two whole numbers");
  assertRefuses(triple, [[1, 2], [1, 2, null], {}], "three whole numbers");
  assertRefuses(quadruple, [[1, 2, 3], [1, 2, 3, Infinity]], "four whole numbers");
});

Deno.test("nothing takes anything for nothing", { permissions }, () => {
  for (const value of [null, 1, "done", {}]) assertEquals(nothing(value, "place"), undefined);
});

Deno.test("a refusal quotes what was found, but not all of it", { permissions }, () => {
  const long = assertThrows(() => integer("x".repeat(1000), "id"), ProtocolError);
  assertEquals(long.message.length < 150, true);
  assertThrows(() => integer(undefined, "id"), ProtocolError, "sent nothing as id");
});
