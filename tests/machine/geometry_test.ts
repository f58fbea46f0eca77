import { assertEquals, assertThrows } from "@std/assert";
import { chipsOfBoard, ethernetChip, isChipOfBoard, locateChip } from "../../lib/machine/mod.ts";

const MACHINE = { width: 3, height: 2 };

Deno.test("chipsOfBoard() gives 48 chips", { permissions: "none" }, () => {
  const chips = chipsOfBoard();
  assertEquals(chips.length, 48);
  assertEquals(new Set(chips.map(String)).size, 48);
});

Deno.test("chipsOfBoard() draws the hexagon", { permissions: "none" }, () => {
  const rows = Array.from(
    { length: 8 },
    (_, row) =>
      Array.from({ length: 8 }, (_, x) => isChipOfBoard([x, 7 - row]) ? "#" : ".").join(""),
  );
  assertEquals(rows, [
    "....####",
    "...#####",
    "..######",
    ".#######",
    "########",
    "#######.",
    "######..",
    "#####...",
  ]);
});

Deno.test("isChipOfBoard() knows no chip outside of the board", { permissions: "none" }, () => {
  assertEquals(isChipOfBoard([-1, 0]), false);
  assertEquals(isChipOfBoard([7, 8]), false);
  assertEquals(isChipOfBoard([8, 7]), false);
  assertEquals(isChipOfBoard([0.5, 0]), false);
});

Deno.test("ethernetChip() places the boards of a triad", { permissions: "none" }, () => {
  assertEquals(ethernetChip([0, 0, 0]), [0, 0]);
  assertEquals(ethernetChip([0, 0, 1]), [8, 4]);
  assertEquals(ethernetChip([0, 0, 2]), [4, 8]);
  assertEquals(ethernetChip([2, 1, 2]), [28, 20]);
});

Deno.test("locateChip() gives every board its 48 chips and no chip to two", {
  permissions: "none",
}, () => {
  const chips = new Map<string, number>();
  for (let x = 0; x < 36; x++) {
    for (let y = 0; y < 24; y++) {
      const { board, boardChip } = locateChip([x, y], MACHINE);
      const [left, bottom] = ethernetChip(board);
      assertEquals([(left + boardChip[0]) % 36, (bottom + boardChip[1]) % 24], [x, y]);
      chips.set(board.join(), (chips.get(board.join()) ?? 0) + 1);
    }
  }
  assertEquals(chips.size, 18);
  assertEquals(new Set(chips.values()), new Set([48]));
});

Deno.test("locateChip() finds chips on boards that stick out over the edge", {
  permissions: "none",
}, () => {
  assertEquals(locateChip([0, 4], MACHINE), { board: [2, 0, 1], boardChip: [4, 0] });
  assertEquals(locateChip([5, 0], MACHINE), { board: [0, 1, 2], boardChip: [1, 4] });
});

Deno.test("locateChip() counts around the torus", { permissions: "none" }, () => {
  const machine = { width: 4, height: 2 };
  assertEquals(locateChip([999, 3], machine), locateChip([39, 3], machine));
  assertEquals(locateChip([-1, -1], machine), locateChip([47, 23], machine));
});

Deno.test("locateChip() throws if the machine has no boards", { permissions: "none" }, () => {
  assertThrows(() => locateChip([7, 3], { width: 0, height: 2 }), RangeError, "has no boards");
});

Deno.test("locateChip() throws if a coordinate is not a whole number", {
  permissions: "none",
}, () => {
  for (const x of [NaN, Infinity, 0.5]) {
    assertThrows(() => locateChip([x, 0], MACHINE), RangeError, "whole numbers");
  }
});
