import { assertEquals } from "@std/assert";
import { countBoards, SINGLE_BOARD_SIZE, sizeInChips } from "../../lib/machine/mod.ts";

Deno.test("sizeInChips() adds four chips on each axis that does not wrap", {
  permissions: "none",
}, () => {
  const triads = { width: 4, height: 2 };
  assertEquals(sizeInChips(triads, { x: true, y: true }), { width: 48, height: 24 });
  assertEquals(sizeInChips(triads, { x: true, y: false }), { width: 48, height: 28 });
  assertEquals(sizeInChips(triads, { x: false, y: true }), { width: 52, height: 24 });
  assertEquals(sizeInChips(triads, { x: false, y: false }), { width: 52, height: 28 });
});

Deno.test("a single board is 8 x 8 chips", { permissions: "none" }, () => {
  assertEquals(SINGLE_BOARD_SIZE, { width: 8, height: 8 });
});

Deno.test("countBoards() counts three boards a triad", { permissions: "none" }, () => {
  assertEquals(countBoards({ width: 20, height: 20 }), 1200);
});
