import { assertEquals } from "@std/assert";
import { type ApiClient, ApiTest, JOBS, MACHINE, request } from "./api_test_kit.ts";

/** A request that waits, and what was answered to it so far. */
class Waiting {
  answer: Record<string, unknown> | null = null;
  readonly done: Promise<void>;

  constructor(client: ApiClient, path: string) {
    this.done = client.read(path).then((answer) => void (this.answer = answer));
  }
}

/** Sends a request that waits, and gives it when the server has it. */
async function wait(test: ApiTest, client: ApiClient, path: string): Promise<Waiting> {
  const before = test.clock.pending;
  const waiting = new Waiting(client, path);
  while (test.clock.pending === before) await new Promise((go) => setTimeout(go, 1));
  return waiting;
}

Deno.test("a job is waited for until it changes", async () => {
  await using test = await ApiTest.start();
  const client = await test.logIn();
  const id = await client.createJob();
  const waiting = await wait(test, client, `${JOBS}/${id}?wait=true`);
  assertEquals(waiting.answer, null);
  test.clock.advance(1);
  await waiting.done;
  assertEquals(waiting.answer?.state, "READY");
});

Deno.test("nothing changes: the answer comes after 30 s", async () => {
  await using test = await ApiTest.start();
  const client = await test.logIn();
  const id = await client.createJob();
  test.clock.advance(1); // what changed before the request does not count
  // A truth value of Python is one as well.
  const waiting = await wait(test, client, `${JOBS}/${id}?wait=True`);
  test.clock.advance(29);
  assertEquals(waiting.answer, null);
  test.clock.advance(1);
  await waiting.done;
  assertEquals(waiting.answer?.state, "READY");
});

Deno.test("a machine is waited for until jobs come or go", async () => {
  await using test = await ApiTest.start();
  const client = await test.logIn();
  const waiting = await wait(test, client, `${MACHINE}?wait=true`);
  await (await test.logIn("bob")).createJob();
  await waiting.done;
  assertEquals(waiting.answer?.name, "m");
});

Deno.test("a list is waited for until one of its jobs changes; a new one is none of them", async () => {
  await using test = await ApiTest.start({}, { powerDelay: 10 });
  const client = await test.logIn();
  const id = await client.createJob();
  const waiting = await wait(test, client, `${JOBS}?wait=true`);
  const other = await client.createJob();
  assertEquals(waiting.answer, null);
  test.server.destroyJob(id);
  await waiting.done;
  assertEquals(waiting.answer?.jobs, [`${test.api.url}${JOBS}/${other}`]);
});

Deno.test("without a job a list comes at once", async () => {
  await using test = await ApiTest.start();
  assertEquals(await (await test.logIn()).read(`${JOBS}?wait=true`), { jobs: [] });
});

Deno.test("waiting takes the threads that create jobs and switch boards", async () => {
  await using test = await ApiTest.start({ threads: 2 });
  const client = await test.logIn();
  const id = await client.createJob();
  test.clock.advance(1);
  const waiting = [
    await wait(test, client, `${JOBS}/${id}?wait=true`),
    await wait(test, client, `${JOBS}/${id}?wait=true`),
  ];
  let isCreated = false;
  const creating = client.post(JOBS, request()).then(async (answer) => {
    await answer.body?.cancel();
    isCreated = true;
  });
  // What needs no thread is answered meanwhile.
  assertEquals((await client.job(id)).state, "READY");
  assertEquals(isCreated, false);
  test.clock.advance(30);
  await Promise.all([creating, ...waiting.map(({ done }) => done)]);
  assertEquals(test.server.jobs.length, 2);
});

Deno.test("a server that closes leaves nobody waiting", async () => {
  await using test = await ApiTest.start();
  const client = await test.logIn();
  const id = await client.createJob();
  test.clock.advance(1);
  const { done } = await wait(test, client, `${JOBS}/${id}?wait=true`);
  const ended = done.then(() => "answered", () => "dropped");
  await test.server.close();
  assertEquals(await ended, "dropped");
  assertEquals(test.clock.pending, 0);
});
