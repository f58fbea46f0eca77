import { assert, assertEquals, assertMatch } from "@std/assert";
import { ApiTest, FIRST, JOBS } from "./api_test_kit.ts";

Deno.test("pages show jobs and machines; of jobs of others not whose they are", async () => {
  await using test = await ApiTest.start();
  const [ada, bob] = [await test.logIn("ada"), await test.logIn("bob")];
  await ada.createJob();
  await ada.says("PUT", `${JOBS}/${FIRST}/keepalive`, { body: "x" });
  const read = async (client: typeof ada, path: string): Promise<string> => {
    const answer = await client.get(`system/${path}`);
    assertEquals(answer.headers.get("Content-Type"), "text/html;charset=UTF-8");
    return await answer.text();
  };
  assertMatch(await read(ada, ""), /<title>Spalloc<\/title>[^]*list_jobs/);
  assertMatch(await read(ada, "list_jobs"), /job_info\/4001"><code>4001<[^]*>\nada\n</);
  const hidden = await read(bob, "list_jobs");
  assertMatch(hidden, /<code>4001<\/code>[^]*>POWER<[^]*"tags":\["default"\]/);
  // Only the request that is hidden in the page tells the owner.
  assertEquals(hidden.match(/ada/g)?.length, 1);
  assertMatch(hidden, /"owner":"ada"/);
  assertMatch(await read(bob, "list_machines"), /machine_info\/m">m<.*<td>24<\/td>/);
  const [mine, theirs] = [await read(ada, "machine_info/m"), await read(bob, "machine_info/m")];
  assertMatch(mine, /"id": "4001",\n"url": ".*job_info\/4001",\n"owner": "ada",[^]*"address": "10/);
  assertMatch(
    theirs,
    /machine = \(\n\{[^]*"id": "4001",\n\n"boards": \[\n\{\n"triad"[^]*\},\n\n\}/,
  );
  assert(!theirs.includes("ada") && !theirs.includes('"address"'));
  assertMatch(await read(ada, `job_info/${FIRST}`), /ada/);
  assertEquals((await bob.get(`system/job_info/${FIRST}`)).status, 404);
  assertMatch(await ada.says("GET", "srv/info"), /^200 .*[^]*openapi\.json/);
});

Deno.test("what machines are called does not become part of a page", async () => {
  const machines = [{ name: "<b>", width: 1, height: 1 }];
  await using test = await ApiTest.start({}, { machines });
  const client = await test.logIn();
  for (const path of ["list_machines", "machine_info/%3Cb%3E"]) {
    const answer = await client.says("GET", `system/${path}`);
    assert(answer.startsWith("200") && !answer.includes("<b>"), answer);
  }
});

Deno.test("pages switch boards and destroy jobs", async () => {
  await using test = await ApiTest.start();
  const client = await test.logIn();
  await client.createJob();
  test.clock.advance(1);
  const post = async (path: string) => (await client.send(path, { method: "POST" })).status;
  assertEquals(await post(`system/power_job/${FIRST}?power=false`), 302);
  assertEquals(test.server.jobs[0]?.power, false);
  assertEquals(await post(`system/delete_job/${FIRST}?reason=by%20hand`), 302);
  assertEquals(test.server.destroyedJobs.get(FIRST), "by hand");
});
