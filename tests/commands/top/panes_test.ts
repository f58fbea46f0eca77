import { assertEquals } from "@std/assert";
import { Selection, sharePanes, windowAround } from "../../../commands/top/panes.ts";

const NONE = { permissions: "none" } as const;

Deno.test("a list and a map share a screen, and some jobs are always to be seen", NONE, () => {
  assertEquals(sharePanes({ jobs: 5, map: 8 }, 13), { jobs: 5, map: 8 });
  assertEquals(sharePanes({ jobs: 5, map: 8 }, 12), { jobs: 4, map: 8 });
  assertEquals(sharePanes({ jobs: 50, map: 20 }, 15), { jobs: 3, map: 12 });
  assertEquals(sharePanes({ jobs: 1, map: 20 }, 15), { jobs: 1, map: 14 });
  assertEquals(sharePanes({ jobs: 50, map: 20 }, 1), { jobs: 1, map: 0 });
});

Deno.test(
  "the part of a list that is shown follows the chosen line, and moves no further",
  NONE,
  () => {
    const at = (chosen: number, from: number): number =>
      windowAround(chosen, { from, lines: 3, length: 10 });
    assertEquals([at(0, 0), at(2, 0), at(3, 0), at(9, 0)], [0, 0, 1, 7]);
    assertEquals([at(5, 4), at(3, 4), at(0, 7)], [4, 3, 0]);
    assertEquals(windowAround(1, { from: 5, lines: 3, length: 2 }), 0);
  },
);

Deno.test(
  "a job stays chosen while the list changes, and another takes the place of one that is over",
  NONE,
  () => {
    const selection = new Selection();
    assertEquals(selection.among([]), null);
    assertEquals(selection.among([1, 2, 3]), 1);
    assertEquals(selection.press("down", [1, 2, 3]), true);
    assertEquals([selection.among([1, 2, 3]), selection.position], [2, 1]);
    assertEquals([selection.among([0, 1, 2]), selection.position], [2, 2]);
    assertEquals(selection.among([0, 1, 3]), 3);
    assertEquals(selection.among([0]), 0);
  },
);

Deno.test("keys choose, and not beyond the ends", NONE, () => {
  const selection = new Selection();
  const after = (key: string): number | null => {
    selection.press(key, [4, 5, 6]);
    return selection.among([4, 5, 6]);
  };
  assertEquals(["up", "down", "j", "down", "k"].map(after), [4, 5, 6, 6, 5]);
  assertEquals(["home", "end", "g", "G"].map(after), [4, 6, 4, 6]);
  assertEquals(selection.press("x", [4, 5, 6]), false);
});
