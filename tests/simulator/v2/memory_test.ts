import { assertEquals, assertMatch } from "@std/assert";
import { ApiTest, FIRST, JOBS } from "./api_test_kit.ts";

const JOB = `${JOBS}/${FIRST}`;
const BYTES = { "Content-Type": "application/octet-stream" };

Deno.test("what is written into a chip's memory can be read", async () => {
  await using test = await ApiTest.start();
  const client = await test.logIn();
  await client.createJob();
  for (const [write, read] of [["memory", "memory"], ["fast-data-write", "fast-data-read"]]) {
    const body = new Uint8Array([1, 2, 3]);
    const place = "x=1&y=2&address=1610612736";
    assertEquals(
      await client.says("POST", `${JOB}/${write}?${place}`, { body, headers: BYTES }),
      "202",
    );
    const answer = await client.get(`${JOB}/${read}?${place}&size=4`);
    assertEquals(answer.headers.get("Content-Type"), "application/octet-stream");
    assertEquals([...await answer.bytes()], [1, 2, 3, 0]);
  }
  const other = await client.get(`${JOB}/memory?x=0&y=0&address=1610612736&size=1`);
  assertEquals([...await other.bytes()], [0]);
  const json = { body: "{}", headers: { "Content-Type": "application/json" } };
  assertMatch(await client.says("POST", `${JOB}/memory`, json), /^415$/);
  assertMatch(await client.says("GET", `${JOB}/memory?x=256`), /^400 /);
});

Deno.test("without boards there is no memory and no router", async () => {
  await using test = await ApiTest.start();
  const client = await test.logIn();
  await client.createJob();
  assertEquals(await client.says("DELETE", `${JOB}/router?0=17`), "202");
  await client.says("DELETE", JOB);
  const problem = "500 unexpected server problem: IllegalState: Job is not active!";
  assertEquals(await client.says("GET", `${JOB}/memory?size=1`), problem);
  const bytes = { body: new Uint8Array(1), headers: BYTES };
  assertEquals(await client.says("POST", `${JOB}/memory`, bytes), problem);
  assertEquals(await client.says("DELETE", `${JOB}/router`), problem);
});
