import { assertEquals, assertLess } from "@std/assert";
import type { BoardCoordinate } from "../../../lib/machine/coordinates.ts";
import { readMachinePage } from "../../../lib/v2/pages/machine_page.ts";

const board = (x: number, y: number, z: number, address = ""): string =>
  `{
    "triad": { "x": ${x}, "y": ${y}, "z": ${z} },
    "physical": { "cabinet": "0", "frame": "1", "board": "2" },
    ${address && `"network": { "address": "${address}" }`}
  }`;

/** A machine as the server shows it: with commas behind the last parts, and ids as texts. */
const PAGE = `<html><head><script src="machine.js"></script></head>
<script>
machine = (
{
  "name": "m",
  "width": 1,
  "height": 1,
  "num_in_use": 1,
  "tags": [ "a {strange} \\"tag\\",]" ],
  "jobs": [
    { "id": "7", "url": "u", "owner": "ada", "boards": [ ${board(0, 0, 0, "10.0.0.1")} ] },
    { "id": "8", "boards": [ ] }
  ],
  "live_boards": [ ${board(0, 0, 0)}, ${board(0, 0, 2)} ],
  "dead_boards": [ ${board(0, 0, 1)}
  ]
}
);
</script>
<body><script>drawMachine("machine_layout", "tooltip", machine);</script></body></html>`;

Deno.test("the page of a machine tells the boards of jobs, and which are in service", {
  permissions: "none",
}, () => {
  assertEquals(readMachinePage(PAGE), {
    jobs: new Map<number, BoardCoordinate[]>([[7, [[0, 0, 0]]], [8, []]]),
    live: [[0, 0, 0], [0, 0, 2]],
    dead: [[0, 0, 1]],
  });
});

Deno.test("the page of a machine may have plain JSON, numbers for ids, and more", {
  permissions: "none",
}, () => {
  const page = `<script>const machine = {"jobs": [{"id": 7, "new": null, "boards": []}],
    "live_boards": [], "dead_boards": []};</script>`;
  assertEquals(readMachinePage(page), { jobs: new Map([[7, []]]), live: [], dead: [] });
});

for (
  const [what, page] of [
    ["without a machine", "<script>job = ({});</script>"],
    ["that is cut", PAGE.slice(0, PAGE.indexOf("dead_boards"))],
    ["without jobs", PAGE.replace('"jobs"', '"work"')],
    ["with code in place of a value", PAGE.replace('"x": 0', '"x": Math.min(0)')],
    ["with an id that is none", PAGE.replace('"id": "7"', '"id": "seven"')],
    ["that never ends a text", `machine = ({"name": "${"x".repeat(1000)}`],
  ] as const
) {
  Deno.test(`a page ${what} is not taken for that of a machine`, { permissions: "none" }, () => {
    assertEquals(readMachinePage(page), null);
  });
}

Deno.test("the page of the largest machine is read at once", { permissions: "none" }, () => {
  const boards = Array.from(
    { length: 1200 },
    (_, at) => board(at % 20, Math.floor(at / 60), at % 3),
  );
  const jobs = boards.map((board, id) => `{ "id": "${id}", "boards": [ ${board}, ] }`);
  const page =
    `machine = ({ "jobs": [ ${jobs} ], "live_boards": [ ${boards} ], "dead_boards": [ ] });`;
  const from = performance.now();
  assertEquals(readMachinePage(page)?.jobs.size, 1200);
  assertLess(performance.now() - from, 2000);
});
