import { assertEquals, assertStringIncludes } from "@std/assert";
import { faults, reportLines } from "../../../scripts/soak/report.ts";
import type { SoakReport } from "../../../scripts/soak/soak.ts";

const GOOD: SoakReport = {
  counts: {
    created: 1000,
    resumed: 100,
    powered: 300,
    refused: 10,
    unknownOutcomes: 1,
    lostToRestarts: 50,
    lostWrongly: 0,
    programs: 200,
    programsWrong: 0,
    warm: 180,
    cold: 60,
    killed: 60,
  },
  leaked: [],
  gaps: { kept: 30000, longest: 0.4, longestAfterRestart: 0.2, keptTooLong: [] },
  slowestNotice: 0.5,
  slowestRestart: 1,
  longestStall: 0.1,
  before: { memory: 100e6, heap: 6e6, files: 32 },
  after: { memory: 104e6, heap: 6e6, files: 32 },
  complaints: [],
};

Deno.test("a soak in which all went well has no fault", () => {
  assertEquals(faults(GOOD), []);
  assertStringIncludes(reportLines(GOOD).join("\n"), "300: 180 warm, 60 cold, 60 by SIGKILL");
});

const { counts, gaps, after } = GOOD;
const bad: [what: string, report: SoakReport, fault: string][] = [
  ["a leaked job", { ...GOOD, leaked: ["7@1.5"] }, "1 jobs leaked: 7@1.5"],
  [
    "a job lost wrongly",
    { ...GOOD, counts: { ...counts, lostWrongly: 1 } },
    "1 jobs were lost wrongly",
  ],
  [
    "a wrong exit code",
    { ...GOOD, counts: { ...counts, programsWrong: 2 } },
    "2 runs of the program ended wrongly",
  ],
  [
    "a gap of a whole keepalive",
    { ...GOOD, gaps: { ...gaps, longest: 1 } },
    "a job was without a sign of life for its whole keepalive",
  ],
  [
    "a lifeline that is too slow after a restart",
    { ...GOOD, gaps: { ...gaps, longestAfterRestart: 1.1 } },
    "a job was not found again within its keepalive",
  ],
  [
    "memory that grows",
    { ...GOOD, after: { ...after, memory: 106e6 } },
    "memory grew by 6.0 %, more than 5.0 %",
  ],
  [
    "a file that stays open",
    { ...GOOD, after: { ...after, files: 33 } },
    "open files grew from 32 to 33",
  ],
];
for (const [what, report, fault] of bad) {
  Deno.test(`a soak finds fault with ${what}`, () => {
    assertEquals(faults(report), [fault]);
  });
}
