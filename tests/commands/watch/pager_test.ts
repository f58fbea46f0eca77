import { assertEquals } from "@std/assert";
import { Pager } from "../../../commands/watch/pager.ts";

const NONE = { permissions: "none" } as const;
const TEN = Array.from({ length: 10 }, (_, at) => `line ${at + 1}`);

/** The lines that are shown after each key, as `first-last`. */
function shownAfter(keys: string[], { lines = TEN, room = 4 } = {}): string[] {
  const pager = new Pager();
  pager.show(lines, room);
  return keys.map((key) => {
    pager.press(key);
    const { lines: shown, range } = pager.show(lines, room);
    assertEquals(range, [Number(shown[0]?.slice(5)), Number(shown.at(-1)?.slice(5))]);
    return range!.join("-");
  });
}

Deno.test("a pager shows all of a text that fits", NONE, () => {
  assertEquals(new Pager().show(TEN, 10), { lines: TEN, range: null });
});

Deno.test("a pager scrolls by lines, pages and to the ends, and not beyond them", NONE, () => {
  assertEquals(shownAfter(["up", "down", "j", "k"]), ["1-4", "2-5", "3-6", "2-5"]);
  assertEquals(
    shownAfter(["pageDown", " ", "pageDown", "pageUp", "b"]),
    ["4-7", "7-10", "7-10", "4-7", "1-4"],
  );
  assertEquals(shownAfter(["G", "g", "end", "down", "home"]), [
    "7-10",
    "1-4",
    "7-10",
    "7-10",
    "1-4",
  ]);
});

Deno.test("a pager tells whether a key scrolled anything", NONE, () => {
  const pager = new Pager();
  pager.show(TEN, 4);
  assertEquals(["up", "x", "down"].map((key) => pager.press(key)), [false, false, true]);
});

Deno.test(
  "a pager stays where it is while a text changes, as far as that is still there",
  NONE,
  () => {
    const pager = new Pager();
    pager.show(TEN, 4);
    pager.press("end");
    assertEquals(pager.show([...TEN, "line 11"], 4).range, [7, 10]);
    assertEquals(pager.show(TEN.slice(0, 5), 4).range, [2, 5]);
    assertEquals(pager.show(TEN, 20).range, null);
  },
);
