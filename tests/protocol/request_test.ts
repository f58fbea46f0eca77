import { assertEquals, assertThrows } from "@std/assert";
import { RequestError } from "../../lib/errors.ts";
import { checkRequest, createJobArguments, type JobRequest } from "../../lib/protocol/request.ts";

const permissions = "none";
const owner = "me";

function assertRefused(request: Partial<JobRequest>, words: string): void {
  assertThrows(() => checkRequest({ owner, ...request }), RequestError, words);
}

Deno.test("checkRequest() takes the four styles of asking", { permissions }, () => {
  for (const what of [[], [1], [7], [2, 3], [0, 0, 2]]) checkRequest({ owner, what });
  checkRequest({ owner });
});

Deno.test("checkRequest() throws if the numbers make no sense", { permissions }, () => {
  assertRefused({ what: [1, 2, 3, 4] }, "not more than three numbers");
  assertRefused({ what: [1.5] }, "expected whole numbers");
  assertRefused({ what: [NaN] }, "expected whole numbers");
  assertRefused({ what: [0] }, "the number of boards must be 1 or more");
  assertRefused({ what: [-3] }, '"-3"');
  assertRefused({ what: [2, 0] }, "WIDTH and HEIGHT must be 1 or more");
  assertRefused({ what: [-1, 0, 0] }, "count from 0");
  assertRefused({ what: [0, 0, 3] }, "Z is 0, 1 or 2");
});

Deno.test(
  "checkRequest() takes a number of boards without a list around it",
  { permissions },
  () => {
    checkRequest({ owner, what: 3 });
    assertEquals(createJobArguments({ owner, what: 3 }).args, [3]);
    assertRefused({ what: 0 }, "the number of boards must be 1 or more");
    assertRefused({ what: 1, requireTorus: true }, "torus");
  },
);

Deno.test("checkRequest() throws if there is no owner", { permissions }, () => {
  assertRefused({ owner: "" }, "needs an owner");
});

Deno.test("checkRequest() throws if a machine and tags are asked for", { permissions }, () => {
  assertRefused({ machine: "m", tags: [] }, "but not both");
  checkRequest({ owner, machine: "m", tags: null });
  checkRequest({ owner, machine: null, tags: ["a"] });
});

Deno.test("checkRequest() throws if a single board is to be a torus", { permissions }, () => {
  for (const what of [[], [1], [0, 0, 0]]) assertRefused({ what, requireTorus: true }, "torus");
  for (const what of [[2], [1, 1]]) checkRequest({ owner, what, requireTorus: true });
});

Deno.test("checkRequest() throws if a condition is out of its range", { permissions }, () => {
  for (const keepalive of [0, -1, NaN, Infinity]) assertRefused({ keepalive }, "as keepalive");
  for (const minRatio of [-0.1, 1.1, NaN, Infinity]) assertRefused({ minRatio }, "as min_ratio");
  for (const n of [-1, 1.5, NaN]) {
    assertRefused({ maxDeadBoards: n }, `Cannot use ${n} as max_dead_boards`);
    assertRefused({ maxDeadLinks: n }, `Cannot use ${n} as max_dead_links`);
  }
  checkRequest({ owner, keepalive: null, minRatio: null, maxDeadBoards: null, maxDeadLinks: null });
});

Deno.test("createJobArguments() fills in what the Python client does", { permissions }, () => {
  assertEquals(createJobArguments({ owner }), {
    args: [],
    kwargs: {
      owner,
      keepalive: 60,
      machine: null,
      tags: null,
      min_ratio: 0.333,
      max_dead_boards: 0,
      max_dead_links: null,
      require_torus: false,
    },
  });
});

Deno.test("createJobArguments() passes on what was asked for, null included", {
  permissions,
}, () => {
  const { args, kwargs } = createJobArguments({
    owner,
    what: [2, 3],
    keepalive: null,
    machine: "m",
    minRatio: 0,
    maxDeadBoards: null,
    maxDeadLinks: 4,
    requireTorus: true,
  });
  assertEquals(args, [2, 3]);
  assertEquals(kwargs, {
    owner,
    keepalive: null,
    machine: "m",
    tags: null,
    min_ratio: 0,
    max_dead_boards: null,
    max_dead_links: 4,
    require_torus: true,
  });
});
