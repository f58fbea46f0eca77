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
  assertMatch(await read(ada, "list_jobs"), /job_info\/4001[^]*ada<[^]*127\.0\.0\.1</);
  const hidden = await read(bob, "list_jobs");
  assertMatch(hidden, /<td>4001<\/td>/);
  assert(!hidden.includes("ada") && !hidden.includes("127.0.0.1</td>"));
  assertMatch(await read(bob, "list_machines"), /machine_info\/m">m<.*<td>24<\/td>/);
  const literal = /const machine = (.*);<\/script>/.exec(await read(bob, "machine_info/m"))?.[1];
  assertEquals(JSON.parse(literal ?? "").jobs, [{ id: FIRST, boards: [[0, 0, 0]] }]);
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
