import { assertEquals } from "@std/assert";
import type { JobRequest } from "../../lib/protocol/request.ts";
import { apiJobRequest, apiKeepalive } from "../../lib/v2/job_request.ts";

const permissions = "none";

Deno.test("a keepalive is brought into what a server takes", { permissions }, () => {
  const asked = [undefined, null, 1, 30, 30.2, 299.5, 300, 86400];
  assertEquals(asked.map((seconds) => apiKeepalive(seconds)), [60, 300, 30, 30, 31, 300, 300, 300]);
});

Deno.test("a request for a job has the fields that the server knows, and no others", {
  permissions,
}, () => {
  const tags = ["default"];
  const cases: [JobRequest, Record<string, unknown>][] = [
    [{}, { tags, "num-boards": 1 }],
    [{ what: 5, tags: ["a", "b"] }, { tags: ["a", "b"], "num-boards": 5 }],
    [{ what: [4, 2], tags: [] }, { tags, dimensions: { width: 4, height: 2 } }],
    [{ what: [3, 4, 0], machine: "m" }, { "machine-name": "m", board: { x: 3, y: 4, z: 0 } }],
    [{ what: { physical: [1, 2, 3] } }, { tags, board: { cabinet: 1, frame: 2, board: 3 } }],
    [{ what: { address: "10.0.0.1" } }, { tags, board: { address: "10.0.0.1" } }],
    [{ what: 5, maxDeadBoards: 2 }, { tags, "num-boards": 5, "max-dead-boards": 2 }],
    [{ what: 5, maxDeadBoards: null }, { tags, "num-boards": 5, "max-dead-boards": 4 }],
    [
      { what: [2, 1], maxDeadBoards: null },
      { tags, dimensions: { width: 2, height: 1 }, "max-dead-boards": 5 },
    ],
    [{ group: "g", owner: "ada" }, { tags, "num-boards": 1, group: "g", owner: "ada" }],
    [{ collab: "c" }, { tags, "num-boards": 1, "nmpi-collab": "c" }],
    [{ nmpiJob: 0 }, { tags, "num-boards": 1, "nmpi-job-id": 0 }],
    // What it has no words for is left out; the job's notices tell.
    [
      { minRatio: 1, maxDeadLinks: 0, requireTorus: true, what: 2 },
      { tags, "num-boards": 2 },
    ],
  ];
  for (const [request, body] of cases) {
    assertEquals(apiJobRequest(request), { "keepalive-interval": "PT60S", ...body });
  }
});
