import { assert, assertEquals, assertMatch } from "@std/assert";
import { jobBoards, jobDescription, jobPage, jobPower } from "../../../lib/v2/messages.ts";
import { ApiTest, FIRST, JOBS, request } from "./api_test_kit.ts";

const TEXT = { body: "alive", headers: { "Content-Type": "text/plain; charset=UTF-8" } };

Deno.test("a job is told with all its links, from the queue to its end", async () => {
  await using test = await ApiTest.start();
  const client = await test.logIn();
  const id = await client.createJob({ "keepalive-interval": "PT2M", "num-boards": 3 });
  const url = `${test.api.url}${JOBS}/${id}`;
  const links = {
    "keepalive-ref": `${url}/keepalive`,
    "machine-ref": `${url}/machine`,
    "power-ref": `${url}/machine/power`,
    "chip-ref": `${url}/chip`,
  };
  const proxy = `wss://${new URL(test.api.url).host}/spalloc/proxy/${id}`;
  const asked = {
    owner: "ada",
    group: null,
    "nmpi-collab": null,
    "nmpi-job-id": null,
    "keepalive-interval": 120,
    "num-boards": 3,
    dimensions: null,
    board: null,
    "machine-name": null,
    tags: ["default"],
    "max-dead-boards": 0,
  };
  assertEquals(await client.job(id), {
    state: "POWER",
    owner: "ada",
    "start-time": "1970-01-01T00:16:40Z",
    "keep-alive-time": "1970-01-01T00:16:40Z",
    ...links,
    "proxy-ref": proxy,
    "original-request": asked,
  });
  test.clock.advance(10);
  assertEquals(await client.says("PUT", `${JOBS}/${id}/keepalive`, TEXT), "200 ok");
  assertEquals(await client.says("DELETE", `${JOBS}/${id}?reason=all%20done`), "204");
  assertEquals(await client.job(id), {
    state: "DESTROYED",
    owner: "ada",
    "start-time": "1970-01-01T00:16:40Z",
    "finish-time": "1970-01-01T00:16:50Z",
    reason: "all done",
    ...links,
    "original-request": asked,
  });
});

Deno.test("numbers of seconds come as the server writes them", async () => {
  await using test = await ApiTest.start();
  const client = await test.logIn();
  const id = await client.createJob({ "keepalive-interval": 120 });
  const text = await (await client.get(`${JOBS}/${id}`)).text();
  assert(text.includes('"keepalive-interval":120.000000000,'), text);
});

Deno.test("a job tells who kept it alive, and to be asked for does not keep it alive", async () => {
  await using test = await ApiTest.start();
  const client = await test.logIn();
  const id = await client.createJob();
  const read = async () => jobDescription(await client.job(id), "job");
  test.clock.advance(5);
  const { keepaliveHost, keptAliveAt } = await read();
  assertEquals([keepaliveHost, keptAliveAt], [null, 1_000]);
  await client.says("PUT", `${JOBS}/${id}/keepalive`, TEXT);
  assertEquals((await read()).keepaliveHost, "127.0.0.1");
  assertEquals((await read()).keptAliveAt, 1_005);
});

Deno.test("these requests keep a job alive", async () => {
  await using test = await ApiTest.start();
  const client = await test.logIn();
  const id = await client.createJob();
  const report = { issue: "warm", boards: [{ machine: "m", x: 0, y: 0, z: 0 }] };
  for (
    const send of [
      () => client.get(`${JOBS}/${id}/machine`),
      () => client.get(`${JOBS}/${id}/machine/power`),
      () => client.post(`${JOBS}/${id}/machine/power`, { power: "ON" }),
      () => client.get(`${JOBS}/${id}/chip`),
      () => client.post(`${JOBS}/${id}/report-issue`, report),
      () => client.get(`${JOBS}/${id}/memory?size=1`),
    ]
  ) {
    test.clock.advance(1);
    await (await send()).body?.cancel();
    const { keptAliveAt } = jobDescription(await client.job(id), "job");
    assertEquals(keptAliveAt, test.clock.now(), String(send));
  }
});

Deno.test("a keepalive is ok for a destroyed job too, and 404 for others only", async () => {
  await using test = await ApiTest.start();
  const [ada, bob] = [await test.logIn("ada"), await test.logIn("bob")];
  const id = await ada.createJob();
  await ada.says("DELETE", `${JOBS}/${id}`);
  assertEquals(await ada.says("PUT", `${JOBS}/${id}/keepalive`, TEXT), "200 ok");
  assertEquals(await bob.says("PUT", `${JOBS}/${id}/keepalive`, TEXT), "404 no such job");
  assertEquals(await ada.says("PUT", `${JOBS}/9/keepalive`, TEXT), "404 no such job");
  const json = { body: "{}", headers: { "Content-Type": "application/json" } };
  assertEquals(await ada.says("PUT", `${JOBS}/${id}/keepalive`, json), "415");
});

Deno.test("a job of somebody else is like one that there is not, but not to administrators", async () => {
  await using test = await ApiTest.start();
  const [ada, bob] = [await test.logIn("ada"), await test.logIn("bob")];
  const id = await ada.createJob();
  for (const path of [`${JOBS}/${id}`, `${JOBS}/${id}/machine`, `${JOBS}/9999`]) {
    assertEquals(await bob.says("GET", path), "404 no such job");
  }
  assertEquals(await bob.says("DELETE", `${JOBS}/${id}`), "404 no such job");
  for (const name of ["nmpi", "root"]) {
    assertEquals((await (await test.logIn(name)).job(id)).owner, "ada");
  }
  assertEquals(await (await test.logIn("root")).says("DELETE", `${JOBS}/${id}`), "204");
});

Deno.test("a job is destroyed once: the first reason stays", async () => {
  await using test = await ApiTest.start();
  const client = await test.logIn();
  const id = await client.createJob();
  assertEquals(await client.says("DELETE", `${JOBS}/${id}/?reason=first`), "204");
  assertEquals(await client.says("DELETE", `${JOBS}/${id}?reason=second`), "204");
  assertEquals((await client.job(id)).reason, "first");
});

Deno.test("a silent job dies after its keepalive, at the next look", async () => {
  await using test = await ApiTest.start();
  const client = await test.logIn();
  const id = await client.createJob({ "keepalive-interval": 45 });
  test.clock.advance(59);
  assertEquals((await client.job(id)).state, "READY");
  test.clock.advance(1);
  const { state, reason } = await client.job(id);
  assertEquals([state, reason], ["DESTROYED", "keepalive expired"]);
});

Deno.test("destroyed jobs are remembered for 14 days", async () => {
  await using test = await ApiTest.start();
  const client = await test.logIn();
  const id = await client.createJob();
  test.clock.advance(1);
  await client.says("DELETE", `${JOBS}/${id}`);
  test.clock.advance(14 * 86_400);
  assertEquals((await (await test.logIn()).job(id)).state, "DESTROYED");
  test.clock.advance(1);
  assertEquals(await (await test.logIn()).says("GET", `${JOBS}/${id}`), "404 no such job");
});

Deno.test("a job's boards are told in chips of the job and places of the machine", async () => {
  await using test = await ApiTest.start();
  const client = await test.logIn();
  const wishes = { board: { x: 1, y: 1, z: 0 }, dimensions: { width: 1, height: 1 } };
  const id = await client.createJob(wishes);
  const answer = await client.read(`${JOBS}/${id}/machine`);
  assertEquals(answer["machine-ref"], `${test.api.url}srv/machines/m`); // leads nowhere
  assertEquals(answer.power, `${test.api.url}${JOBS}/${id}/machine/power`);
  // By x and y; within a triad in no order.
  assertEquals(answer.boards, [[1, 1, 2], [1, 1, 1], [1, 1, 0]]);
  assertEquals(jobBoards(answer, "machine"), {
    width: 1,
    height: 1,
    depth: 3,
    machineName: "m",
    connections: [
      { x: 0, y: 0, hostname: "10.11.0.73" },
      { x: 4, y: 8, hostname: "10.11.0.89" },
      { x: 8, y: 4, hostname: "10.11.0.81" },
    ],
    boards: [[1, 1, 2], [1, 1, 1], [1, 1, 0]],
  });
});

Deno.test("a single board is a job of depth 1", async () => {
  await using test = await ApiTest.start();
  const client = await test.logIn();
  const id = await client.createJob({ board: { x: 1, y: 1, z: 2 } });
  const { width, height, depth, connections } = jobBoards(
    await client.read(`${JOBS}/${id}/machine`),
    "machine",
  );
  assertEquals([width, height, depth], [1, 1, 1]);
  assertEquals(connections, [{ x: 0, y: 0, hostname: "10.11.0.89" }]);
});

Deno.test("a queued job has no boards, no power, no chips and no proxy", async () => {
  await using test = await ApiTest.start();
  const client = await test.logIn();
  await client.createJob({ dimensions: { width: 4, height: 2 } });
  const id = await client.createJob();
  const job = await client.job(id);
  assertEquals([job.state, job["proxy-ref"]], ["QUEUED", undefined]);
  for (const path of ["machine", "machine/power", "chip"]) {
    assertEquals(await client.says("GET", `${JOBS}/${id}/${path}`), "204");
  }
  assertEquals(await client.saysTo(`${JOBS}/${id}/machine/power`, { power: "ON" }), "204");
});

Deno.test("boards are switched: the job is ready again after both", async () => {
  await using test = await ApiTest.start();
  const client = await test.logIn();
  const id = await client.createJob();
  const path = `${JOBS}/${id}/machine/power`;
  const power = async () => jobPower(await client.read(path), "power");
  assertEquals([await power(), (await client.job(id)).state], [false, "POWER"]);
  test.clock.advance(1);
  assertEquals([await power(), (await client.job(id)).state], [true, "READY"]);
  assertEquals(await client.saysTo(path, { power: "OFF" }), "202");
  assertEquals((await client.job(id)).state, "POWER");
  test.clock.advance(1);
  assertEquals([await power(), (await client.job(id)).state], [false, "READY"]);
  assertEquals(await client.saysTo(path, { power: "ON" }), "202");
  // Boards that were off rest for 30 s.
  test.clock.advance(28);
  assertEquals((await client.job(id)).state, "POWER");
  test.clock.advance(3);
  assertEquals((await client.job(id)).state, "READY");
  for (const body of [{ power: "on" }, { power: "OFF", why: "" }, []]) {
    assertEquals(await client.saysTo(path, body), "204"); // unread
  }
  assertEquals([await power(), (await client.job(id)).state], [true, "READY"]);
  assertEquals(await client.saysTo(path, null), "400 bad power description");
  assertEquals(await client.saysTo(path, {}), "202");
  test.clock.advance(1);
  assertEquals(await power(), false);
});

Deno.test("a destroyed job that had boards has none, all of which are on, unless the server is right", async () => {
  for (const inferred of [true, false]) {
    await using test = await ApiTest.start({}, { java: { inferred } });
    const client = await test.logIn();
    const id = await client.createJob();
    await client.says("DELETE", `${JOBS}/${id}`);
    if (inferred) {
      const { boards, connections } = await client.read(`${JOBS}/${id}/machine`);
      assertEquals([boards, connections], [[], []]);
      assertEquals(await client.read(`${JOBS}/${id}/machine/power`), { power: "ON" });
    } else {
      assertEquals(await client.says("GET", `${JOBS}/${id}/machine`), "204");
      assertEquals(await client.says("GET", `${JOBS}/${id}/machine/power`), "204");
    }
  }
});

Deno.test("a job that is destroyed while its boards go on comes back without them, for a keepalive", async () => {
  await using test = await ApiTest.start();
  const [ada, bob] = [await test.logIn("ada"), await test.logIn("bob")];
  const id = await ada.createJob({ "keepalive-interval": "PT30S" });
  assertEquals((await ada.job(id)).state, "POWER");
  await ada.says("DELETE", `${JOBS}/${id}?reason=enough`);
  assertEquals((await ada.job(id)).state, "DESTROYED");
  assertEquals(jobPage(await ada.read(JOBS), "jobs").jobs, []);
  test.clock.advance(1);
  const { state, reason, finishTime } = await ada.job(id);
  assertEquals([state, reason, finishTime !== null], ["READY", "enough", true]);
  assertEquals((await ada.read(`${JOBS}/${id}/machine`)).boards, []);
  assertEquals(jobPage(await ada.read(JOBS), "jobs").jobs.length, 1);
  // Its boards are free.
  await bob.createJob({ dimensions: { width: 4, height: 2 } });
  assertEquals(test.server.jobs.map(({ boards }) => boards.length), [24]);
  test.clock.advance(90);
  const end = await ada.job(id);
  assertEquals([end.state, end.reason], ["DESTROYED", "keepalive expired"]);
  // Whoever switches the boards of a dead job brings it back, too.
  assertEquals(await ada.saysTo(`${JOBS}/${id}/machine/power`, { power: "ON" }), "202");
  assertEquals((await ada.job(id)).state, "READY");
  await ada.says("DELETE", `${JOBS}/${id}?reason=again`);
  assertEquals((await ada.job(id)).reason, "again");
});

Deno.test("boards that fail to go on: a new job waits again, a ready one is destroyed", async () => {
  await using test = await ApiTest.start();
  const client = await test.logIn();
  test.server.failPower();
  const id = await client.createJob();
  test.clock.advance(1);
  assertEquals((await client.job(id)).state, "QUEUED");
  test.clock.advance(45);
  assertEquals((await client.job(id)).state, "READY");
  test.server.failPower();
  await client.saysTo(`${JOBS}/${id}/machine/power`, { power: "ON" });
  test.clock.advance(1);
  assertEquals(
    (await client.job(id)).reason,
    "Error changing power state!  Please contact an administrator.",
  );
});

Deno.test("all jobs are listed, the newest first, a page at a time", async () => {
  await using test = await ApiTest.start();
  const [ada, bob] = [await test.logIn("ada"), await test.logIn("bob")];
  for (let i = 0; i < 4; i++) await (i % 2 ? bob : ada).createJob();
  await ada.says("DELETE", `${JOBS}/${FIRST}`);
  const ids = async (path: string) => {
    const answer = await ada.get(path);
    const { jobs, next, previous } = jobPage(await answer.json(), "jobs");
    const numbers = jobs.map((url) => Number(url.split("/").at(-1)) - FIRST);
    return { numbers, next, previous, link: answer.headers.get("Link") };
  };
  const all = await ids(JOBS);
  assertEquals(all, { numbers: [3, 2, 1], next: null, previous: null, link: null });
  assertEquals((await ids(`${JOBS}?deleted=true`)).numbers, [3, 2, 1, 0]);
  const first = await ids(`${JOBS}?limit=2`);
  assertEquals([first.numbers, first.previous], [[3, 2], null]);
  assertEquals(first.link, `<${first.next}>; rel="next"`);
  const second = await ids(first.next ?? "");
  assertEquals([second.numbers, second.next], [[1], null]);
  assertEquals(second.link, `<${second.previous}>; rel="prev"`);
  // A full page has a next one, be it empty.
  const full = await ids(`${JOBS}?limit=3`);
  assertEquals((await ids(full.next ?? "")).numbers, []);
  for (const query of ["limit=0", "limit=201", "start=-1"]) {
    assertMatch(await ada.says("GET", `${JOBS}?${query}`), /^400 /);
  }
  assertEquals(await ada.says("GET", `${JOBS}?limit=few`), "404");
});

Deno.test("jobs of the old port belong to one account, and to administrators", async () => {
  await using test = await ApiTest.start();
  const conn = await Deno.connect(test.server);
  const command = '{"command":"create_job","kwargs":{"owner":"me"}}\r\n';
  await conn.write(new TextEncoder().encode(command));
  await conn.read(new Uint8Array(100));
  conn.close();
  const client = await test.logIn("ada");
  assertEquals(await client.says("GET", `${JOBS}/${FIRST}`), "404 no such job");
  const { owner, "original-request": original } = await (await test.logIn("root")).job();
  assertEquals([owner, original], ["spalloc-v1", undefined]);
  test.server.addHiddenJob();
  const hidden = await (await test.logIn("root")).job(FIRST + 1);
  assertEquals(hidden.owner, undefined);
});

Deno.test("a cold start forgets all jobs", async () => {
  await using test = await ApiTest.start();
  const id = await (await test.logIn()).createJob();
  await test.server.restart({ cold: true });
  const client = await test.logIn();
  assertEquals(await client.says("GET", `${JOBS}/${id}`), "404 no such job");
  assertEquals((await client.post(JOBS, request())).status, 201);
});
