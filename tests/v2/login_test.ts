import { assert, assertEquals, assertRejects } from "@std/assert";
import { sleep } from "../../lib/clock.ts";
import { ConnectionError, LoginError } from "../../lib/errors.ts";
import { ApiTest, TESTER } from "../lib_test_kit/api_test.ts";
import { settleApi } from "../lib_test_kit/memory_api.ts";
import type { LoginMemory } from "../../lib/v2/login_memory.ts";
import { ApiClient } from "../../lib/v2/api_client.ts";
import { SharedLogin } from "../../lib/v2/shared_login.ts";
import { sharedLogin } from "../../lib/v2/shared_logins.ts";
import { StoredLogin } from "../../lib/v2/stored_login.ts";

const pure = { permissions: "none" } as const;
const WRONG = { user: "tester", password: "wrong" };

Deno.test("a password is sent with the form, and checked once", pure, async () => {
  using test = new ApiTest();
  const client = test.client();
  assertEquals(await client.version(), "7.4.2");
  assertEquals(test.api.requests, [
    "GET system/login.html",
    "POST system/perform_login",
    "GET srv/spalloc/",
  ]);
  await client.beat(1);
  assertEquals(test.api.requests.length, 5);
  assertEquals(test.api.service.accounts.checks, 1);
});

Deno.test("without a form it is sent with HTTP Basic, and checked once", pure, async () => {
  using test = new ApiTest({ form: false });
  const client = test.client();
  const jobId = await client.createJob({});
  assertEquals((await client.getJobState(jobId)).keepalive, 60);
  assertEquals(test.api.service.accounts.checks, 1);
});

Deno.test("where HTTP Basic begins no session, every request brings it", pure, async () => {
  using test = new ApiTest({ form: false, basicBeginsSession: false });
  const client = test.client();
  const jobId = await client.createJob({});
  await client.destroyJob(jobId);
  assertEquals(test.api.server.list(), []);
});

Deno.test(
  "a password that every request brings is not sent again once it is refused",
  pure,
  async () => {
    using test = new ApiTest({ form: false, basicBeginsSession: false });
    let isChanged = false;
    let refusals = 0;
    test.api.meet = ({ headers }, answer) => {
      if (!isChanged || !headers.has("Authorization")) return answer();
      refusals++;
      const ways = { "WWW-Authenticate": 'Basic realm="SpallocService"' };
      return Promise.resolve(new Response("refused", { status: 401, headers: ways }));
    };
    const clients = [test.client(), test.client()];
    for (const client of clients) assertEquals(await client.version(), "7.4.2");
    isChanged = true;
    for (const client of [...clients, test.client()]) {
      await assertRejects(() => client.getJobState(1), LoginError, "refused the password");
    }
    assertEquals(refusals, 1);
  },
);

Deno.test("a token is sent once, and then the cookie of its session", pure, async () => {
  using test = new ApiTest({ accounts: [{ name: "eve", token: "t" }] });
  let tokens = 0;
  test.api.meet = ({ headers }, answer) => {
    if (headers.has("Authorization")) tokens++;
    return answer();
  };
  const client = test.client({ credentials: { token: "t" } });
  const jobId = await client.createJob({});
  assertEquals((await client.getJobState(jobId)).keepalive, 60);
  assertEquals(tokens, 1);
});

Deno.test("a token is preferred to a password", pure, async () => {
  using test = new ApiTest({ accounts: [{ name: "eve", token: "t" }] });
  await test.client({ credentials: { ...TESTER, token: "t" } }).version();
  assertEquals(test.api.service.accounts.checks, 0);
});

for (const [way, options] of [["form", {}], ["HTTP Basic", { form: false }]] as const) {
  Deno.test(`a password refused by ${way} is not sent again by anybody`, pure, async () => {
    using test = new ApiTest(options);
    for (
      const client of [test.client({ credentials: WRONG }), test.client({ credentials: WRONG })]
    ) {
      for (const ask of [() => client.version(), () => client.createJob({})]) {
        const error = await assertRejects(ask, LoginError, "or the account is locked");
        assertEquals([error.why, error.message.includes("wrong")], ["refused", true]);
      }
    }
    assertEquals(test.api.service.accounts.checks, 1);
  });
}

Deno.test("a refused password is not shown", pure, async () => {
  using test = new ApiTest();
  const client = test.client({ credentials: { user: "tester", password: "hunter2" } });
  const error = await assertRejects(() => client.version(), LoginError);
  assertEquals(`${error.message}${error.stack}${JSON.stringify(error)}`.includes("hunter2"), false);
});

Deno.test("another password is another matter", pure, async () => {
  using test = new ApiTest();
  await assertRejects(() => test.client({ credentials: WRONG }).version(), LoginError);
  assertEquals(await test.client().version(), "7.4.2");
});

Deno.test("a refused token is not sent again", pure, async () => {
  using test = new ApiTest();
  for (const client of [test.client({ credentials: { token: "x" } })]) {
    await assertRejects(() => client.version(), LoginError, "refused the token");
    const sent = test.api.requests.length;
    await assertRejects(() => client.version(), LoginError, "refused the token");
    assertEquals(test.api.requests.length, sent);
  }
});

Deno.test("a server that takes no passwords is told from one that refuses them", pure, async () => {
  using test = new ApiTest({ form: false, basic: false });
  await assertRejects(() => test.client().version(), LoginError, "takes no passwords: use a token");
});

Deno.test(
  "a password that may have been refused without a word is not sent again",
  pure,
  async () => {
    using test = new ApiTest({ form: false });
    // As a proxy may have it that keeps challenges from browsers.
    test.api.meet = async (_, answer) => {
      const response = await answer();
      response.headers.delete("WWW-Authenticate");
      return response;
    };
    for (let attempt = 1; attempt <= 3; attempt++) {
      await assertRejects(() => test.client({ credentials: WRONG }).version(), LoginError);
    }
    assertEquals(test.api.service.accounts.checks, 1);
  },
);

Deno.test("a token for changes that is over costs no session", pure, async () => {
  using test = new ApiTest();
  const first = test.client();
  await first.version();
  const session = first.talk.session?.cookie ?? "";
  const client = test.client({ credentials: { session } });
  const jobId = await client.createJob({});
  let stale = 1;
  test.api.meet = ({ method }, answer) => {
    if (method !== "DELETE" || stale-- <= 0) return answer();
    return Promise.resolve(Response.json({ error: "Forbidden" }, { status: 403 }));
  };
  await client.destroyJob(jobId);
  assertEquals([test.api.server.list(), client.isOpen], [[], true]);
  // Nor a password.
  stale = 1;
  const other = await first.createJob({});
  await first.destroyJob(other);
  assertEquals([test.api.server.list(), test.api.service.accounts.checks], [[], 1]);
});

Deno.test("a session whose new token is not taken either is begun again, once", pure, async () => {
  for (const isTakenAtLast of [true, false]) {
    using test = new ApiTest();
    const client = test.client();
    const jobId = await client.createJob({});
    const cookie = client.talk.session?.cookie ?? "";
    test.api.meet = ({ method, headers }, answer) => {
      const isOld = headers.get("Cookie")?.includes(cookie) ?? false;
      if (method !== "PUT" || isTakenAtLast && !isOld) return answer();
      return Promise.resolve(Response.json({ error: "Forbidden" }, { status: 403 }));
    };
    const alive = client.jobKeepalive(jobId);
    if (isTakenAtLast) await alive;
    else await assertRejects(() => alive, Error, "Forbidden");
    assertEquals([test.api.service.accounts.checks, test.api.count("PUT")], [2, 3]);
  }
});

Deno.test("nothing is sent to a server at another path than its own", pure, async () => {
  using test = new ApiTest({ accounts: [{ name: "eve", token: "t" }] });
  const { url, fetch } = test.api;
  let passwords = 0;
  const elsewhere = (request: Request): Promise<Response> => {
    if (request.headers.get("Authorization")?.startsWith("Basic")) passwords++;
    return fetch(request);
  };
  for (const path of ["..", "../wrong/"]) {
    const wrong = new URL(path, url).href;
    for (const credentials of [TESTER, WRONG, { token: "t" }, { token: "stale" }]) {
      const { clock } = test;
      const client = new ApiClient(wrong, { fetch: elsewhere, clock, credentials });
      await assertRejects(
        () => client.version(),
        ConnectionError,
        `${wrong} is not where the spalloc server is: check the URL`,
      );
    }
  }
  assertEquals([passwords, test.api.service.accounts.checks], [0, 0]);
});

Deno.test("without credentials nothing is sent", pure, async () => {
  using test = new ApiTest();
  for (const credentials of [{}, { user: "tester" }]) {
    const client = test.client({ credentials });
    const error = await assertRejects(() => client.version(), LoginError);
    assertEquals(error.why, "missing");
  }
  assertEquals(test.api.requests, []);
});

Deno.test("a kept session needs no password while it lasts", pure, async () => {
  using test = new ApiTest();
  const first = test.client();
  await first.version();
  const session = first.talk.session?.cookie ?? "";
  const client = test.client({ credentials: { session } });
  const jobId = await client.createJob({});
  test.api.service.sessions.endAll();
  const error = await assertRejects(() => client.getJobState(jobId), LoginError);
  assertEquals(error.why, "over");
});

Deno.test("a kept session that lasts needs neither a password nor a token", pure, async () => {
  using test = new ApiTest();
  const first = test.client();
  await first.version();
  const session = first.talk.session?.cookie ?? "";
  const logins: LoginMemory = {
    cookie: session,
    logIn: () => Promise.reject(new LoginError("it was refused yesterday", "refused")),
    renewed: () => new Promise(() => {}),
    answered: () => {},
  };
  const client = test.client({ credentials: { ...TESTER, session }, logins });
  assertEquals(await client.version(), "7.4.2");
});

Deno.test("a kept session that is over is renewed with the password", pure, async () => {
  using test = new ApiTest();
  const client = test.client({ credentials: { ...TESTER, session: "GONE" } });
  assertEquals(await client.version(), "7.4.2");
  assertEquals(test.api.service.accounts.checks, 1);
});

Deno.test("all that ask at once share one login", pure, async () => {
  using test = new ApiTest();
  const [one, other] = [test.client(), test.client()];
  await Promise.all([one.version(), one.listMachines(), other.version(), other.createJob({})]);
  assertEquals(test.api.service.accounts.checks, 1);
  test.api.service.sessions.endAll();
  await Promise.all([one.version(), one.listMachines(), other.version(), other.createJob({})]);
  assertEquals(test.api.service.accounts.checks, 2);
});

Deno.test(
  "the session may be over at any request, and each is carried out once",
  pure,
  async () => {
    using test = new ApiTest({ server: { powerDelay: 0 } });
    const client = test.client();
    await client.version();
    let ends = 0;
    test.api.meet = ({ path }, answer) => {
      if (path.startsWith("srv/spalloc/j") && ++ends % 2 === 1) test.api.service.sessions.endAll();
      return answer();
    };
    const jobId = await client.createJob({});
    const jobs = test.api.server.list().length;
    await test.pass(5);
    await client.beat(jobId);
    await client.powerOffJobBoards(jobId);
    await test.pass(5);
    const { power, state } = await client.getJobState(jobId);
    await client.destroyJob(jobId);
    assertEquals([jobs, power, state, test.api.server.list()], [1, false, 3, []]);
    assertEquals([client.isOpen, ends], [true, 16]);
  },
);

Deno.test("what an account may not do is no reason to log in again", pure, async () => {
  using test = new ApiTest({ accounts: [{ name: "tester", password: "secret", role: "READER" }] });
  const client = test.client();
  await assertRejects(() => client.createJob({}), Error, "computer says no");
  assertEquals(test.api.service.accounts.checks, 1);
});

Deno.test(
  "a server that forgets at once who is logged in is asked twice, not for ever",
  pure,
  async () => {
    using test = new ApiTest();
    const client = test.client();
    await client.version();
    test.api.meet = ({ path }, answer) => {
      if (path.includes("machines")) test.api.service.sessions.endAll();
      return answer();
    };
    const error = await assertRejects(() => client.listMachines(), ConnectionError, "forgets");
    assertEquals([error.outcome, test.api.count("GET srv/spalloc/machines")], ["not sent", 2]);
  },
);

Deno.test("logins whose answers are lost stop before the account is locked", pure, async () => {
  using test = new ApiTest();
  test.api.meet = async ({ path }, answer) => {
    const response = await answer();
    if (path === "system/perform_login") throw new TypeError("connection reset");
    return response;
  };
  for (let attempt = 1; attempt <= 2; attempt++) {
    await assertRejects(() => test.client().version(), ConnectionError, "connection reset");
  }
  await assertRejects(() => test.client().version(), LoginError, "could lock the account");
  assertEquals(test.api.service.accounts.checks, 2);
});

Deno.test("logins that are never answered count as lost", pure, async () => {
  using test = new ApiTest();
  test.api.meet = ({ path }, answer) =>
    path === "system/perform_login" ? new Promise<Response>(() => {}) : answer();
  for (let attempt = 1; attempt <= 2; attempt++) {
    const version = test.client({ timeout: 3 }).version();
    version.catch(() => {});
    await test.pass(3.1);
    await assertRejects(() => version, ConnectionError, "within 3 s");
  }
  await assertRejects(() => test.client().version(), LoginError, "could lock the account");
  assertEquals(test.api.count("POST system/perform_login"), 2);
});

Deno.test("a password that was accepted before is sent for as long as it takes", pure, async () => {
  using test = new ApiTest();
  await test.client().version();
  test.api.meet = ({ path }, answer) => {
    if (path === "system/perform_login") throw new TypeError("connection reset");
    return answer();
  };
  test.api.service.sessions.endAll();
  for (let attempt = 1; attempt <= 5; attempt++) {
    await assertRejects(() => test.client().version(), ConnectionError, "connection reset");
  }
  test.api.meet = null;
  assertEquals(await test.client().version(), "7.4.2");
});

Deno.test("a form that was lost before it was sent is fetched again", pure, async () => {
  using test = new ApiTest();
  let losses = 0;
  test.api.meet = ({ path }, answer) => {
    if (path === "system/perform_login" && ++losses === 1) test.api.service.sessions.endAll();
    return answer();
  };
  assertEquals(await test.client().version(), "7.4.2");
  assertEquals([test.api.service.accounts.checks, losses], [1, 2]);
});

Deno.test("credentials follow no redirect", pure, async () => {
  using test = new ApiTest();
  const urls: string[] = [];
  const client = test.client({
    fetch: (request) => {
      urls.push(request.url);
      const headers = { Location: "https://elsewhere.example.org/spalloc/" };
      return Promise.resolve(new Response(null, { status: 302, headers }));
    },
  });
  await assertRejects(() => client.version(), ConnectionError, "elsewhere.example.org");
  assertEquals(urls.every((url) => url.startsWith(test.api.url)), true);
});

Deno.test("the field of the form is found however it is written", pure, async () => {
  using test = new ApiTest();
  test.api.meet = async ({ path }, answer) => {
    const response = await answer();
    if (path !== "system/login.html") return response;
    const text = await response.text();
    const page = text.replace(/<input[^>]*_csrf[^>]*>/, (input) => {
      const value = /value="([^"]*)"/.exec(input)?.[1];
      return `<INPUT value='${value}'\n  name=_csrf type=hidden>`;
    });
    return new Response(page, { headers: response.headers });
  };
  assertEquals(await test.client().version(), "7.4.2");
});

Deno.test("threads share a refusal and a session", pure, () => {
  const credentials = { user: "me", password: crypto.randomUUID() };
  const one = sharedLogin("https://shared.example.org/", credentials);
  assertEquals(one?.session, null);
  const session = { cookie: "A", csrf: { header: "X", token: "t" }, isBare: false };
  one!.session = session;
  // As in another thread.
  const twin = new SharedLogin(one!.memory);
  assertEquals(twin.session, session);
  twin.refuse();
  assertEquals([one?.isRefused, sharedLogin("spalloc.example.org")], [true, null]);
});

Deno.test("a session that a thread was ended in the midst of writing is none", pure, () => {
  const login = new SharedLogin();
  login.session = { cookie: "A", csrf: null, isBare: false };
  // Its first bytes are new ones, and the length is still the old one.
  new Uint8Array(login.memory).fill(0x7b, 32, 40);
  assertEquals(login.session, null);
  login.session = { cookie: "B", csrf: null, isBare: false };
  assertEquals(login.session?.cookie, "B");
});

Deno.test(
  "a thread that is stuck in its login does not keep another from its job",
  pure,
  async () => {
    using test = new ApiTest();
    const login = sharedLogin(test.api.url, TESTER);
    assertEquals(login?.begin(), true);
    const client = test.client({ timeout: 4 });
    const version = client.version();
    await test.pass(0.9);
    assertEquals(test.api.requests, []);
    await test.pass(0.2);
    assertEquals(await version, "7.4.2");
    await settleApi();
  },
);

Deno.test("a wait for logins of other processes leaves a login its time", pure, async () => {
  using test = new ApiTest();
  const turn = Promise.withResolvers<void>();
  const logins: LoginMemory = {
    cookie: null,
    async logIn(_credentials, login) {
      await turn.promise;
      return await login();
    },
    renewed: (credentials) => Promise.resolve(credentials),
    answered: () => {},
  };
  test.api.meet = async (_request, answer) => {
    await sleep(test.clock, 1);
    return await answer();
  };
  const version = test.client({ timeout: 4, logins }).version();
  await test.pass(9);
  assertEquals(test.api.requests, []);
  turn.resolve();
  await test.pass(3.1);
  assertEquals(await version, "7.4.2");
});

Deno.test(
  "logins that nobody uses are let go, but not what could lock an account",
  pure,
  async () => {
    using test = new ApiTest();
    const login = (password: string) =>
      sharedLogin("https://many.example.org/", { user: "me", password })!;
    // Of a client that is there, and of one that was.
    const client = test.client();
    const former = { user: "former", password: "former" };
    await test.client({ credentials: former }).close();
    const inUse = sharedLogin(test.api.url, TESTER);
    const unused = sharedLogin(test.api.url, former);
    login("refused").refuse();
    login("lost").countUnanswered(1);
    login("lost").countUnanswered(1);
    const kept = login("kept");
    for (let number = 0; number < 1000; number++) login(`other ${number}`);
    assertEquals(sharedLogin(test.api.url, TESTER), inUse, "somebody uses it");
    assert(sharedLogin(test.api.url, former) !== unused, "nobody uses it any more");
    assert(login("kept") !== kept, "nobody ever used it");
    assertEquals([login("refused").isRefused, login("lost").unanswered], [true, 2]);
    assertEquals([login("kept").isRefused, login("kept").unanswered], [false, 0]);
    await client.close();
  },
);

Deno.test(
  "a guard is told of no password again that was refused, not even for a moment",
  pure,
  async () => {
    using test = new ApiTest();
    const logins = new StoredLogin({
      ...{ store: null, server: test.api.url, kept: null, newToken: null },
      now: () => test.clock.now(),
      showTime: String,
    });
    const told: unknown[] = [];
    const logIn = () => test.client({ credentials: WRONG, logins }).version();
    await assertRejects(logIn, LoginError, "refused the password");
    logins.onChange(() => told.push(logins.present(WRONG)));
    await assertRejects(logIn, LoginError, "refused the password");
    assertEquals([told, logins.present(WRONG)], [[], { user: "tester" }]);
  },
);
