import { assert, assertEquals, assertNotMatch, assertStringIncludes } from "@std/assert";
import { jobPicture, machinePicture } from "../../commands/views/picture.ts";
import type { JobSummary } from "../../lib/protocol/messages.ts";
import { drawSvg } from "../../lib/render/svg_map.ts";
import { jobColour } from "../../lib/render/svg_colours.ts";

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
    assertStringIncludes(svg, jobColour(1).fill);
    for (const entry of ["free", "dead board", "dead link"]) {
      assertStringIncludes(svg, `>${entry}<`);
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
