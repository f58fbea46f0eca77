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

Deno.test("checkRequest() takes a board by its place and by its address", { permissions }, () => {
  checkRequest({ owner, what: { physical: [0, 3, 23] } });
  checkRequest({ owner, what: { address: "10.11.12.13" } });
  assertRefused({ what: { physical: [0, 1, -2] } }, "CABINET, FRAME and BOARD");
  assertRefused({ what: { physical: [0, 1] as never } }, "CABINET, FRAME and BOARD");
  for (const address of ["10.11.12", "10.11.12.256", "board.example.org", 7 as never]) {
    assertRefused({ what: { address } }, "must be like 10.11.12.13");
  }
  const both = { physical: [0, 0, 0], address: "10.0.0.1" } as never;
  assertRefused({ what: both }, "but not by both");
  assertRefused({ what: {} as never }, "expected a number of boards");
  assertRefused({ what: { address: "10.0.0.1" }, requireTorus: true }, "torus");
});

Deno.test("checkRequest() throws if a job is to be accounted twice", { permissions }, () => {
  checkRequest({ owner, group: "g" });
  checkRequest({ owner, collab: "c", group: null });
  checkRequest({ owner, nmpiJob: 17 });
  assertRefused({ group: "g", collab: "c" }, "give only one of them");
  assertRefused({ group: "g", nmpiJob: 0 }, "give only one of them");
  assertRefused({ group: " " }, "as group");
  assertRefused({ collab: 7 as never }, "as collab");
  assertRefused({ nmpiJob: 1.5 }, "as nmpiJob");
});

Deno.test("checkRequest() needs no owner where the server knows whose job it is", {
  permissions,
}, () => {
  checkRequest({}, { needsOwner: false });
  checkRequest({ owner: null }, { needsOwner: false });
  assertThrows(() => checkRequest({ owner: "" }, { needsOwner: false }), RequestError, "owner");
});
