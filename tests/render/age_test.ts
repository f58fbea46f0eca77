import { assertEquals } from "@std/assert";
import { ageText } from "../../lib/render/age.ts";
import { shorten } from "../../lib/render/width.ts";

const NONE = { permissions: "none" } as const;

Deno.test("ages take few columns: two units up to a day, then whole days", NONE, () => {
  const shown: [seconds: number, text: string][] = [
    [-5, "0s"],
    [59.9, "59s"],
    [60, "1m"],
    [3599, "59m"],
    [3600, "1h"],
    [8000, "2h13m"],
    [86_399, "23h59m"],
    [86_400, "1d"],
    [3 * 86_400 + 80_000, "3d"],
    [Infinity, ""],
    [NaN, ""],
  ];
  for (const [seconds, text] of shown) assertEquals(ageText(seconds), text);
});

Deno.test("text is shortened with an ellipsis within the columns that it has", NONE, () => {
  assertEquals(shorten("me@example.org", 14), "me@example.org");
  assertEquals(shorten("me@example.org", 8), "me@exam…");
  assertEquals(shorten("日本語", 5), "日本…");
  assertEquals([shorten("abc", 1), shorten("abc", 0)], ["…", ""]);
});
