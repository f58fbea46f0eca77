import { escapeText } from "../../../lib/escape.ts";
import { drawHexagonMap } from "../../../lib/render/hexagon_map.ts";
import { renderTable } from "../../../lib/render/table.ts";

const plain = (_style: string, text: string): string => text;

for (const side of [18, 58, 183]) {
  const boards = Array.from(
    { length: 3 * side * side },
    (_, at): [number, number, number] => [
      Math.floor(at / 3 / side),
      Math.floor(at / 3) % side,
      at % 3,
    ],
  );
  const group = { boards, label: ".", inner: "dim", outer: "bright" } as const;
  Deno.bench(`draw a map of ${boards.length} boards`, () => {
    drawHexagonMap([group], { paint: plain });
  });
}

const rows = Array.from({ length: 10_000 }, (_, at) => [at, "ready", "on", 3, "spin5-big", "me"]);
Deno.bench(`lay out a table of ${rows.length} lines`, () => {
  renderTable(rows, plain);
});

Deno.bench("make the name of an owner safe to show", () => {
  escapeText("user@example.org");
});

Deno.bench("make a name safe that would steer a terminal", () => {
  escapeText("\x1b[2J\x9bm\u202euser@example.org\r\n".repeat(10));
});
