import { assertEquals } from "@std/assert";
import { durationOf } from "../../lib/v2/duration.ts";

Deno.test("a duration is read as a number and as a text", { permissions: "none" }, () => {
  for (
    const [given, seconds] of [
      [120, 120],
      [45.5, 45.5],
      ["120.000000000", 120],
      ["PT2M", 120],
      ["PT120S", 120],
      ["PT1H0.5S", 3600.5],
      ["P1DT1M", 86_460],
      [Infinity, null],
      ["9".repeat(400), null],
      [`PT${"9".repeat(400)}S`, null],
      ["P", null],
      ["PT", null],
      ["soon", null],
      [{}, null],
      [null, null],
      [undefined, null],
    ] as const
  ) {
    assertEquals(durationOf(given), seconds, String(given));
  }
});
