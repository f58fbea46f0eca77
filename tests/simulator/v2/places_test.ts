import { assertEquals, assertMatch } from "@std/assert";
import { placeDescription } from "../../../lib/v2/places.ts";
import { ApiTest, MACHINE } from "./api_test_kit.ts";

Deno.test("a board is found by its place, in the machine or in the room, and by its address", async () => {
  await using test = await ApiTest.start();
  const client = await test.logIn();
  const place = {
    machine: "m",
    "machine-ref": `${test.api.url}srv/machines/m`, // leads nowhere
    chip: [20, 16],
    "board-chip": [20, 16], // the chip with Ethernet, in chips of the machine
    "logical-board-coordinates": [1, 1, 1],
    "physical-board-coordinates": [0, 0, 10],
  };
  for (
    const query of [
      "logical-board?x=1&y=1&z=1",
      "physical-board?cabinet=0&frame=0&board=10",
      "physical-board?board=10",
      "board-ip?address=10.11.0.81",
    ]
  ) assertEquals(await client.read(`${MACHINE}/${query}`), place, query);
});

Deno.test("a place tells which job has it, and which chip of that job it is", async () => {
  await using test = await ApiTest.start();
  const client = await test.logIn();
  const id = await client.createJob({
    board: { x: 1, y: 1, z: 0 },
    dimensions: { width: 1, height: 1 },
  });
  const answer = await client.read(`${MACHINE}/logical-board?x=1&y=1&z=1`);
  assertEquals(answer["job-ref"], `${test.api.url}srv/jobs/${id}`); // leads nowhere
  const { jobId, jobChip } = placeDescription(answer, "place");
  assertEquals([jobId, jobChip], [id, [8, 4]]);
  // Others may know that, too.
  const reader = await test.logIn("reader");
  assertEquals((await reader.read(`${MACHINE}/logical-board?x=1&y=1&z=1`))["job-id"], id);
});

Deno.test("links of places lead where they should on a server that is right", async () => {
  await using test = await ApiTest.start({}, { java: { inferred: false } });
  const client = await test.logIn();
  const id = await client.createJob();
  const answer = await client.read(`${MACHINE}/logical-board?x=0&y=0&z=0`);
  assertEquals(answer["machine-ref"], `${test.api.url}${MACHINE}`);
  assertEquals(answer["job-ref"], `${test.api.url}srv/spalloc/jobs/${id}`);
});

Deno.test("what is not there, or can't be, is told apart", async () => {
  await using test = await ApiTest.start();
  const client = await test.logIn();
  for (
    const [query, answer] of [
      ["logical-board?x=9&y=0&z=0", "404 failed to locate board"],
      ["logical-board?x=21&y=0&z=0", "404 failed to locate board"],
      ["logical-board?x=-1&y=0&z=0", "404 failed to locate board"],
      ["logical-board?x=0&y=0&z=3", "404 failed to locate board"],
      ["logical-board?x=one&y=0&z=0", "404"],
      ["physical-board?cabinet=31&frame=0&board=0", "404 failed to locate board"],
      ["physical-board?cabinet=32&frame=0&board=0", "404 failed to locate board"],
      ["physical-board?board=24", "404 failed to locate board"],
      ["board-ip?address=10.99.0.1", "404 failed to locate board"],
      ["board-ip?address=a.b.c.d", "404 failed to locate board"],
      ["board-ip", "404 failed to locate board"],
      ["chip?x=200&y=0", "404 failed to locate board"],
    ]
  ) assertEquals(await client.says("GET", `${MACHINE}/${query}`), answer, query);
  assertMatch(await client.says("GET", `${MACHINE}/chip?x=256&y=0`), /^500 \{/);
});

Deno.test("a chip of a machine is looked for within boards, unless the server is right", async () => {
  const find = async (inferred: boolean, query: string): Promise<unknown> => {
    await using test = await ApiTest.start({}, { java: { inferred } });
    const answer = await (await test.logIn()).get(`${MACHINE}/chip?${query}`);
    return answer.status === 200
      ? placeDescription(await answer.json(), "place").chip
      : answer.status;
  };
  assertEquals(await find(true, "x=8&y=4"), 404);
  assertEquals(await find(false, "x=8&y=4"), [8, 4]);
  assertEquals(await find(true, "x=3&y=3"), [3, 3]);
});

Deno.test("a chip of a job is told in chips of the job, unless the server is right", async () => {
  for (const inferred of [true, false]) {
    await using test = await ApiTest.start({}, { java: { inferred } });
    const client = await test.logIn();
    const wishes = { board: { x: 1, y: 1, z: 0 }, dimensions: { width: 1, height: 1 } };
    const id = await client.createJob(wishes);
    const place = placeDescription(
      await client.read(`srv/spalloc/jobs/${id}/chip?x=9&y=4`),
      "place",
    );
    assertEquals([place.logical, place.physical, place.jobId], [[1, 1, 1], [0, 0, 10], id]);
    const [chip, boardChip, jobChip] = inferred
      ? [[9, 4], [8, 4], [45, 16]] // the last one is wrong, as the job does not begin at (0, 0)
      : [[21, 16], [20, 16], [9, 4]];
    assertEquals<unknown>([place.chip, place.boardChip, place.jobChip], [chip, boardChip, jobChip]);
  }
});

Deno.test("a job has no chip outside of it, and none before it has boards", async () => {
  await using test = await ApiTest.start();
  const client = await test.logIn();
  const first = await client.createJob({ dimensions: { width: 4, height: 2 } });
  const second = await client.createJob();
  assertEquals(await client.says("GET", `srv/spalloc/jobs/${second}/chip`), "204");
  assertEquals(await client.says("GET", `srv/spalloc/jobs/${first}/chip?x=100&y=0`), "204");
  assertEquals(await client.says("GET", `srv/spalloc/jobs/${first}/chip?x=300`), "204");
});
