import { assertEquals, assertMatch } from "@std/assert";
import { reportOutcome } from "../../../lib/v2/messages.ts";
import { type ApiClient, ApiTest, FIRST, JOBS, MACHINE } from "./api_test_kit.ts";

const REPORT = `${JOBS}/${FIRST}/report-issue`;

async function outcome(client: ApiClient, board: unknown): Promise<string> {
  const answer = await client.post(REPORT, { issue: "it smokes", boards: [board] });
  assertEquals(answer.status, 200);
  return reportOutcome(await answer.json(), "report");
}

async function start(options = {}): Promise<{ test: ApiTest; client: ApiClient }> {
  const test = await ApiTest.start({}, options);
  const client = await test.logIn();
  const wishes = { board: { x: 1, y: 1, z: 0 }, dimensions: { width: 1, height: 1 } };
  await client.createJob(wishes);
  return { test, client };
}

Deno.test("a board of the job is reported by any of its names", async () => {
  for (
    const name of [
      { x: 1, y: 1, z: 1 },
      { cabinet: 0, frame: 0, board: 10 },
      { address: "10.11.0.81" },
      { chip: [9, 5] },
    ]
  ) {
    const { test, client } = await start();
    await using _ = test;
    assertEquals(await outcome(client, { machine: "m", ...name }), "report noted");
    // The database takes one report a board, job and reporter.
    const again = { issue: "still", boards: [{ machine: "m", x: 1, y: 1, z: 1 }] };
    assertEquals(await client.saysTo(REPORT, again), "500 failed");
  }
});

Deno.test("what is wrong with a report is told", async () => {
  const { test, client } = await start();
  await using _ = test;
  const foreign = "board is not allocated to the job";
  assertEquals(await outcome(client, { machine: "m", x: 0, y: 0, z: 0 }), foreign);
  assertEquals(await outcome(client, { machine: "m", chip: [200, 200] }), foreign);
  const board = { machine: "m", x: 1, y: 1, z: 0 };
  for (
    const report of [
      { issue: "x" },
      { issue: "x", boards: ["m"] },
      { issue: "x", boards: [{ machine: "m", chip: [1] }] },
      { issue: "x", boards: [board], why: "" },
    ]
  ) assertMatch(await client.saysTo(REPORT, report), /^500/, JSON.stringify(report));
  // It takes reports of nothing, and looks at no machine's name.
  assertMatch(await client.saysTo(REPORT, { issue: "x", boards: [] }), /report noted/);
  assertEquals(await outcome(client, { ...board, machine: "n" }), "report noted");
  await client.says("DELETE", `${JOBS}/${FIRST}`);
  assertEquals(await outcome(client, board), "no boards are allocated to the job");
});

Deno.test("the second report should take a board out of service, which fails on real servers", async () => {
  for (const inferred of [true, false]) {
    const { test, client } = await start({ java: { inferred } });
    await using _ = test;
    const board = { machine: "m", x: 1, y: 1, z: 2 };
    assertEquals(await outcome(client, board), "report noted");
    const root = await test.logIn("root");
    const report = { issue: "yes", boards: [board] };
    const answer = await root.saysTo(REPORT, report);
    assertEquals(
      answer,
      inferred ? "500 failed" : '200 {"action":"1 boards taken out of service"}',
    );
    const { "down-boards": down } = await client.read(MACHINE) as { "down-boards": unknown[] };
    assertEquals(down.length, inferred ? 0 : 1);
  }
});
