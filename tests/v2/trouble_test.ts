import { assert, assertEquals, assertInstanceOf, assertRejects } from "@std/assert";
import {
  ConnectionError,
  JobRefusedError,
  ProtocolError,
  ServerError,
  TimeoutError,
} from "../../lib/errors.ts";
import { JobState } from "../../lib/protocol/messages.ts";
import type { ApiClient } from "../../lib/v2/api_client.ts";
import { ApiTest } from "../lib_test_kit/api_test.ts";

const pure = { permissions: "none" } as const;
const HTML = { "Content-Type": "text/html" };

/** Has every request of the API answered, after a login. */
async function answered(
  test: ApiTest,
  response: () => Response | Promise<Response>,
): Promise<ApiClient> {
  const client = test.client();
  await client.version();
  test.api.meet = ({ path }, answer) =>
    path.startsWith("srv/spalloc/jobs") ? Promise.resolve(response()) : answer();
  return client;
}

/** Kinds of answers that are none, and what a reader of a job and its creator learn. */
const TROUBLES: readonly {
  what: string;
  answer: () => Response;
  read: string;
  create: string;
}[] = [
  text(400, "keepalive-interval is required", "ServerError", "JobRefusedError"),
  text(400, "quota exceeded in group users", "ServerError", "JobRefusedError quota"),
  text(400, "no machine available which matches", "ServerError", "JobRefusedError unsuitable"),
  text(403, "computer says no", "ServerError", "JobRefusedError role"),
  text(405, "HTTP 405 Method Not Allowed", "ServerError", "JobRefusedError"),
  text(404, "no such job", "unknown", "JobRefusedError"),
  text(410, "no such job", "unknown", "JobRefusedError"),
  text(408, "late", "ConnectionError unknown", "ConnectionError unknown"),
  text(425, "too early", "ConnectionError not sent", "ConnectionError not sent"),
  text(429, "too many", "ConnectionError not sent", "ConnectionError not sent"),
  text(500, "failed", "ConnectionError unknown", "ConnectionError unknown"),
  text(
    500,
    "unexpected server problem: IO: disk",
    "ConnectionError unknown",
    "ConnectionError unknown",
  ),
  text(
    500,
    "unexpected server problem: NoSuchGroup: x",
    "ConnectionError unknown",
    "JobRefusedError group",
  ),
  text(
    500,
    "unexpected server problem: IllegalState: x",
    "ConnectionError unknown",
    "JobRefusedError emergency",
  ),
  page(404, "ConnectionError unknown"),
  page(502, "ConnectionError unknown"),
  page(503, "ConnectionError unknown"),
  page(504, "ConnectionError unknown"),
  page(200, "ProtocolError unknown"),
  {
    what: "a redirect",
    answer: () => new Response(null, { status: 302, headers: { Location: "https://x.org/" } }),
    read: "ProtocolError unknown",
    create: "ProtocolError unknown",
  },
  {
    what: "JSON that breaks off",
    answer: () => json('{"state": "REA'),
    read: "ProtocolError unknown",
    create: "ProtocolError unknown",
  },
  {
    what: "JSON of another shape",
    answer: () => json('{"state": 3, "job-id": "x"}'),
    read: "ProtocolError unknown",
    create: "ProtocolError unknown",
  },
  {
    what: "a body that breaks off",
    answer: () => new Response(broken(), { headers: { "Content-Type": "application/json" } }),
    read: "ConnectionError unknown",
    create: "ConnectionError unknown",
  },
];

function text(status: number, words: string, read: string, create: string) {
  return {
    what: `status ${status} with "${words}"`,
    answer: () => new Response(words, { status, headers: { "Content-Type": "text/plain" } }),
    read,
    create,
  };
}

function page(status: number, error: string) {
  const body = "<html><body><h1>Proxy error</h1></body></html>";
  return {
    what: `status ${status} with a page`,
    answer: () => new Response(body, { status, headers: HTML }),
    read: error,
    create: error,
  };
}

function json(body: string): Response {
  return new Response(body, { headers: { "Content-Type": "application/json" } });
}

function broken(): ReadableStream<Uint8Array> {
  let chunks = 0;
  return new ReadableStream({
    pull(controller) {
      if (chunks++ === 0) controller.enqueue(new TextEncoder().encode('{"state"'));
      else controller.error(new TypeError("error reading a body from connection"));
    },
  });
}

function told(error: unknown): string {
  assertInstanceOf(error, Error);
  const { name } = error;
  if (error instanceof ConnectionError) return `${name} ${error.outcome}`;
  if (error instanceof JobRefusedError && error.why !== "other") return `${name} ${error.why}`;
  return error instanceof ServerError ? name : `${error}`;
}

for (const { what, answer, read, create } of TROUBLES) {
  Deno.test(`${what} is ${read} to a reader and ${create} to a creator`, pure, async () => {
    using test = new ApiTest();
    const reader = await answered(test, answer);
    const found = await reader.getJobState(1).then(
      ({ state }) => state === JobState.unknown ? "unknown" : `state ${state}`,
      told,
    );
    assertEquals(found, read);
    // A client whose request went wrong is replaced; one that was refused is not.
    assertEquals(reader.isOpen, !/Connection|Protocol/.test(read));
    const creator = await answered(test, answer);
    assertEquals(await creator.createJob({}).then(() => "created", told), create);
    assertEquals(test.api.server.list(), []);
  });
}

Deno.test("a refusal has the server's words, and a proxy's page none", pure, async () => {
  using test = new ApiTest();
  const refused = await answered(test, () => new Response("no\n  way", { status: 400 }));
  const { words, command } = await assertRejects(() => refused.getJobState(1), ServerError);
  assertEquals([command, words], ["get_job_state", "no way"]);
  const failing = await answered(
    test,
    () => new Response("<p>nginx", { status: 502, headers: HTML }),
  );
  const error = await assertRejects(() => failing.getJobState(1), ConnectionError);
  assertEquals(error.message, "The server failed (status 502)");
});

Deno.test("a URL that leads nowhere is told", pure, async () => {
  using test = new ApiTest();
  const fetch = () => Promise.resolve(new Response("Not Found", { status: 404, headers: HTML }));
  await assertRejects(() => test.client({ fetch }).version(), ConnectionError, "check its path");
});

Deno.test("no answer in time ends the client, its body included", pure, async () => {
  for (
    const response of [
      () => new Promise<Response>(() => {}),
      () => new Response(new ReadableStream({}), { headers: { "Content-Type": "text/plain" } }),
    ]
  ) {
    using test = new ApiTest();
    const client = await answered(test, response);
    const asked = client.getJobState(1, { timeout: 3 });
    asked.catch(() => {});
    await test.pass(2.9);
    assert(client.isOpen);
    await test.pass(0.2);
    const error = await assertRejects(() => asked, TimeoutError, "within 3 s");
    assertEquals([error.outcome, error.command, client.isOpen], [
      "unknown",
      "get_job_state",
      false,
    ]);
    assertEquals(await client.closed, error);
  }
});

Deno.test("a timeout is one for all requests of a call", pure, async () => {
  using test = new ApiTest();
  const client = test.client();
  const jobId = await client.createJob({});
  test.api.meet = (_, answer) =>
    new Promise((resolve) => test.clock.after(2, () => resolve(answer())));
  const beat = client.beat(jobId, { timeout: 3 });
  beat.catch(() => {});
  await test.pass(3.1);
  await assertRejects(() => beat, TimeoutError);
});

Deno.test("an aborted call ends nothing but itself", pure, async () => {
  using test = new ApiTest();
  const client = await answered(test, () => new Promise<Response>(() => {}));
  const controller = new AbortController();
  const asked = client.getJobState(1, { signal: controller.signal });
  controller.abort(new ConnectionError("enough", "not sent"));
  await assertRejects(() => asked, ConnectionError, "enough");
  assertEquals(client.isOpen, true);
});

Deno.test("an aborted client rejects what is under way with an unknown outcome", pure, async () => {
  using test = new ApiTest();
  const client = await answered(test, () => new Promise<Response>(() => {}));
  const asked = client.getJobState(1);
  asked.catch(() => {});
  await test.pass(1);
  client.abort(new ConnectionError("given up", "not sent"));
  const error = await assertRejects(() => asked, ConnectionError, "given up");
  assertEquals(error.outcome, "unknown");
  const later = await assertRejects(() => client.getJobState(1), ConnectionError, "given up");
  assertEquals(later.outcome, "not sent");
});

Deno.test("a closed client waits for what is under way, a second at most", pure, async () => {
  using test = new ApiTest();
  let answerNow = (): void => {};
  const client = await answered(
    test,
    () =>
      new Promise<Response>((resolve) =>
        answerNow = () =>
          resolve(
            new Response("no such job", {
              status: 404,
            }),
          )
      ),
  );
  const asked = client.getJobState(1);
  await test.pass(0.1);
  let isClosed = false;
  const closing = client.close().then(() => isClosed = true);
  await test.pass(0.5);
  assertEquals(isClosed, false);
  answerNow();
  await closing;
  assertEquals([(await asked).state, await client.closed], [JobState.unknown, null]);
  const hanging = await answered(test, () => new Promise<Response>(() => {}));
  const lost = hanging.getJobState(1);
  lost.catch(() => {});
  const end = hanging.close();
  await test.pass(1.1);
  await end;
  await assertRejects(() => lost, ConnectionError);
});

Deno.test("an answer without end is not read to its end", pure, async () => {
  using test = new ApiTest();
  const chunk = new TextEncoder().encode(" ".repeat(1024 * 1024));
  const endless = (): Response =>
    new Response(new ReadableStream({ pull: (controller) => controller.enqueue(chunk) }), {
      headers: { "Content-Type": "application/json" },
    });
  const client = await answered(test, endless);
  await assertRejects(() => client.getJobState(1), ProtocolError, "of more than");
});

Deno.test("nothing that is under way is lost when another call fails", pure, async () => {
  using test = new ApiTest();
  const client = test.client();
  await client.version();
  let release = (): void => {};
  test.api.meet = ({ method, path }, answer) => {
    if (path === "srv/spalloc/jobs" && method === "POST") {
      return new Promise((resolve) => release = () => resolve(answer()));
    }
    if (path === "srv/spalloc/jobs/7") throw new TypeError("reset");
    return answer();
  };
  const creating = client.createJob({});
  await test.pass(0.1);
  await assertRejects(() => client.getJobState(7), ConnectionError);
  assertEquals(client.isOpen, false);
  release();
  assertEquals(await creating, test.api.server.list()[0]?.id);
});

Deno.test("a redirect is told without the session in it", pure, async () => {
  using test = new ApiTest();
  const Location = "https://x.org/jobs;jsessionid=0A1B2C?a=1";
  const client = await answered(
    test,
    () => new Response(null, { status: 302, headers: { Location } }),
  );
  const error = await assertRejects(() => client.getJobState(1), ProtocolError);
  assertEquals(
    error.message,
    "The server sends on to https://x.org/jobs?a=1, which is not followed: use that address",
  );
});

Deno.test("changes of a job are told after a refusal that passes", pure, async () => {
  using test = new ApiTest();
  const changes: number[][] = [];
  const client = test.client({ onNotification: ({ jobsChanged }) => changes.push(jobsChanged) });
  const jobId = await test.until(client.createJob({ what: 1 }));
  await test.until(client.notifyJob(jobId));
  await test.until(client.getJobState(jobId));
  let refusals = 0;
  test.api.meet = ({ path }, answer) => {
    if (path !== `srv/spalloc/jobs/${jobId}` || refusals > 0) return answer();
    refusals++;
    return Promise.resolve(new Response("computer says no", { status: 403 }));
  };
  await test.pass(60);
  assertEquals([refusals, changes], [1, [[jobId]]]);
  await test.until(client.close());
});
