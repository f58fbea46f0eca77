import { assertEquals, assertLess } from "@std/assert";
import { renderCells } from "../../lib/render/cells.ts";
import { breakLine, cutLine } from "../../lib/render/width.ts";
import { jobKey, singleKey } from "../../lib/render/job_keys.ts";
import { toJson } from "../../lib/render/json.ts";
import { pythonSeconds, pythonValue } from "../../lib/render/python_values.ts";
import { jobStyle, paintAnsi } from "../../lib/render/styles.ts";
import { isoTime, localTime } from "../../lib/render/times.ts";

const NONE = { permissions: "none" } as const;

Deno.test("job keys count as the columns of spreadsheets do", NONE, () => {
  assertEquals(
    [0, 1, 25, 26, 27, 51, 52, 701, 702, 18277, 18278].map(jobKey),
    ["A", "B", "Z", "AA", "AB", "AZ", "BA", "ZZ", "AAA", "ZZZ", "AAAA"],
  );
});

Deno.test("keys of one column are letters and digits, then all the same", NONE, () => {
  const keys = [0, 25, 26, 51, 52, 61, 62, 500].map(singleKey);
  assertEquals(keys, ["A", "Z", "a", "z", "0", "9", "*", "*"]);
});

Deno.test("cells stand in columns, and wrap at a width", NONE, () => {
  const cells = ["A:1", "B:2", "C:17", "D:3"].map((text) => ({ text }));
  assertEquals(renderCells(cells, 80), "A:1   B:2   C:17  D:3");
  assertEquals(renderCells(cells, 16), "A:1   B:2   C:17\nD:3");
  assertEquals(renderCells(cells, 15), "A:1   B:2\nC:17  D:3");
  assertEquals(renderCells(cells, 1), "A:1\nB:2\nC:17\nD:3");
  assertEquals(renderCells([], 80), "");
});

Deno.test("a text is broken between words, and not in what is quoted", NONE, () => {
  assertEquals(breakLine("one two three", 8), ["one two", "three"]);
  assertEquals(breakLine('Try "spalloc alloc --help".', 12), ["Try", '"spalloc alloc --help".']);
  assertEquals(breakLine('name "a \\" b" here', 8), ["name", '"a \\" b"', "here"]);
  assertEquals(breakLine('a 5" board is "big', 8), ["a", '5" board is "big']);
  assertEquals(breakLine('an open " is one', 8), ["an open", '" is one']);
  assertEquals(breakLine("", 8), [""]);
  assertEquals(breakLine("file a  b", 80), ["file a  b"]);
  assertEquals(breakLine("file a  b", 7), ["file a ", "b"]);
  assertEquals(breakLine(' a "b  c"  d', 80), [' a "b  c"  d']);
});

Deno.test("a long text from anybody is broken in no time", NONE, () => {
  const began = performance.now();
  assertEquals(breakLine(String.raw`\"`.repeat(100_000), 80).length, 1);
  assertEquals(breakLine('"a'.repeat(100_000) + " b", 80).length, 2);
  assertEquals(breakLine("x".repeat(9_000_000), 80).length, 1);
  // Ten times what it takes, for slow machines; anything quadratic takes most of a minute.
  assertLess(performance.now() - began, 5000);
});

Deno.test("what cells look like takes no room", NONE, () => {
  assertEquals(
    renderCells([{ text: "A:1", shown: "<A>:1" }, { text: "B:2" }], 80),
    "<A>:1  B:2",
  );
});

Deno.test("times are local on screen, and UTC in JSON", NONE, () => {
  const seconds = new Date(2026, 10, 1, 23, 2, 8, 900).getTime() / 1000;
  assertEquals(localTime(seconds), "01/11/2026 23:02:08");
  assertEquals(isoTime(1456225473.25), "2016-02-23T11:04:33.250Z");
});

Deno.test("a time that is not known or in no calendar is empty", NONE, () => {
  assertEquals([null, Infinity, 1e300].map((time) => localTime(time)), ["", "", ""]);
  assertEquals([null, Infinity, 1e300].map(isoTime), [null, null, null]);
});

Deno.test("JSON reads as the same value, and steers no terminal", NONE, () => {
  const value = { owner: "a\x1b[2J\x9b2J\u202e\u2028é日\u{e0001}" };
  const text = toJson(value);
  assertEquals(text, '{"owner":"a\\u001b[2J\\u009b2J\\u202e\\u2028é日\\udb40\\udc01"}');
  assertEquals(JSON.parse(text), value);
  assertEquals(toJson({ keepalive: Infinity }), '{"keepalive":null}');
});

Deno.test("seconds look as Python's do", NONE, () => {
  assertEquals(
    [60, 0.5, null, Infinity].map(pythonSeconds),
    ["60.0", "0.5", "None", "inf"],
  );
});

Deno.test("values look as Python's do, and are safe to show", NONE, () => {
  assertEquals(
    [null, true, 3, 0.333, "m", ["a", 1], { k: false }].map(pythonValue),
    ["None", "True", "3", "0.333", "'m'", "['a', 1]", "{'k': False}"],
  );
  assertEquals(
    ["it's", `'"`, "a\\b", "\n\t", "\x1b[2J"].map(pythonValue),
    [`"it's"`, `'\\'"'`, String.raw`'a\\b'`, String.raw`'\n\t'`, String.raw`'\x1b[2J'`],
  );
});

Deno.test("a line is cut at columns, its styles left whole", NONE, () => {
  assertEquals(cutLine("frame-4", 5), "frame");
  assertEquals(cutLine("frame-4", 7), "frame-4");
  assertEquals(cutLine("日本語", 5), "日本");
  const line = `${paintAnsi("red", "abc")} ${paintAnsi("dim", "def")}`;
  assertEquals(cutLine(line, 2), "\x1b[31mab\x1b[0m");
  assertEquals(cutLine(line, 4), "\x1b[31mabc\x1b[0m ");
  assertEquals(cutLine(line, 7), line);
});

Deno.test("a job keeps its style, of which there are fifteen", NONE, () => {
  assertEquals(jobStyle(3), jobStyle(18));
  assertEquals(new Set(Array.from({ length: 100 }, (_, id) => jobStyle(id))).size, 15);
});
