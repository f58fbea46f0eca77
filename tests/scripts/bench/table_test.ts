import { assertEquals, assertThrows } from "@std/assert";
import { median, targets } from "../../../scripts/bench/row.ts";
import { markdown } from "../../../scripts/bench/table.ts";
import { secondsOf } from "../../../scripts/bench/usage.ts";

Deno.test("the median is the middle, or half-way between the two in the middle", () => {
  assertEquals(median([30, 1, 2]), 2);
  assertEquals(median([4, 1, 2, 30]), 3);
  assertThrows(() => median([]), RangeError);
});

Deno.test("a target is met at its limit, and missed beyond it", () => {
  assertEquals(targets.nearEmpty(28, 20, 8).isMet, true);
  assertEquals(targets.nearEmpty(28.1, 20, 8).isMet, false);
  assertEquals(targets.timesEmpty(24, 20, 1.2).isMet, true);
  assertEquals(targets.timesEmpty(25, 20, 1.2).isMet, false);
  assertEquals(targets.ofPython(60, 100, 0.6).isMet, true);
  assertEquals(targets.ofPython(61, 100, 0.6).isMet, false);
  assertEquals(targets.asOften(40, 10, 4).isMet, true);
  assertEquals(targets.asOften(39, 10, 4).isMet, false);
  assertEquals(targets.atMost(5.1, 5, "at most 5 %").isMet, false);
});

Deno.test("a table tells what was compared, each target, and what could not be measured", () => {
  const section = {
    title: "Runs",
    rows: [
      {
        what: "`ps`",
        unit: "ms" as const,
        ours: 27,
        empty: 18,
        python: 54,
        targets: [targets.nearEmpty(27, 18, 8), targets.ofPython(27, 54, 0.6)],
      },
      { what: "memory", reason: "no way to tell" },
    ],
  };
  assertEquals(
    markdown([section]),
    `## Runs

|        | spalloc      | empty program    | Python client    | target         |        |
| ------ | ------------ | ---------------- | ---------------- | -------------- | ------ |
| \`ps\`   | 27.0 ms      | 18.0 ms (1.50 ×) | 54.0 ms (0.50 ×) | empty + 8 ms   | MISSED |
|        |              |                  |                  | 0.6 × Python   | met    |
| memory | not measured |                  |                  | no way to tell |        |`,
  );
});

Deno.test("times are read in all the ways in which ps writes them", () => {
  assertEquals(secondsOf("00:00:07"), 7);
  assertEquals(secondsOf("1:02.50"), 62.5);
  assertEquals(secondsOf("2-01:00:01"), 2 * 86_400 + 3601);
});
