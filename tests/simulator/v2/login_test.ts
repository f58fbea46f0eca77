import { assert, assertEquals, assertMatch, assertNotEquals } from "@std/assert";
import { ACCOUNTS, type ApiClient, ApiTest, basic, JOBS, request } from "./api_test_kit.ts";

const FORM = { "Content-Type": "application/x-www-form-urlencoded" };

/** The token of the login page, read as SpiNNMan reads it. */
async function tokenOfPage(client: ApiClient): Promise<string> {
  const page = await client.get("system/login.html");
  assertEquals(page.status, 200);
  const [, token] = /<input type="hidden" name="_csrf" value="(.*)" \/>/
    .exec(await page.text()) ?? [];
  assert(token);
  return token;
}

/** Sends the form, and gives what is answered to it. */
async function sendForm(
  client: ApiClient,
  username: string,
  password: string,
  token?: string,
): Promise<Response> {
  const _csrf = token ?? await tokenOfPage(client);
  const body = new URLSearchParams({ _csrf, username, password, submit: "submit" });
  return await client.send("system/perform_login", { method: "POST", body, headers: FORM });
}

Deno.test("a form logs in: the session is a new one, and the old token is dead", async () => {
  await using test = await ApiTest.start();
  const client = test.stranger();
  const token = await tokenOfPage(client);
  const { cookie } = client;
  assertMatch(cookie ?? "", /^JSESSIONID=[0-9A-F]{32}$/);
  const answer = await sendForm(client, "ada", "secret", token);
  assertEquals([answer.status, answer.headers.get("Location")], [302, `${test.api.url}system/`]);
  await answer.body?.cancel();
  assertNotEquals(client.cookie, cookie);
  client.csrf = { header: "X-CSRF-TOKEN", token };
  assertMatch(await client.saysTo(JOBS, request()), /^403 /);
  const root = await client.read("srv/spalloc/");
  assertEquals(root["csrf-header"], "X-CSRF-TOKEN");
  client.csrf.token = String(root["csrf-token"]);
  assertMatch(await client.saysTo(JOBS, request()), /^201 /);
});

Deno.test("a wrong password gets 401, some JSON, and no new cookie", async () => {
  await using test = await ApiTest.start();
  const client = test.stranger();
  const answer = await sendForm(client, "ada", "guess");
  const { message, timestamp } = await answer.json();
  assertEquals([answer.status, message], [401, "computer says no"]);
  assert(Date.parse(timestamp) > 0);
  assertEquals(answer.headers.getSetCookie(), []);
});

Deno.test("tokens are different texts each time, and all of them count", async () => {
  await using test = await ApiTest.start();
  const client = await test.logIn();
  const tokens = [];
  for (let i = 0; i < 3; i++) tokens.push((await client.read("srv/spalloc/"))["csrf-token"]);
  assertEquals(new Set(tokens).size, 3);
  for (const token of tokens) {
    assertMatch(String(token), /^[A-Za-z0-9_-]+=*$/);
    client.csrf = { header: "X-CSRF-TOKEN", token: String(token) };
    assertMatch(await client.saysTo(JOBS, request()), /^201 /);
  }
});

Deno.test("a token of nothing, of somebody else, or none at all, is 403", async () => {
  await using test = await ApiTest.start();
  const [ada, bob] = [await test.logIn("ada"), await test.logIn("bob")];
  const own = ada.csrf;
  for (const token of [bob.csrf?.token, "AAAA", "?", ""]) {
    ada.csrf = token === undefined ? null : { header: "X-CSRF-TOKEN", token };
    const answer = await ada.saysTo(JOBS, request());
    assertMatch(answer, /^403 /);
    assert(!answer.includes("computer says no"));
  }
  ada.csrf = null;
  for (const method of ["POST", "PUT", "DELETE"]) {
    assertMatch(await ada.says(method, `${JOBS}/1`), /^403 /);
  }
  ada.csrf = own;
  assertEquals(await ada.says("DELETE", `${JOBS}/1`), "404 no such job");
});

Deno.test("a name and a password with a request begin a session", async () => {
  await using test = await ApiTest.start();
  const client = await test.logIn("ada");
  assert(client.cookie);
  assertEquals((await client.get("srv/spalloc/machines")).status, 200);
  assertEquals(test.api.passwordChecks, 1);
  // With the session, the password is not looked at again.
  await client.get("srv/spalloc/machines", { headers: basic("ada", "secret") });
  assertEquals(test.api.passwordChecks, 1);
  await test.stranger().get("srv/spalloc/machines", { headers: basic("ada", "secret") });
  assertEquals(test.api.passwordChecks, 2);
});

Deno.test("a name and a password do not replace the token", async () => {
  await using test = await ApiTest.start();
  const headers = { ...basic("ada", "secret"), "Content-Type": "application/json" };
  const init = { method: "POST", headers, body: JSON.stringify(request()) };
  assertEquals((await test.stranger().send(JOBS, init)).status, 401);
  assertEquals(test.api.passwordChecks, 0);
});

Deno.test("where a name and a password begin no session, the cookie alone logs nobody in", async () => {
  await using test = await ApiTest.start({ basicBeginsSession: false });
  const client = await test.logIn("ada");
  assert(client.cookie && client.csrf);
  assertEquals((await client.get("srv/spalloc/machines")).status, 401);
  const headers = { ...basic("ada", "secret"), "Content-Type": "application/json" };
  const init = { method: "POST", headers, body: JSON.stringify(request()) };
  assertEquals((await client.send(JOBS, init)).status, 201);
});

Deno.test("a bearer token needs no other token, and begins a session", async () => {
  await using test = await ApiTest.start();
  const client = test.stranger();
  const headers = { Authorization: "Bearer bearer-of-eve" };
  assertEquals((await client.get("system/login.html", { headers })).status, 200);
  assertEquals((await client.get("srv/spalloc/machines")).status, 200);
  const body = JSON.stringify(request());
  const json = { ...headers, "Content-Type": "application/json" };
  const answer = await client.send(JOBS, { method: "POST", headers: json, body });
  assertEquals(answer.status, 201);
  assertEquals((await client.job()).owner, "openid.eve");
  assertEquals(test.server.jobs[0]?.owner, "openid.eve");
  test.api.revokeToken("bearer-of-eve");
  assertEquals((await client.get("srv/spalloc/machines", { headers })).status, 401);
  // The session goes on.
  assertEquals((await client.get("srv/spalloc/machines")).status, 200);
});

Deno.test("whoever is not logged in gets 401, and is told how to", async () => {
  await using test = await ApiTest.start();
  for (
    const headers of [
      {},
      basic("ada", "guess"),
      basic("nobody", "x"),
      {
        Authorization: "Bearer nonsense",
      },
      { Authorization: "Basic ?" },
      { Cookie: "JSESSIONID=0000" },
    ]
  ) {
    const answer = await test.stranger().get("srv/spalloc/jobs", { headers });
    const type = answer.headers.get("Content-Type");
    assertEquals([answer.status, type], [401, "text/plain;charset=UTF-8"]);
    assertMatch(await answer.text(), /^[^\n]+$/);
    assertEquals(
      answer.headers.get("WWW-Authenticate"),
      'Basic realm="SpallocService", Bearer realm="SpallocService", ' +
        'scope="openid, profile, roles, email, team, group"',
    );
  }
  for (const path of ["srv/info", "system/", "system/list_jobs", "srv/spalloc/nonsense"]) {
    assertEquals((await test.stranger().get(path)).status, 401, path);
  }
});

Deno.test("a browser that is not logged in is led to the form, and so is who wants a text", async () => {
  await using test = await ApiTest.start();
  const form = `${test.api.url}system/login.html`;
  for (
    const [accept, ...told] of [
      ["text/html,*/*;q=0.8", 302, form],
      ["text/html, application/json", 302, form],
      ["text/plain", 302, form],
      ["application/json", 401, null],
      ["text/plain, application/json", 401, null],
      ["*/*", 401, null],
    ] as const
  ) {
    const headers = { Accept: accept };
    const answer = await test.stranger().get("srv/spalloc/jobs", { headers });
    assertEquals([answer.status, answer.headers.get("Location")], told, accept);
    // Where the form leads on to is remembered in a session, which is nobody's.
    assertEquals(answer.headers.has("Set-Cookie"), told[0] === 302, accept);
  }
});

Deno.test("a change in no session, or in that of nobody, asks for a login", async () => {
  await using test = await ApiTest.start();
  const put = (accept: string, cookie = ""): Promise<Response> =>
    test.stranger().send(`${JOBS}/1/keepalive`, {
      method: "PUT",
      headers: { Accept: accept, ...cookie && { Cookie: cookie } },
      body: "x",
    });
  const text = await put("text/plain");
  assertEquals(text.status, 302);
  const json = await put("application/json");
  assertEquals([json.status, json.headers.has("WWW-Authenticate")], [401, true]);
  const [cookie = ""] = json.headers.get("Set-Cookie")?.split(";") ?? [];
  assertMatch(cookie, /^JSESSIONID=\w+$/);
  const again = await put("application/json", cookie);
  assertEquals([again.status, again.headers.has("Set-Cookie")], [401, false]);
});

Deno.test("a change without a good token is refused in the form that the client accepts", async () => {
  await using test = await ApiTest.start();
  const client = await test.logIn();
  const path = `${JOBS}/1`;
  client.csrf = null;
  const refused = async (accept: string): Promise<[number, string]> => {
    const headers = { Accept: accept, "X-CSRF-TOKEN": "stale" };
    const answer = await client.send(path, { method: "DELETE", headers });
    return [answer.status, await answer.text()];
  };
  const [status, body] = await refused("application/json");
  assertEquals([status, JSON.parse(body).path], [403, `/spalloc/${path}`]);
  assertMatch((await refused("text/html"))[1], /<html>/);
  assertEquals(await refused("text/plain"), [403, ""]);
});

Deno.test("a session changes hands with the Basic credentials of somebody else", async () => {
  await using test = await ApiTest.start();
  const client = await test.logIn("ada");
  const id = await client.createJob();
  const { cookie } = client;
  const as = async (name: string, password: string): Promise<number> =>
    (await client.get(`${JOBS}/${id}`, { headers: basic(name, password) })).status;
  assertEquals(await as("root", "0"), 200);
  assertEquals(await as("nobody", "x"), 401);
  assertEquals(await as("reader", "r"), 403);
  assertEquals((await client.get(`${JOBS}/${id}`)).status, 403);
  assertEquals(await as("ada", "secret"), 200);
  assertEquals([client.cookie, (await client.get(`${JOBS}/${id}`)).status], [cookie, 200]);
});

Deno.test("each way to log in can be switched off", async () => {
  const way = async (options: { form?: boolean; basic?: boolean; bearer?: boolean }) => {
    await using test = await ApiTest.start(options);
    const at = async (path: string, headers: Record<string, string> = {}) =>
      (await test.stranger().get(path, { headers })).status;
    const refused = await test.stranger().get("srv/spalloc/");
    return [
      await at("system/login.html"),
      await at("srv/spalloc/", basic("ada", "secret")),
      await at("srv/spalloc/", { Authorization: "Bearer bearer-of-eve" }),
      refused.headers.get("WWW-Authenticate")?.split(" ")[0],
    ];
  };
  assertEquals(await way({}), [200, 200, 200, "Basic"]);
  assertEquals(await way({ form: false }), [404, 200, 200, "Basic"]);
  assertEquals(await way({ basic: false }), [200, 401, 200, "Bearer"]);
  assertEquals(await way({ bearer: false }), [200, 200, 401, "Basic"]);
});

Deno.test("a session lives for half an hour without a request", async () => {
  await using test = await ApiTest.start();
  const client = await test.logIn();
  for (let i = 0; i < 3; i++) {
    test.clock.advance(1_800);
    assertEquals((await client.get("srv/spalloc/machines")).status, 200);
  }
  test.clock.advance(1_801);
  assertMatch(await client.saysTo(JOBS, request()), /^401 /);
  assertEquals((await client.get("srv/spalloc/machines")).status, 401);
});

Deno.test("a restart ends all sessions, while jobs live on", async () => {
  await using test = await ApiTest.start();
  const client = await test.logIn();
  const id = await client.createJob();
  await test.server.restart({ cold: false });
  assertEquals((await client.get(`${JOBS}/${id}`)).status, 401);
  const again = await test.logIn();
  assertEquals((await again.job(id)).owner, "ada");
  test.api.endSessions();
  assertEquals((await again.get(`${JOBS}/${id}`)).status, 401);
});

Deno.test("three wrong passwords lock an account for a day, and more make it longer", async () => {
  await using test = await ApiTest.start();
  const tryIt = async (password: string): Promise<number> => {
    const answer = await test.stranger().get("srv/spalloc/", { headers: basic("ada", password) });
    await answer.body?.cancel();
    return answer.status;
  };
  assertEquals([await tryIt("1"), await tryIt("2"), await tryIt("secret")], [401, 401, 200]);
  assertEquals([await tryIt("1"), await tryIt("2"), await tryIt("3")], [401, 401, 401]);
  assertEquals(await tryIt("secret"), 401);
  test.clock.advance(23 * 3600);
  assertEquals(await tryIt("secret"), 401);
  test.clock.advance(2 * 3600);
  assertEquals(await tryIt("secret"), 401);
  test.clock.advance(24 * 3600 + 1);
  assertEquals(await tryIt("1"), 401);
  assertEquals(await tryIt("secret"), 200);
  // Others are not locked out.
  const bob = await test.stranger().get("srv/spalloc/", { headers: basic("bob", "hidden") });
  assertEquals(bob.status, 200);
});

Deno.test("an account is locked against the form as well", async () => {
  await using test = await ApiTest.start({ loginFailures: 1, accounts: [ACCOUNTS[0]] });
  const client = test.stranger();
  assertEquals((await sendForm(client, "ada", "guess")).status, 401);
  assertEquals((await sendForm(client, "ada", "secret")).status, 401);
});

Deno.test("logging out ends the session", async () => {
  await using test = await ApiTest.start();
  const client = await test.logIn();
  const answer = await client.send("system/perform_logout", { method: "POST" });
  assertEquals(answer.status, 204);
  assertMatch(answer.headers.get("Set-Cookie") ?? "", /^JSESSIONID=;/);
  assertEquals((await client.get("srv/spalloc/")).status, 401);
});
