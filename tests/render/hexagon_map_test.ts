import { assertEquals } from "@std/assert";
import type { BoardCoordinate } from "../../lib/machine/mod.ts";
import { type BoardGroup, drawHexagonMap } from "../../lib/render/hexagon_map.ts";
import { type Paint, paintNothing } from "../../lib/render/styles.ts";

const NONE = { permissions: "none" } as const;

function triads(width: number, height: number): BoardCoordinate[] {
  const boards: BoardCoordinate[] = [];
  for (let x = 0; x < width; x++) {
    for (let y = 0; y < height; y++) boards.push([x, y, 0], [x, y, 1], [x, y, 2]);
  }
  return boards;
}

function group(boards: readonly BoardCoordinate[], label = "."): BoardGroup {
  return { boards, label, inner: "dim", outer: "bright" };
}

function draw(groups: BoardGroup[], options = {}): string {
  return drawHexagonMap(groups, { paint: paintNothing, ...options })?.lines.join("\n") ?? "none";
}

Deno.test("a single board is a hexagon", NONE, () => {
  assertEquals(
    draw([group([[0, 0, 0]])]),
    String.raw`
 ___
/ . \
\___/`.slice(1),
  );
});

Deno.test("a triad is three hexagons", NONE, () => {
  assertEquals(
    draw([group(triads(1, 1))]),
    String.raw`
 ___
/ . \___
\___/ . \
/ . \___/
\___/`.slice(1),
  );
});

Deno.test("boards far from the origin are drawn at the left edge", NONE, () => {
  assertEquals(draw([group([[7, 9, 1]])]), draw([group([[0, 0, 0]])]));
});

Deno.test("a machine of 4x2 triads shows its jobs, dead boards and dead links", NONE, () => {
  const isDead = (board: BoardCoordinate): boolean => ["3,1,2", "0,0,0"].includes(board.join());
  const live = triads(4, 2).filter((board) => !isDead(board));
  const jobs = [group([[0, 1, 0], [0, 1, 1], [0, 1, 2]], "B"), group([[1, 0, 2]], "AB")];
  assertEquals(
    draw([group(live), ...jobs], { deadLinks: [[2, 0, 0, 0], [2, 0, 0, 2], [2, 1, 2, 5]] }),
    String.raw`
 ___     ___     ___
/ B \___/ . \___/ . \___     ___
\___/ B \___/ . \XXX/ . \___/ . \
/ B \___/ . \___/ . \___/ . \___/
\___/ . \___/ AB\___/ . \___/ . \___
    \___/ . \___/ . \XXX/ . \___/ . \
        \___/ . \___/ . \___/ . \___/
            \___/   \___X   \___/`.slice(1),
  );
});

Deno.test("later groups cover earlier ones, and only outer edges are bright", NONE, () => {
  const paint: Paint = (style, text) => style === "bright" ? text.replaceAll("_", "=") : text;
  assertEquals(
    draw([group([[0, 0, 0], [0, 0, 2]], "A")], { paint }),
    String.raw`
 ===
/ A \
\___/
/ A \
\===/`.slice(1),
  );
});

Deno.test("neighbours of one style share an escape sequence", NONE, () => {
  const paint: Paint = (style, text) => `<${style}:${text}>`;
  assertEquals(draw([group([[0, 0, 0]], "A")], { paint }).split("\n"), [
    " <bright:___>",
    String.raw`<bright:/><dim: A ><bright:\>`,
    String.raw`<bright:\___/>`,
  ]);
});

Deno.test("labels are centred, and those too long do not shift the map", NONE, () => {
  const line = (label: string): string => draw([group([[0, 0, 0]], label)]).split("\n")[1] ?? "";
  assertEquals(["A", "AB", "ABC", "ABCD"].map(line), ["/ A \\", "/ AB\\", "/ABC\\", "/???\\"]);
});

Deno.test("a map is cut at a number of columns, and tells how many it has", NONE, () => {
  const map = drawHexagonMap([group(triads(2, 1))], { paint: paintNothing, columns: 6 });
  assertEquals(map, {
    lines: [" ___", "/ . \\_", "\\___/ ", "/ . \\_", "\\___/"],
    width: 17,
  });
});

Deno.test("links that no board can have are passed over", NONE, () => {
  const deadLinks = [[0, 0, 0, 6], [0, 0, 0, -1]];
  assertEquals(draw([group([[0, 0, 0]])], { deadLinks }), draw([group([[0, 0, 0]])]));
});

Deno.test("no boards are no lines", NONE, () => {
  assertEquals(drawHexagonMap([], { paint: paintNothing }), { lines: [], width: 0 });
  assertEquals(drawHexagonMap([group([])], { paint: paintNothing }), { lines: [], width: 0 });
});

Deno.test("boards too far apart for any map give none", NONE, () => {
  const apart = [group([[0, 0, 0], [1_000_000, 0, 0], [0, 1_000_000, 0]])];
  assertEquals(drawHexagonMap(apart, { paint: paintNothing }), null);
});

Deno.test("100,000 boards and a thousand jobs take well under a second", NONE, () => {
  const boards = triads(183, 183);
  const jobs = Array.from(
    { length: 1000 },
    (_, n) => group(boards.slice(n * 100, n * 100 + 100), "J"),
  );
  const before = performance.now();
  const map = drawHexagonMap([group(boards), ...jobs], { paint: paintNothing });
  const seconds = (performance.now() - before) / 1000;
  assertEquals(map?.lines.length, 551);
  // Ten times what it takes, for slow machines; anything quadratic takes minutes.
  assertEquals(seconds < 4, true, `${seconds} s`);
});
