import { assertEquals } from "@std/assert";
import { type Paint, paintNothing } from "../../lib/render/styles.ts";
import { renderTable } from "../../lib/render/table.ts";

const NONE = { permissions: "none" } as const;

Deno.test("numbers are aligned at the right, texts at the left", NONE, () => {
  assertEquals(
    renderTable([["ID", "State", "Boards"], [1, "ready", 12], [10, "queue", ""]], paintNothing),
    "ID  State  Boards\n 1  ready      12\n10  queue",
  );
});

Deno.test("a table with headings only has one line", NONE, () => {
  assertEquals(renderTable([["Name", "Num boards"]], paintNothing), "Name  Num boards");
});

Deno.test("styles take no room", NONE, () => {
  const paint: Paint = (style, text) => `<${style}>${text}</>`;
  assertEquals(
    renderTable([["A", ["dim", "x"], "end"], [["red", 5], "long", ""]], paint),
    "A  <dim>x</>     end\n<red>5</>  long",
  );
});

Deno.test("wide and combining characters are measured in columns", NONE, () => {
  assertEquals(
    renderTable([["日本", "x"], ["abcd", "y"], ["e\u0301", "z"]], paintNothing),
    "日本  x\nabcd  y\ne\u0301     z",
  );
});

Deno.test("thousands of rows are no trouble", NONE, () => {
  const rows = Array.from({ length: 200_000 }, (_, n) => [n, "me"]);
  assertEquals(renderTable(rows, paintNothing).length > 2_000_000, true);
});

Deno.test("one long text at the end of a row costs nothing in the others", NONE, () => {
  const rows = Array.from({ length: 5_000 }, (_, n) => [n, n === 7 ? "x".repeat(1_000_000) : "me"]);
  const before = performance.now();
  assertEquals(renderTable(rows, paintNothing).length < 1_100_000, true);
  const seconds = (performance.now() - before) / 1000;
  assertEquals(seconds < 2, true, `${seconds} s`); // a tenth of one, or else many
});
