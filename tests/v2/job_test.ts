import { assert, assertEquals, assertInstanceOf, assertRejects } from "@std/assert";
import {
  ConnectionError,
  JobDestroyedError,
  JobRefusedError,
  JobUnknownError,
  LoginError,
  RequestError,
  UnknownOutcomeError,
} from "../../lib/errors.ts";
import { Job } from "../../lib/job.ts";
import { JobState } from "../../lib/protocol/messages.ts";
import { ApiTest } from "../lib_test_kit/api_test.ts";
import { Lifeline } from "../../lib/lifeline/lifeline.ts";

const pure = { permissions: "none" } as const;

Deno.test("a job is created, gets its boards, is powered and destroyed", pure, async () => {
  using test = new ApiTest();
  const job = await test.until(Job.create({ what: [2, 1] }, test.options));
  assertEquals([job.serverKind, job.keepaliveIn, job.keepalive], ["v2", "thread", 60]);
  const { width, height, boards, machineName } = await test.until(job.waitUntilReady());
  // A torus of 4x2 triads wraps where a job has its whole height.
  assertEquals([width, height, boards.length, machineName], [28, 16, 6, "demo"]);
  assertEquals(job.status.power, true);
  await test.until(job.powerOff());
  assertEquals(job.state, JobState.power);
  await test.until(job.waitForStateChange(JobState.power));
  assertEquals([job.state, job.status.power], [JobState.ready, false]);
  const place = await test.until(job.whereIs([0, 0]));
  assertEquals([place?.jobId, place?.jobChip], [job.id, [0, 0]]);
  await test.until(job.destroy("done with it"));
  assertEquals(test.api.server.destroyed.get(job.id), "done with it");
  assertEquals(test.api.service.accounts.checks, 1);
});

Deno.test("a whole machine is a torus", pure, async () => {
  using test = new ApiTest();
  const job = await test.until(Job.create({ what: [4, 2], requireTorus: true }, test.options));
  const { width, height } = await test.until(job.waitUntilReady());
  assertEquals([width, height], [48, 24]);
  await test.until(job.destroy());
});

Deno.test("a single board has 8x8 chips", pure, async () => {
  using test = new ApiTest();
  const job = await test.until(Job.create({ what: [0, 0, 2] }, test.options));
  const { width, height, boards } = await test.until(job.waitUntilReady());
  assertEquals([width, height, boards], [8, 8, [[0, 0, 2]]]);
  await test.until(job.destroy());
});

Deno.test("a keepalive is brought into what servers take, and that is told", pure, async () => {
  using test = new ApiTest();
  for (
    const [asked, taken] of [[1, 30], [29.5, 30], [45.2, 46], [1000, 300], [null, 300]] as const
  ) {
    const job = await test.until(Job.create({ keepalive: asked }, test.options));
    const told = job.notices.map(({ condition }) => condition).join();
    const isWord = asked !== 29.5 && asked !== 45.2;
    assertEquals([job.keepalive, told], [taken, isWord ? "keepalive" : ""]);
    assertEquals(job.expiresWithin, taken + 30);
    await test.until(job.destroy());
  }
});

Deno.test("a resumed job has the keepalive of its request", pure, async () => {
  using test = new ApiTest();
  const left = await test.until(Job.create({ keepalive: 200 }, test.options));
  await test.until(left.close());
  const job = await test.until(Job.resume(left.id, test.options));
  assertEquals(job.keepalive, 200);
  await test.until(job.destroy());
});

Deno.test("a keepalive that a server writes as a text is that of the job", pure, async () => {
  using test = new ApiTest();
  test.api.meet = async (_, answer) => {
    const response = await answer();
    const text = await response.text();
    const changed = text.replace(/"keepalive-interval":120\.0+/, '"keepalive-interval":"PT2M"');
    const { status, headers } = response;
    return new Response(status === 204 ? null : changed, { status, headers });
  };
  const left = await test.until(Job.create({ keepalive: 120 }, test.options));
  await test.until(left.close());
  const job = await test.until(Job.resume(left.id, test.options));
  assertEquals(job.keepalive, 120);
  const client = test.client();
  const [listed] = await test.until(client.listJobs());
  assertEquals([listed?.keepalive, listed?.kwargs.keepalive], [120, 120]);
  // So one whose answer is lost is found.
  assertEquals(await test.until(client.findJobs({ keepalive: 120 }, 60)), [job.id]);
  await test.until(job.destroy());
});

Deno.test("jobs of others and of nobody are unknown", pure, async () => {
  const accounts = [{ name: "tester", password: "secret" }, { name: "bob", password: "b" }];
  using test = new ApiTest({ accounts });
  const credentials = { user: "bob", password: "b" };
  const job = await test.until(Job.create({}, { ...test.options, credentials }));
  await assertRejects(() => test.until(Job.resume(job.id, test.options)), JobUnknownError);
  await assertRejects(() => test.until(Job.resume(job.id + 1, test.options)), JobUnknownError);
  await test.until(job.destroy());
});

Deno.test(
  "a job that is destroyed elsewhere is gone within seconds, with the reason",
  pure,
  async () => {
    using test = new ApiTest();
    const job = await test.until(Job.create({}, test.options));
    await test.until(job.waitUntilReady());
    test.api.server.destroy(job.id, "maintenance");
    await test.pass(5.1);
    assertInstanceOf(job.gone.reason, JobDestroyedError);
    assertEquals(job.gone.reason.reason, "maintenance");
    await test.until(job.close());
  },
);

Deno.test(
  "while boards are waited for, the job is looked at every second, then less",
  pure,
  async () => {
    using test = new ApiTest({ server: { powerDelay: 60 } });
    const job = await test.until(Job.create({}, test.options));
    const looks: number[] = [];
    const start = test.clock.now();
    test.api.meet = ({ method, path }, answer) => {
      if (`${method} ${path}` === `GET srv/spalloc/jobs/${job.id}`) {
        looks.push(
          test.clock.now() - start,
        );
      }
      return answer();
    };
    await test.pass(30);
    const gaps = looks.slice(1).map((at, index) => at - (looks[index] ?? 0));
    assert(Math.max(...gaps) <= 5, `${gaps}`);
    assert(looks.length >= 10 && looks.length <= 25, `${looks}`);
    await test.until(job.destroy());
  },
);

Deno.test("refusals come with their reasons", pure, async () => {
  using poor = new ApiTest({ quotas: { users: 0 } });
  using test = new ApiTest();
  for (
    const [of, request, why] of [
      [poor, {}, "quota"],
      [test, { group: "strangers" }, "group"],
      [test, { what: 100 }, "unsuitable"],
      [test, { what: [30, 0, 0] }, "unsuitable"],
    ] as const
  ) {
    const creating = of.until(Job.create(request, of.options));
    assertEquals((await assertRejects(() => creating, JobRefusedError)).why, why);
  }
});

Deno.test(
  "a server that can't account jobs to where it is told to refuses them",
  pure,
  async () => {
    using test = new ApiTest();
    for (const problem of ["NullPointer: no NMPI", "AuthenticationCredentialsNotFound: nobody"]) {
      const text = `unexpected server problem: ${problem}`;
      test.api.meet = ({ method, path }, answer) =>
        method === "POST" && path === "srv/spalloc/jobs"
          ? Promise.resolve(new Response(text, { status: 500 }))
          : answer();
      const creating = test.until(Job.create({ collab: "brains" }, test.options));
      assertEquals((await assertRejects(() => creating, JobRefusedError)).why, "group");
    }
  },
);

Deno.test("a request that would stall the server is not sent", pure, async () => {
  using test = new ApiTest();
  for (const what of [19, [3, 3], [5, 2]]) {
    await assertRejects(
      () => test.until(Job.create({ what }, test.options)),
      RequestError,
      "again",
    );
  }
  assertEquals(test.api.count("POST srv/spalloc/jobs"), 0);
});

Deno.test(
  "a lost answer to a new job names the jobs that may be it, and none is asked for twice",
  pure,
  async () => {
    using test = new ApiTest();
    const earlier = await test.until(Job.create({ what: 2 }, test.options));
    const alike = await test.until(Job.create({ what: 3 }, test.options));
    await test.pass(60);
    test.api.meet = async ({ method, path }, answer) => {
      const response = await answer();
      if (method === "POST" && path === "srv/spalloc/jobs") throw new TypeError("reset");
      return response;
    };
    const error = await assertRejects(
      () => test.until(Job.create({ what: 3 }, test.options)),
      UnknownOutcomeError,
    );
    const [, , lost] = test.api.server.list();
    // Not the one that was asked for alike a minute ago.
    assertEquals<unknown>(error.candidates, [lost?.id]);
    assertEquals(test.api.count("POST srv/spalloc/jobs"), 3);
    test.api.meet = null;
    await test.until(Promise.all([earlier.destroy(), alike.destroy()]));
  },
);

Deno.test("a job that was certainly not created is asked for again", pure, async () => {
  using test = new ApiTest();
  let fails = 2;
  test.api.meet = ({ method, path }, answer) => {
    if (method === "POST" && path === "srv/spalloc/jobs" && fails-- > 0) {
      return Promise.resolve(new Response("slow down", { status: 429 }));
    }
    return answer();
  };
  const job = await test.until(Job.create({}, test.options));
  assertEquals(test.api.server.list().length, 1);
  await test.until(job.destroy());
});

Deno.test("a password that is changed in the midst of a job is sent once", pure, async () => {
  const accounts = [{ name: "tester", password: "secret" }];
  using test = new ApiTest({ accounts });
  const troubles: unknown[] = [];
  const onTrouble = (error: unknown): void => void troubles.push(error);
  const job = await test.until(Job.create({}, { ...test.options, onTrouble }));
  await test.until(job.waitUntilReady());
  accounts[0]!.password = "changed";
  const before = test.api.service.accounts.checks;
  test.api.restart();
  await test.pass(120);
  assertEquals(test.api.service.accounts.checks - before, 1);
  assert(troubles.some((error) => error instanceof LoginError), String(troubles));
  await test.until(job.close());
});

Deno.test(
  "a token that expired costs nothing while the session lasts, and is sent once after that",
  pure,
  async () => {
    using test = new ApiTest({ accounts: [{ name: "eve", token: "t" }] });
    const troubles: unknown[] = [];
    const onTrouble = (error: unknown): void => void troubles.push(error);
    const credentials = { token: "t" };
    const job = await test.until(Job.create({}, { ...test.options, credentials, onTrouble }));
    await test.until(job.waitUntilReady());
    let sent = 0;
    test.api.meet = ({ headers }, answer) => {
      if (headers.has("Authorization")) sent++;
      return answer();
    };
    test.api.service.accounts.revoke("t");
    await test.pass(3600);
    assertEquals([job.gone.aborted, troubles, sent], [false, [], 0]);
    test.api.restart();
    await test.pass(100);
    assertEquals([troubles.some((error) => error instanceof LoginError), sent], [true, 1]);
    await test.until(job.close());
  },
);

Deno.test("a broken connection is told, and told to be over", pure, async () => {
  using test = new ApiTest();
  const told: string[] = [];
  const job = await test.until(Job.create({}, {
    ...test.options,
    onTrouble: (error) => told.push(error.message),
    onRecovered: () => told.push("recovered"),
  }));
  await test.until(job.waitUntilReady());
  test.api.meet = () => Promise.reject(new TypeError("client error (Connect): refused"));
  await test.pass(20);
  test.api.meet = null;
  await test.pass(20);
  assert(
    told.some((text) => text.includes("Cannot connect to spalloc.example.org (refused)")),
    `${told}`,
  );
  assertEquals(told.at(-1), "recovered");
  assertEquals(job.gone.aborted, false);
  await test.until(job.destroy());
});

Deno.test("whatever is asked first in a session that is over, it is renewed", pure, async () => {
  using test = new ApiTest();
  const client = test.client();
  const jobId = await client.createJob({});
  for (
    const ask of [
      () => client.jobKeepalive(jobId), // wants a text, and is led to the form
      () => client.listJobs(), // reads a page
      () => client.getJobState(jobId),
      () => client.powerOnJobBoards(jobId),
    ]
  ) {
    test.api.service.sessions.endAll();
    const logins = test.api.service.accounts.checks;
    await ask();
    assertEquals(test.api.service.accounts.checks, logins + 1);
  }
  assertEquals(client.isOpen, true);
});

Deno.test("a job that comes back after its end is gone", pure, async () => {
  const accounts = ["tester", "ada"].map((name) => ({ name, password: "secret" }));
  using test = new ApiTest({ accounts });
  const client = test.client();
  const jobId = await client.createJob({});
  await client.destroyJob(jobId, { reason: "enough" });
  await test.pass(1);
  const [back] = test.api.server.service.jobs.shown();
  assertEquals([back?.id, back?.isBack], [jobId, true]);
  const { state, reason, power } = await client.getJobState(jobId);
  assertEquals([state, reason, power], [JobState.destroyed, "enough", null]);
  assertEquals(await client.listJobs(), []);
  const other = test.client({ credentials: { user: "ada", password: "secret" } });
  assertEquals(await other.listJobs(), []);
});

Deno.test("an idle session that expired is renewed", pure, async () => {
  using test = new ApiTest({ sessionTimeout: 60 });
  const client = test.client();
  await client.version();
  await test.pass(61);
  assertEquals((await client.listMachines()).length, 1);
  assertEquals(test.api.service.accounts.checks, 2);
});

Deno.test(
  "a lifeline ends with the job, whose keepalive the server would still take",
  pure,
  async () => {
    using test = new ApiTest();
    const client = test.client();
    const jobId = await client.createJob({});
    const states: number[] = [];
    const identity = { jobId, startTime: null, owner: null };
    const lifeline = new Lifeline({ ...test.options, identity, keepalive: 60 }, {
      onStatus: ({ state }) => states.push(state),
    });
    await test.pass(30);
    test.api.server.destroy(jobId, null);
    await test.pass(30);
    assertEquals(states.at(-1), JobState.destroyed);
    const sent = test.api.requests.length;
    await test.pass(120);
    assertEquals(test.api.requests.length, sent);
    await lifeline.stop();
  },
);

Deno.test("what is asked of a client that ended is rejected as not sent", pure, async () => {
  using test = new ApiTest();
  const client = test.client();
  await client.close();
  const error = await assertRejects(() => client.version(), ConnectionError);
  assertEquals([error.outcome, test.api.requests], ["not sent", []]);
});
