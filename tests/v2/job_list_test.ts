import { assertEquals, assertLessOrEqual } from "@std/assert";
import { JobState, type JobSummary } from "../../lib/protocol/messages.ts";
import type { JobRequest } from "../../lib/protocol/request.ts";
import type { ApiClient } from "../../lib/v2/api_client.ts";
import { ApiTest, START } from "../lib_test_kit/api_test.ts";
import type { MemoryApiOptions } from "../lib_test_kit/memory_api.ts";

const pure = { permissions: "none" } as const;
const ACCOUNTS = [
  { name: "tester", password: "secret" },
  { name: "bob", password: "hidden" },
  { name: "root", password: "0", role: "ADMIN" },
] as const;

/** A server with two users, and what becomes of its pages. */
class ListTest extends ApiTest {
  readonly ada: ApiClient;
  readonly bob: ApiClient;

  constructor({ pages = "good", ...options }: MemoryApiOptions & { pages?: Pages } = {}) {
    const server = { powerDelay: 0, secondsBeforeFree: 0, firstJobId: 1 };
    super({ accounts: ACCOUNTS, server, ...options });
    this.ada = this.client();
    this.bob = this.client({ credentials: { user: "bob", password: "hidden" } });
    if (pages === "good") return;
    this.api.meet = async ({ path }, answer) => {
      if (!/^system\/(?:list_jobs|machine_info)/.test(path)) return await answer();
      if (pages === "gone") return new Response("no", { status: 404 });
      if (pages === "broken") return new Response("oh no", { status: 500 });
      if (pages === "other") return new Response("<body><table><tr><td>1</td></tr></table></body>");
      return await new Promise(() => {});
    };
  }

  /** Creates jobs, and waits until those are ready that can be. */
  async create(client: ApiClient, ...requests: JobRequest[]): Promise<number[]> {
    const ids = [];
    for (const request of requests) ids.push(await this.until(client.createJob(request)));
    await this.pass(2);
    return ids;
  }

  /** Lists the jobs, and the requests that this took. */
  async list(client = this.ada, whole: number[] = []): Promise<[JobSummary[], string[]]> {
    await this.until(client.version());
    const before = this.api.requests.length;
    const jobs = await this.until(client.listJobs({ whole }));
    return [jobs, this.api.requests.slice(before).map((request) => request.slice("GET ".length))];
  }
}

type Pages = "good" | "gone" | "broken" | "other" | "silent";

const UNKNOWN: JobSummary = {
  jobId: 0,
  owner: null,
  isHidden: true,
  startTime: null,
  keepalive: null,
  state: JobState.unknown,
  power: null,
  args: [],
  kwargs: {},
  machineName: null,
  boards: null,
  keepaliveHost: null,
};

Deno.test(
  "jobs of the user are told whole, those of others but for their owners",
  pure,
  async () => {
    using test = new ListTest({ machines: ["m:4x2"] });
    await test.create(test.bob, { what: [1, 1], keepalive: 100 });
    await test.create(test.ada, { what: 2 }, { what: [4, 2], machine: "m" });
    await test.until(test.ada.jobKeepalive(2));
    const [jobs, requests] = await test.list();
    const [theirs, mine, queued] = jobs;
    assertEquals(theirs, {
      ...UNKNOWN,
      jobId: 1,
      startTime: START,
      keepalive: 100,
      state: JobState.ready,
      power: true,
      args: [1, 1],
      kwargs: { keepalive: 100, tags: ["default"], max_dead_boards: 0 },
      machineName: "m",
      boards: [[0, 0, 0], [0, 0, 1], [0, 0, 2]],
    });
    assertEquals([mine?.owner, mine?.isHidden, mine?.boards?.length], ["tester", false, 3]);
    assertEquals([mine?.args, mine?.keepaliveHost], [[2], "10.0.0.1"]);
    assertEquals([queued?.state, queued?.machineName, queued?.boards], [1, null, null]);
    const asked = { keepalive: 60, machine: "m", max_dead_boards: 0, owner: "tester" };
    assertEquals(queued?.kwargs, asked);
    assertEquals(requests.sort(), [
      "srv/spalloc/jobs/2",
      "srv/spalloc/jobs/3",
      "srv/spalloc/jobs?limit=200",
      "srv/spalloc/machines",
      "system/list_jobs",
      "system/machine_info/m",
    ]);
  },
);

Deno.test("boards of jobs that are ready are read once", pure, async () => {
  using test = new ListTest();
  await test.create(test.ada, { what: 1 });
  await test.create(test.bob, { what: 1 });
  const [first] = await test.list();
  const [again, requests] = await test.list();
  assertEquals(again, first);
  assertEquals(requests.sort(), [
    "srv/spalloc/jobs/1",
    "srv/spalloc/jobs?limit=200",
    "system/list_jobs",
  ]);
});

Deno.test("a list keeps no job alive", pure, async () => {
  using test = new ListTest();
  await test.create(test.ada, { what: 1, keepalive: 30 });
  const client = test.client();
  for (let round = 0; round < 12; round++) {
    await test.until(client.listJobs());
    await test.pass(5);
  }
  assertEquals((await test.list())[0], []);
});

Deno.test("jobs that have just been destroyed are no jobs of the list", pure, async () => {
  using test = new ListTest();
  await test.create(test.ada, { what: 1 }, { what: 1 });
  test.api.meet = async ({ path }, answer) => {
    const response = await answer();
    if (path.startsWith("srv/spalloc/jobs?")) test.api.server.destroy(1, "just now");
    return response;
  };
  const [jobs] = await test.list();
  assertEquals(jobs.map(({ jobId }) => jobId), [2]);
});

for (const pages of ["gone", "broken", "other", "silent"] as const) {
  Deno.test(
    `jobs are listed where pages are ${pages}, as far as they are known`,
    pure,
    async () => {
      using test = new ListTest({ pages, machines: ["big:3x3"] });
      await test.create(test.bob, { what: 1 });
      await test.create(test.ada, { what: 1 });
      const [[theirs, mine]] = await test.list();
      assertEquals(theirs, { ...UNKNOWN, jobId: 1 });
      const { state, power, machineName, boards, owner } = mine!;
      assertEquals([state, power, machineName, owner], [3, null, "big", "tester"]);
      assertEquals(boards?.length, 1);
      const [again, requests] = await test.list();
      // Reading its boards was a sign of life: there is nothing else to read.
      assertEquals(again[1], { ...mine!, keepaliveHost: "10.0.0.1" });
      // Who is a stranger stays one, and boards stay the same.
      assertEquals(requests.sort(), [
        "srv/spalloc/jobs/2",
        "srv/spalloc/jobs?limit=200",
        "srv/spalloc/machines",
      ]);
    },
  );
}

/** Returns a redirect to the form, in a new session of nobody, as servers send it to browsers. */
function sentBack(): Response {
  const headers = new Headers({
    Location: "https://spalloc.example.org/spalloc/system/login.html",
  });
  headers.append("Set-Cookie", "JSESSIONID=NOBODY; Path=/spalloc; Secure; HttpOnly");
  return new Response(null, { status: 302, headers });
}

Deno.test("pages that are not for who uses the API cost nobody the login", pure, async () => {
  for (const basicBeginsSession of [true, false]) {
    for (const answer of [sentBack, () => new Response("log in", { status: 401 })]) {
      using test = new ListTest({ form: false, basicBeginsSession });
      const [jobId] = await test.create(test.ada, { what: 1 });
      test.api.meet = ({ path }, real) =>
        /^system\/(?:list_jobs|machine_info)/.test(path) ? Promise.resolve(answer()) : real();
      const [jobs] = await test.list();
      assertEquals(jobs.map(({ jobId, state }) => [jobId, state]), [[jobId!, JobState.ready]]);
      assertEquals((await test.until(test.ada.beat(jobId!))).state, JobState.ready);
      assertEquals(test.ada.isOpen, true);
    }
  }
});

Deno.test("a session of nobody is not taken for that of the user", pure, async () => {
  using test = new ListTest();
  const [jobId] = await test.create(test.ada, { what: 1 });
  // Pages begin one for browsers that are not logged in.
  test.api.meet = async ({ path }, real) => {
    const response = await real();
    const isBack = path.startsWith("system/list_jobs") && response.status === 302;
    return isBack ? sentBack() : response;
  };
  test.api.service.sessions.endAll();
  const jobs = await test.until(test.ada.listJobs());
  assertEquals(jobs.map(({ jobId, state }) => [jobId, state]), [[jobId!, JobState.ready]]);
  assertEquals([test.ada.isOpen, test.api.service.accounts.checks], [true, 2]);
});

Deno.test("pages are tried again after a minute", pure, async () => {
  using test = new ListTest({ pages: "broken" });
  await test.create(test.bob, { what: 1 });
  assertEquals((await test.list())[0][0]?.state, JobState.unknown);
  test.api.meet = null;
  await test.pass(61);
  await test.create(test.bob, { what: 1 });
  assertEquals((await test.list())[0].at(-1)?.state, JobState.ready);
});

Deno.test("without pages it is asked who has the boards of a small machine", pure, async () => {
  using test = new ListTest({ pages: "gone", machines: ["m:2x1"] });
  await test.create(test.bob, { what: [1, 1] });
  await test.create(test.ada, { what: 1 });
  const [[theirs, mine], requests] = await test.list();
  assertEquals(theirs, {
    ...UNKNOWN,
    jobId: 1,
    machineName: "m",
    boards: [[0, 0, 0], [0, 0, 1], [0, 0, 2]],
  });
  assertEquals(mine?.boards?.length, 1);
  assertEquals(requests.filter((path) => path.includes("/logical-board?")).length, 6);
});

Deno.test("no list takes more than 40 requests, whatever there is", pure, async () => {
  for (const pages of ["good", "gone"] as const) {
    using test = new ListTest({ pages, machines: ["big:20x20", "a:4x2", "b:4x2"] });
    const board: JobRequest = { what: 1, keepalive: 300, machine: "big" };
    await test.create(test.bob, ...Array.from({ length: 150 }, () => board));
    await test.create(test.ada, ...Array.from({ length: 60 }, () => board));
    await test.create(test.bob, ...Array.from({ length: 5 }, () => board));
    const [jobs, requests] = await test.list();
    assertEquals(jobs.map(({ jobId }) => jobId), Array.from({ length: 215 }, (_, at) => at + 1));
    assertLessOrEqual(requests.length, 40);
    const own = jobs.filter(({ isHidden }) => !isHidden);
    assertEquals(own.length, pages === "good" ? 60 : 20);
    // The next list finds more of them.
    const [later] = await test.list();
    const known = later.filter(({ isHidden }) => !isHidden).length;
    assertEquals(known, pages === "good" ? 60 : 25);
    // What is asked for is told whole, however old it is.
    const [asked] = await test.list(test.ada, [151]);
    assertEquals(asked[150]?.owner, "tester");
  }
});

Deno.test("whoever may see all jobs sees their owners", pure, async () => {
  using test = new ListTest();
  await test.create(test.bob, { what: 1 });
  const root = test.client({ credentials: { user: "root", password: "0" } });
  const [[job]] = await test.list(root);
  assertEquals([job?.owner, job?.isHidden, job?.state], ["bob", false, JobState.ready]);
});
