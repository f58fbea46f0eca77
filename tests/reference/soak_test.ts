// Permissions: all, because it starts programs.
import { assert, assertEquals } from "@std/assert";
import { faults } from "../../scripts/soak/report.ts";
import { soak } from "../../scripts/soak/soak.ts";
import { referenceTest } from "./reference_server.ts";

referenceTest("jobs come and go on a Python server that is restarted, and none leaks", async () => {
  const report = await soak({
    seconds: 5,
    warmUp: 1.5,
    keepalive: 6,
    jobs: 3,
    programs: 1,
    restartEvery: 1,
    longestUse: 1.5,
    seed: 5,
  });
  const { counts, leaked, gaps, before, complaints } = report;
  assertEquals([...complaints], []);
  assertEquals([...leaked], []);
  // So short a time says nothing about memory and files, for `deno test` has every worker checked
  // for types, and that goes on when the worker is long stopped: `deno task soak` tells of them.
  assertEquals(faults({ ...report, after: before }), []);
  assert(counts.created > 0 && counts.programs > 0 && gaps.kept > 0, JSON.stringify(counts));
  assert(counts.warm > 0 && counts.cold > 0, JSON.stringify(counts));
});
