import { assertEquals, assertThrows } from "@std/assert";
import {
  type BoardCoordinate,
  ethernetChip,
  followLink,
  isLink,
  LINK_NAMES,
  LINKS,
  oppositeLink,
} from "../../lib/machine/mod.ts";

const MACHINE = { width: 5, height: 4 };

const MIDDLE: readonly BoardCoordinate[] = [[2, 2, 0], [2, 2, 1], [2, 2, 2]];

Deno.test("followLink() leads to six different boards, each in its direction", {
  permissions: "none",
}, () => {
  for (const board of MIDDLE) {
    const [x, y] = ethernetChip(board);
    const steps = LINKS.map((link) => {
      const [nextX, nextY] = ethernetChip(followLink(board, link, MACHINE).board);
      return [nextX - x, nextY - y];
    });
    assertEquals(steps, [[4, -4], [8, 4], [4, 8], [-4, 4], [-8, -4], [-4, -8]]);
  }
});

Deno.test("followLink() comes back over the opposite link", { permissions: "none" }, () => {
  for (const size of [{ width: 1, height: 1 }, { width: 2, height: 1 }, MACHINE]) {
    for (let x = 0; x < size.width; x++) {
      for (let y = 0; y < size.height; y++) {
        for (const z of [0, 1, 2]) {
          for (const link of LINKS) {
            const there = followLink([x, y, z], link, size);
            const back = followLink(there.board, oppositeLink(link), size);
            assertEquals(back, {
              board: [x, y, z],
              wrapsX: there.wrapsX,
              wrapsY: there.wrapsY,
            });
          }
        }
      }
    }
  }
});

Deno.test("followLink() says on which axis a link goes around", { permissions: "none" }, () => {
  assertEquals(followLink([4, 0, 1], 0, MACHINE), {
    board: [0, 0, 0],
    wrapsX: true,
    wrapsY: false,
  });
  assertEquals(followLink([0, 3, 2], 2, MACHINE), {
    board: [0, 0, 1],
    wrapsX: false,
    wrapsY: true,
  });
  assertEquals(followLink([4, 3, 1], 2, MACHINE), { board: [0, 0, 0], wrapsX: true, wrapsY: true });
  assertEquals(followLink([1, 1, 0], 1, MACHINE), {
    board: [1, 1, 1],
    wrapsX: false,
    wrapsY: false,
  });
});

Deno.test("followLink() throws if a triad has no such board", { permissions: "none" }, () => {
  assertThrows(() => followLink([0, 0, 3], 0, MACHINE), RangeError, "(0, 0, 3)");
});

Deno.test("oppositeLink() swaps east and west", { permissions: "none" }, () => {
  assertEquals(LINKS.map((link) => LINK_NAMES[oppositeLink(link)]), [
    "west",
    "south-west",
    "south",
    "east",
    "north-east",
    "north",
  ]);
});

Deno.test("isLink() takes 0 to 5 only", { permissions: "none" }, () => {
  assertEquals([-1, 0, 5, 6, 1.5].map(isLink), [false, true, true, false, false]);
});
