import {
  assert,
  assertEquals,
  assertMatch,
  assertNotEquals,
  assertNotMatch,
  assertStringIncludes,
} from "@std/assert";
import { jobPicture, machinePicture } from "../../commands/views/picture.ts";
import type { JobSummary } from "../../lib/protocol/messages.ts";
import { cellOf, LINK_PLACES } from "../../lib/render/hexagon_cells.ts";
import { drawSvg } from "../../lib/render/svg_map.ts";
import { colourJobs } from "../../lib/render/svg_colours.ts";

const JOB: JobSummary = {
  jobId: 1,
  owner: "me@example.org",
  startTime: 0,
  keepalive: 60,
  state: 3,
  power: true,
  args: [3],
  kwargs: {},
  machineName: "demo",
  boards: [[0, 0, 0], [0, 0, 1], [0, 0, 2]],
  keepaliveHost: null,
  isHidden: false,
};
const USAGE = {
  machine: {
    name: "demo",
    tags: ["default"],
    width: 2,
    height: 2,
    deadBoards: [[1, 1, 0] as const],
    deadLinks: [[1, 0, 0, 2] as const],
  },
  numBoards: 11,
  inUse: 3,
  jobs: [JOB],
};

Deno.test({
  name: "a picture of a machine has every board once, its jobs, what is dead and a legend",
  permissions: "none",
  fn() {
    const svg = drawSvg(machinePicture(USAGE));
    assertEquals(svg.match(/<use /g)?.length, 12);
    assertEquals(svg.match(/<title>\([^)]*\): free<\/title>/g)?.length, 8);
    assertEquals(svg.match(/<title>\(1, 1, 0\): dead<\/title>/g)?.length, 1);
    assertStringIncludes(svg, '<title id="title">SpiNNaker machine demo</title>');
    assertStringIncludes(
      svg,
      "2 by 2 triads, 11 boards that work, 3 in use. Dead boards: (1, 1, 0). 1 link is dead. " +
        "A: job 1, 3 boards, me@example.org.",
    );
    assertStringIncludes(svg, colourJobs([{ jobId: 1, boards: [] }])[0]?.fill ?? "none");
    for (const entry of ["free", "dead board", "dead link"]) {
      assertStringIncludes(svg, `>${entry}<`);
    }
  },
});

Deno.test({
  name: "a picture says what it shows, and when that was",
  permissions: "none",
  fn() {
    const svg = drawSvg({ ...machinePicture(USAGE), time: "26/11/2026 17:03:00" });
    assertMatch(svg, /<text [^>]*>SpiNNaker machine demo, 26\/11\/2026 17:03:00<\/text>/);
    assertMatch(drawSvg(machinePicture(USAGE)), /<text [^>]*>SpiNNaker machine demo<\/text>/);
  },
});

Deno.test({
  name: "the legend of a picture has nothing that is not drawn",
  permissions: "none",
  fn() {
    const drawn = drawSvg(jobPicture(JOB));
    for (const entry of ["free", "dead board", "dead link"]) {
      assertEquals(drawn.includes(`>${entry}<`), false, entry);
    }
    const away = { ...JOB, jobId: 2, owner: "away@example.org", boards: [[5, 5, 0] as const] };
    const svg = drawSvg(machinePicture({ ...USAGE, jobs: [JOB, away] }));
    assertEquals(svg.replace(/<desc.*/, "").includes("away@example.org"), false);
  },
});

Deno.test({
  name: "jobs that touch each other never have the same colour",
  permissions: "none",
  fn() {
    let state = 5;
    const random = (below: number): number => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      return Math.floor(state / 2 ** 32 * below);
    };
    for (let round = 0; round < 200; round++) {
      // Rectangles and single boards, as servers give them, with ids that want few colours.
      const [width, height] = [2 + random(8), 2 + random(8)];
      const free = new Set<string>();
      for (let n = 0; n < width * height * 3; n++) {
        free.add([Math.floor(n / 3) % width, Math.floor(n / 3 / width), n % 3].join());
      }
      const jobs: { jobId: number; boards: [number, number, number][] }[] = [];
      for (const board of [...free]) {
        if (!free.has(board)) continue;
        const [x = 0, y = 0, z = 0] = board.split(",").map(Number);
        const boards: [number, number, number][] = [];
        const [columns, rows] = [1 + random(3), 1 + random(3)];
        for (let dx = 0; dx < columns; dx++) {
          for (let dy = 0; dy < rows; dy++) {
            for (let dz = 0; dz < 3; dz++) boards.push([x + dx, y + dy, dz]);
          }
        }
        const fits = z === 0 && boards.every((one) => free.has(one.join())) && random(3) > 0;
        const given = fits ? boards : [[x, y, z] as [number, number, number]];
        for (const one of given) free.delete(one.join());
        jobs.push({ jobId: 7 * random(9), boards: given });
      }
      const colours = colourJobs(jobs).map(({ fill }) => fill);
      const owner = new Map(
        jobs.flatMap(({ boards }, index) => boards.map((one) => [cellOf(one).join(), index])),
      );
      for (const [index, { boards }] of jobs.entries()) {
        for (const [column, row] of boards.map(cellOf)) {
          for (const { neighbour: [columns, rows] } of LINK_PLACES) {
            const other = owner.get(`${column + columns},${row + rows}`);
            if (other === undefined || other === index) continue;
            assertNotEquals(colours[index], colours[other]);
          }
        }
      }
    }
  },
});

Deno.test({
  name: "a picture can point out a board",
  permissions: "none",
  fn() {
    const svg = drawSvg(machinePicture(USAGE, [1, 0, 1]));
    assertStringIncludes(svg, "board (1, 0, 1)");
    assertEquals(svg.match(/<circle /g)?.length, 3);
  },
});

Deno.test({
  name: "a picture of a job has its boards only",
  permissions: "none",
  fn: () => assertEquals(drawSvg(jobPicture(JOB)).match(/<use /g)?.length, 3),
});

Deno.test({
  name: "nothing that a server says can become a part of the picture's code",
  permissions: "none",
  fn() {
    const owner = '"><script>alert(1)</script>\x1b[2J\u202e\x00&';
    const svg = drawSvg(machinePicture({
      ...USAGE,
      machine: { ...USAGE.machine, name: owner },
      jobs: [{ ...JOB, owner }],
    }));
    assertNotMatch(svg, /<script/);
    assertNotMatch(svg, /[\p{Cf}]|(?!\n)\p{Cc}/u);
    assertStringIncludes(svg, "&quot;&gt;&lt;script&gt;");
  },
});

Deno.test({
  name: "a picture of 1,200 boards and 600 jobs takes no time to wait for",
  permissions: "none",
  fn() {
    const jobs = Array.from({ length: 600 }, (_, i): JobSummary => {
      const at = (n: number) => [Math.floor(n / 60), Math.floor(n / 3) % 20, n % 3] as const;
      return { ...JOB, jobId: i + 1, boards: [at(2 * i), at(2 * i + 1)] };
    });
    const machine = { ...USAGE.machine, width: 20, height: 20, deadBoards: [], deadLinks: [] };
    const from = performance.now();
    const svg = drawSvg(machinePicture({ machine, jobs, numBoards: 1200, inUse: 1200 }));
    assertEquals(svg.match(/<use /g)?.length, 1200);
    assert(performance.now() - from < 1000);
  },
});
