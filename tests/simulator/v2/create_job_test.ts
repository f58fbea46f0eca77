import { assert, assertEquals, assertMatch } from "@std/assert";
import { ApiTest, JOBS, request } from "./api_test_kit.ts";

const NONE = "400 no machine available which matches allocation request";

Deno.test("a job is created, and its place told", async () => {
  await using test = await ApiTest.start();
  const client = await test.logIn();
  const answer = await client.post(`${JOBS}/`, request({ "num-boards": 3 }));
  const url = `${test.api.url}${JOBS}/4001`;
  assertEquals([answer.status, answer.headers.get("Location")], [201, url]);
  assertEquals(await answer.json(), { "job-id": 4001, "job-ref": url });
  const [job] = test.server.jobs;
  assertEquals([job?.owner, job?.keepalive, job?.boards.length], ["ada", 60, 3]);
});

Deno.test("a keepalive is a duration or a number, and has to be in its limits", async () => {
  await using test = await ApiTest.start();
  const client = await test.logIn();
  for (
    const [interval, seconds] of [
      ["PT2M", 120],
      ["PT120S", 120],
      ["PT1M30.5S", 90],
      ["pt45s", 45],
      [30, 30],
      [60.9, 60],
      [300, 300],
    ]
  ) {
    const id = await client.createJob({ "keepalive-interval": interval });
    const job = test.server.jobs.find((job) => job.id === id);
    assertEquals(job?.keepalive, seconds, String(interval));
  }
  for (const interval of [29, 301, "PT5M1S", "P1D", 0, -60, "-PT60S"]) {
    assertEquals(
      await client.saysTo(JOBS, request({ "keepalive-interval": interval })),
      "400 keepalive-interval must be 30 to 300 seconds",
    );
  }
  for (const interval of ["60", "P", "PT", "soon", true, []]) {
    const answer = await client.saysTo(JOBS, request({ "keepalive-interval": interval }));
    assertEquals(answer, "500");
  }
  for (const interval of [null, ""]) {
    assertEquals(
      await client.saysTo(JOBS, request({ "keepalive-interval": interval })),
      "400 keepalive-interval is required",
    );
  }
});

Deno.test("requests that make no sense are refused, and no job is left of them", async () => {
  await using test = await ApiTest.start();
  const client = await test.logIn();
  const EITHER = "400 either machine-name or tags must be supplied";
  const SHAPE = "400 either specify num-boards or dimensions and/or board";
  const SIZE = "must be at least 1 and no more than 21";
  const PLACE = "must be at least 0 and no more than 63"; // which is not the limit
  const size = { width: 1, height: 1 };
  const board = { x: 0, y: 0, z: 0 };
  for (
    const [wishes, answer] of [
      [{ tags: null }, EITHER],
      [{ "machine-name": "m" }, EITHER],
      [{ tags: [" "] }, "400 tags must not be blank"],
      [{ tags: null, "machine-name": " " }, "400 machine-name, if given, must be non-blank"],
      [{ "num-boards": 3, dimensions: size }, SHAPE],
      [{ "num-boards": 3, board }, SHAPE],
      [{ "num-boards": 0 }, "400 number of boards must be at least 1 if given"],
      [{ "num-boards": "few" }, "500"],
      [{ dimensions: { width: 22, height: 1 } }, `400 triad width (22) ${SIZE}`],
      [{ dimensions: { width: 1 } }, `400 triad height (0) ${SIZE}`],
      [{ dimensions: [1, 1] }, "500"],
      [{ "max-dead-boards": -1 }, "400 max-dead-boards may not be negative"],
      [{ board: {} }, "400 at least one way of identifying a board must be given"],
      [{ board: { x: 0, y: 0 } }, "400 at least one way of identifying a board must be given"],
      [{ board: { ...board, x: 30 } }, `400 X coordinate (30) ${PLACE}`],
      [{ board: { ...board, z: 3 } }, "400 Z coordinate (3) must be 0, 1, or 2"],
      [{ board: { address: "somewhere" } }, "400 address must be an IP address"],
      [{ owner: "bob" }, "400 Only admin and NMPI users can specify an owner"],
      [{ wide: true }, "500"],
      [{ tags: "default" }, "500"],
      [{ tags: [] }, NONE],
      [{ tags: ["no-such-tag"] }, NONE],
      [{ tags: null, "machine-name": "nope" }, NONE],
      [{ "num-boards": 25 }, NONE],
      [{ dimensions: { width: 5, height: 5 } }, "400 request cannot fit on machine"], // 25 > 24
      [{ board: { x: 9, y: 0, z: 0 } }, NONE],
      [{ board: { x: 0, y: 0, z: 1 }, dimensions: size }, NONE],
    ] as const
  ) {
    const before = test.server.jobs.length;
    assertEquals(await client.saysTo(JOBS, request(wishes)), answer, JSON.stringify(wishes));
    assertEquals(test.server.jobs.length, before);
  }
});

Deno.test("numbers are read from texts, and their fractions cut off", async () => {
  await using test = await ApiTest.start();
  const client = await test.logIn();
  for (const [given, boards] of [["3", 3], [2.7, 3], [1.9, 1]]) {
    await client.createJob({ "num-boards": given });
    assertEquals(test.server.jobs.at(-1)?.boards.length, boards);
  }
});

Deno.test("not all tags find no machine, and a blank owner is none", async () => {
  await using test = await ApiTest.start();
  const client = await test.logIn();
  await client.createJob({ owner: " " });
  assertMatch(
    await client.saysTo(JOBS, request({ tags: ["default", "other"] })),
    /^400 no machine/,
  );
});

Deno.test("a body that can't be read is 500, and one of another type 415", async () => {
  await using test = await ApiTest.start();
  const client = await test.logIn();
  const send = (body: string, type: string) =>
    client.says("POST", JOBS, { body, headers: { "Content-Type": type } });
  for (const body of ["{", "[]", '"x"', "{} x"]) {
    assertEquals(await send(body, "application/json"), "500");
  }
  for (const body of ["null", ""]) {
    assertEquals(await send(body, "application/json"), "400 must not be null");
  }
  assertEquals(await send("{}", "text/plain"), "415");
  assertMatch(await send("{}", "application/json;charset=UTF-8"), /^400 keepalive-interval is/);
});

Deno.test("boards are asked for by number, size, place, slot and address", async () => {
  await using test = await ApiTest.start({}, { machines: ["m:4x2", "n:4x2"] });
  const client = await test.logIn();
  const boards = async (wishes: Record<string, unknown>): Promise<string> => {
    const id = await client.createJob(wishes);
    const job = test.server.jobs.find((job) => job.id === id);
    test.server.destroyJob(id);
    return `${job?.machine} ${job?.boards.map((board) => board.join("")).join(" ")}`;
  };
  const size = { width: 1, height: 1 };
  assertEquals(await boards({}), "m 000");
  assertEquals(await boards({ "num-boards": 2 }), "m 000 001 002");
  assertEquals(await boards({ dimensions: size }), "m 000 001 002");
  assertEquals(await boards({ dimensions: size, "max-dead-boards": 2 }), "m 000");
  assertEquals(await boards({ board: { x: 1, y: 1, z: 2 } }), "m 112");
  assertEquals(await boards({ board: { cabinet: 0, frame: 0, board: 3 } }), "m 010");
  assertEquals(await boards({ board: { address: "10.12.0.9" } }), "n 001");
  assertEquals(
    await boards({
      board: { x: 2, y: 1, z: 0 },
      dimensions: size,
      "machine-name": "n",
      tags: null,
    }),
    "n 210 211 212",
  );
});

Deno.test("a dead board is refused, and dead ones are done without where that is wished", async () => {
  const machine = { name: "m", width: 1, height: 1, deadBoards: [[0, 0, 1]] } as const;
  await using test = await ApiTest.start({}, { machines: [machine] });
  const client = await test.logIn();
  assertEquals(await client.saysTo(JOBS, request({ board: { x: 0, y: 0, z: 1 } })), NONE);
  const dimensions = { width: 1, height: 1 };
  assertEquals(await client.saysTo(JOBS, request({ dimensions })), NONE);
  await client.createJob({ dimensions, "max-dead-boards": 1 });
  assertEquals(test.server.jobs[0]?.boards.length, 2);
});

Deno.test("some sizes stall the allocator for everybody, unless the server is right", async () => {
  await using test = await ApiTest.start();
  const client = await test.logIn();
  const id = await client.createJob({ "num-boards": 20 });
  const next = await client.createJob();
  assertEquals((await client.job(next)).state, "QUEUED");
  assertEquals(await client.says("DELETE", `${JOBS}/${id}`), "204");
  test.clock.advance(5);
  assertEquals((await client.job(next)).state, "POWER");
  await using right = await ApiTest.start({}, { java: { inferred: false } });
  const answer = await (await right.logIn()).saysTo(JOBS, request({ "num-boards": 20 }));
  assertEquals(answer, NONE);
});

Deno.test("an owner may be named by those who act for others", async () => {
  await using test = await ApiTest.start();
  const nmpi = await test.logIn("nmpi");
  const id = await nmpi.createJob({ owner: "ada" });
  const ada = await test.logIn("ada");
  assertEquals((await ada.job(id)).owner, "ada");
  assertEquals((await nmpi.job(id)).owner, "ada");
});

Deno.test("a job is accounted to a group of the user's", async () => {
  const accounts = [
    { name: "ada", password: "secret", groups: ["one", "two"] },
    { name: "bob", password: "hidden", groups: ["one"] },
  ];
  await using test = await ApiTest.start({ accounts, quotas: { one: 60 } });
  const [ada, bob] = [await test.logIn("ada"), await test.logIn("bob")];
  const PROBLEM = "500 unexpected server problem: NoSuchGroup: ";
  assertEquals(await ada.saysTo(JOBS, request()), `${PROBLEM}no unique group for ada`);
  for (const group of ["two", 2]) {
    assertEquals(
      await bob.saysTo(JOBS, request({ group })),
      `${PROBLEM}group ${group} does not exist or bob is not a member of it`,
    );
  }
  await ada.createJob({ group: "two" });
  await ada.createJob({ "nmpi-collab": "brains" });
  await ada.createJob({ "nmpi-job-id": 7 });
  const id = await bob.createJob({ "num-boards": 3 });
  // Three boards use up the 60 seconds of one board in 20 s.
  for (let i = 0; i < 3; i++) {
    test.clock.advance(10);
    await bob.says("PUT", `${JOBS}/${id}/keepalive`, { body: "x" });
  }
  const { state, reason } = await bob.job(id);
  assertEquals([state, reason], ["DESTROYED", "quota exceeded"]);
  assertEquals(await bob.saysTo(JOBS, request()), "400 quota exceeded in group one");
});

Deno.test("two ways of accounting are refused, but there is a job all the same", async () => {
  for (const inferred of [true, false]) {
    await using test = await ApiTest.start({}, { java: { inferred } });
    const client = await test.logIn();
    const answer = await client.saysTo(JOBS, request({ group: "users", "nmpi-collab": "x" }));
    assertEquals(
      answer,
      "400 At most one of group, nmpiCollabId or nmpiJobId can be specified",
    );
    assertEquals(test.server.jobs.length, inferred ? 1 : 0);
  }
});

Deno.test("a server that takes no jobs says so", async () => {
  await using test = await ApiTest.start();
  test.server.refuseJobs("not today");
  assertEquals(
    await (await test.logIn()).saysTo(JOBS, request()),
    "500 unexpected server problem: IllegalState: not today",
  );
});

Deno.test("the old port shows jobs of the API as hidden", async () => {
  await using test = await ApiTest.start();
  const client = await test.logIn();
  await client.createJob();
  const conn = await Deno.connect(test.server);
  await conn.write(new TextEncoder().encode('{"command":"list_jobs"}\r\n'));
  const buffer = new Uint8Array(10_000);
  const line = new TextDecoder().decode(buffer.subarray(0, await conn.read(buffer) ?? 0));
  conn.close();
  const [job] = JSON.parse(line).return;
  assertEquals([job.job_id, job.owner, job.keepalivehost], [4001, "<Hidden>", "<Hidden>"]);
  assert(!line.includes("ada"));
});
