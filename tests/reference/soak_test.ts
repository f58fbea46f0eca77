import { assert, assertEquals } from "@std/assert";
import { faults } from "../../scripts/soak/report.ts";
import { soak } from "../../scripts/soak/soak.ts";
import { referenceTest } from "./reference_server.ts";

referenceTest("jobs come and go on a Python server that is restarted, and none leaks", async () => {
  const report = await soak({
    seconds: 5,
    warmUp: 2,
    keepalive: 2.5,
    jobs: 3,
    programs: 1,
    restartEvery: 1,
    longestUse: 1.5,
    seed: 5,
  });
  const { counts, leaked, gaps, before, after, complaints } = report;
  assertEquals([...complaints], []);
  assertEquals([...leaked], []);
  assertEquals(after.files, before.files);
  // So short a time says nothing about the memory: that is for `deno task soak`.
  assertEquals(faults({ ...report, after: { ...after, memory: before.memory } }), []);
  assert(counts.created > 0 && counts.programs > 0 && gaps.kept > 0, JSON.stringify(counts));
  assert(counts.warm > 0 && counts.cold > 0, JSON.stringify(counts));
});
