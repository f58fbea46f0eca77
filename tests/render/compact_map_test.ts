import { assert, assertEquals } from "@std/assert";
import { drawCompactMap } from "../../lib/render/compact_map.ts";
import type { BoardCoordinate } from "../../lib/machine/mod.ts";
import type { BoardGroup } from "../../lib/render/hexagon_map.ts";
import { type Paint, paintNothing } from "../../lib/render/styles.ts";

const NONE = { permissions: "none" } as const;
const HOLE = { label: "-", style: "red" } as const;

function all(width: number, height: number): BoardCoordinate[] {
  const boards: BoardCoordinate[] = [];
  for (let x = 0; x < width; x++) {
    for (let y = 0; y < height; y++) boards.push([x, y, 0], [x, y, 1], [x, y, 2]);
  }
  return boards;
}

function group(boards: readonly BoardCoordinate[], label = "."): BoardGroup {
  return { boards, label, inner: "dim", outer: "bright" };
}

function draw(
  width: number,
  height: number,
  groups: BoardGroup[],
  options: { columns?: number; coordinates?: boolean; paint?: Paint } = {},
): string[] {
  return drawCompactMap({ width, height }, groups, {
    hole: HOLE,
    paint: paintNothing,
    ...options,
  });
}

Deno.test("a compact map has a column a board, the first row of triads at the bottom", NONE, () => {
  const live = all(3, 2).filter((board) => board.join() !== "2,1,1");
  const jobs = [group([[0, 0, 0], [0, 0, 1], [0, 0, 2]], "A"), group([[1, 1, 2]], "B")];
  assertEquals(draw(3, 2, [group(live), ...jobs]), [
    "... ..B .-.",
    "AAA ... ...",
  ]);
});

Deno.test("a compact map shows y at the left and x below", NONE, () => {
  assertEquals(draw(11, 1, [group(all(11, 1))], { coordinates: true }), [
    "0 ... ... ... ... ... ... ... ... ... ... ...",
    "  0   1   2   3   4   5   6   7   8   9   10",
  ]);
});

Deno.test("triads of a compact map stand close where there is no room between them", NONE, () => {
  assertEquals(draw(3, 1, [group(all(3, 1))], { columns: 11 }), ["... ... ..."]);
  assertEquals(draw(3, 1, [group(all(3, 1))], { columns: 10 }), ["........."]);
});

Deno.test("a machine wider than the terminal is shown in parts, none wider than it", NONE, () => {
  assertEquals(draw(5, 2, [group(all(5, 2)), group([[4, 0, 0]], "A")], { columns: 10 }), [
    "1 ... ...",
    "0 ... ...",
    "  0   1",
    "1 ... ...",
    "0 ... ...",
    "  2   3",
    "1 ...",
    "0 A..",
    "  4",
  ]);
});

Deno.test("1,200 boards fit into 80 columns, and with coordinates as well", NONE, () => {
  for (const coordinates of [false, true]) {
    const lines = draw(20, 20, [group(all(20, 20))], { columns: 80, coordinates });
    assertEquals(lines.length, coordinates ? 21 : 20);
    assert(lines.every((line) => line.length <= 80));
    assertEquals(lines.join("").match(/\./g)?.length, 1200);
  }
});

Deno.test("neighbours of one style share an escape sequence on a compact map", NONE, () => {
  const paint: Paint = (style, text) => `<${style}:${text}>`;
  assertEquals(draw(1, 1, [group([[0, 0, 0], [0, 0, 1]])], { paint }), ["<dim:..><red:->"]);
});
