import { assertEquals, assertMatch, assertRejects } from "@std/assert";
import type { ReceivedRequest, RequestFault } from "../../../lib/simulator/mod.ts";
import { ApiTest, JOBS, request } from "./api_test_kit.ts";

/** A server to whose requests something happens while it is set. */
async function start(): Promise<{
  test: ApiTest;
  seen: ReceivedRequest[];
  happens: { next: RequestFault | undefined };
}> {
  const seen: ReceivedRequest[] = [];
  const happens: { next: RequestFault | undefined } = { next: undefined };
  const test = await ApiTest.start({
    onRequest: (request) => {
      seen.push(request);
      const { next } = happens;
      happens.next = undefined;
      return next;
    },
  });
  return { test, seen, happens };
}

Deno.test("every request is shown as it came in", async () => {
  const { test, seen } = await start();
  await using _ = test;
  const client = await test.logIn();
  await client.createJob();
  await client.get(`${JOBS}?limit=5`);
  assertEquals(seen.map(({ method, path }) => `${method} ${path}`), [
    "GET srv/spalloc/",
    `POST ${JOBS}`,
    `GET ${JOBS}?limit=5`,
  ]);
  assertMatch(seen[0]?.headers.get("Authorization") ?? "", /^Basic /);
});

Deno.test("another status is answered, whether what was asked for was done or not", async () => {
  const { test, happens } = await start();
  await using _ = test;
  const client = await test.logIn();
  happens.next = { kind: "status", status: 503, text: "later" };
  assertEquals(await client.saysTo(JOBS, request()), "503 later");
  assertEquals(test.server.jobs.length, 0);
  happens.next = { kind: "status", status: 502, isCarriedOut: true };
  assertEquals(await client.saysTo(JOBS, request()), "502");
  assertEquals(test.server.jobs.length, 1);
});

Deno.test("an answer is cut in its middle", async () => {
  const { test, happens } = await start();
  await using _ = test;
  const client = await test.logIn();
  for (const isCarriedOut of [false, true]) {
    happens.next = { kind: "cut", isCarriedOut };
    const cut = client.post(JOBS, request()).then((answer) => answer.text());
    await assertRejects(() => cut, TypeError);
  }
  assertEquals(test.server.jobs.length, 1);
});

Deno.test("nothing is ever answered", async () => {
  const { test, happens } = await start();
  await using _ = test;
  const client = await test.logIn();
  happens.next = { kind: "silence", isCarriedOut: true };
  const give = new AbortController();
  const silent = client.send(JOBS, {
    method: "POST",
    body: JSON.stringify(request()),
    headers: { "Content-Type": "application/json" },
    signal: give.signal,
  });
  while (test.server.jobs.length === 0) await new Promise((go) => setTimeout(go, 1));
  give.abort();
  await assertRejects(() => silent, DOMException);
});

Deno.test("a server falls silent, and drops connections, with its API as well", async () => {
  const { test } = await start();
  await using _ = test;
  const client = await test.logIn();
  test.server.fallSilent();
  const give = new AbortController();
  const silent = client.get("srv/spalloc/", { signal: give.signal });
  give.abort();
  await assertRejects(() => silent, DOMException);
  test.server.fallSilent(false);
  assertEquals((await client.get("srv/spalloc/machines")).status, 200);
  await test.api.dropConnections();
  // The session goes on: it does not belong to a connection.
  assertEquals((await client.get("srv/spalloc/machines")).status, 200);
});

Deno.test("while a server restarts nobody gets in", async () => {
  const { test } = await start();
  await using _ = test;
  const client = await test.logIn();
  const restarted = test.server.restart({ cold: false, downtime: 5 });
  while (!await client.get("srv/spalloc/").then(() => false, () => true));
  test.clock.advance(5);
  await restarted;
  assertEquals((await client.get("srv/spalloc/")).status, 401);
});
