import { assert, assertEquals, assertMatch, assertRejects } from "@std/assert";
import { RequestError } from "../../../lib/errors.ts";
import { Simulator } from "../../../lib/simulator/mod.ts";
import { serviceRoot } from "../../../lib/v2/messages.ts";
import { ApiTest, basic, JOBS, request } from "./api_test_kit.ts";

Deno.test("the root tells the version, where things are, and the token", async () => {
  await using test = await ApiTest.start();
  const client = await test.logIn();
  const { "csrf-token": token, ...rest } = await client.read("srv/spalloc");
  assertEquals(typeof token, "string");
  assertEquals(rest, {
    version: { "major-version": 7, "minor-version": 4, revision: 2 },
    "jobs-ref": `${test.api.url}srv/spalloc/jobs`,
    "machines-ref": `${test.api.url}srv/spalloc/machines`,
    "csrf-header": "X-CSRF-TOKEN",
  });
  const { version, csrf } = serviceRoot(await client.read("srv/spalloc/"), "root");
  assertEquals([version, csrf?.header], ["7.4.2", "X-CSRF-TOKEN"]);
});

Deno.test("whoever may only log in is told of no jobs and machines", async () => {
  await using test = await ApiTest.start({ version: "8.0.1-SNAPSHOT" });
  const client = await test.logIn("basil");
  const root = serviceRoot(await client.read("srv/spalloc/"), "root");
  assertEquals([root.jobsUrl, root.machinesUrl, root.version], [null, null, "8.0.1"]);
});

Deno.test("roles allow what is theirs", async () => {
  await using test = await ApiTest.start();
  const paths = ["srv/spalloc/", "srv/spalloc/machines", JOBS, `${JOBS}/1`];
  const board = "srv/spalloc/admin/board?machine=m&x=0&y=0&z=0";
  for (
    const [name, expected] of [
      ["basil", ["200", "403 computer says no", "403", "403", "403", "403"]],
      ["reader", ["200", "200", "200", "403", "403", "403"]],
      ["ada", ["200", "200", "200", "404 no such job", "201", "403"]],
      ["nmpi", ["200", "200", "200", "404", "201", "403"]],
      ["root", ["200", "200", "200", "404", "201", "200"]],
    ] as const
  ) {
    const client = await test.logIn(name);
    const answers = [];
    for (const path of paths) answers.push(await client.says("GET", path));
    answers.push(await client.saysTo(JOBS, request()));
    answers.push(await client.says("GET", board));
    const bad = { tags: ["default"] };
    assertEquals(await client.saysTo(JOBS, bad), "400 keepalive-interval is required");
    for (const [index, answer] of answers.entries()) {
      assert(answer.startsWith(expected[index] ?? "?"), `${name} ${index}: ${answer}`);
    }
  }
});

Deno.test("a server asks for a login even where nothing is, whatever comes with it", async () => {
  await using test = await ApiTest.start();
  for (
    const path of ["/", "/wrong/srv/spalloc/", "/wrong/system/login.html", "/srv/openapi.json"]
  ) {
    const url = new URL(path, test.api.url).href;
    for (const headers of [{}, basic("ada", "secret"), basic("ada", "wrong")]) {
      const answer = await test.stranger().get(url, { headers });
      assertEquals(answer.status, 401, path);
      assertMatch(answer.headers.get("WWW-Authenticate") ?? "", /realm="SpallocService"/);
    }
    assertMatch(await (await test.logIn()).says("GET", url), /^404 .*"status":404/);
  }
});

Deno.test("what is not there is 404, what does not go 405, what is not wanted 406", async () => {
  await using test = await ApiTest.start();
  const client = await test.logIn();
  for (
    const path of ["srv/spalloc/nonsense", `${JOBS}/nonsense`, `${JOBS}/1/nonsense`, "nonsense"]
  ) {
    assertEquals(await client.says("GET", path), "404", path);
  }
  assertMatch(await client.says("GET", new URL("/", test.api.url).href), /^404 /);
  const { status, headers } = await client.send(JOBS, { method: "PUT", body: "" });
  assertEquals([status, headers.get("Allow")], [405, "DELETE,POST,GET,PUT,OPTIONS,HEAD"]);
  const id = await client.createJob();
  // The stock Java client sends PUT, which this server has never taken.
  const power = `${JOBS}/${id}/machine/power`;
  assertMatch(await client.says("PUT", power, { body: '{"power":"ON"}' }), /^405$/);
  const keepalive = { headers: { Accept: "application/json" }, body: "x" };
  assertMatch(await client.says("PUT", `${JOBS}/${id}/keepalive`, keepalive), /^406$/);
  const odd = { headers: { Accept: "text/plain" } };
  assertMatch(await client.says("GET", JOBS, odd), /^406$/);
});

Deno.test("links are built from what the request says of itself", async () => {
  await using test = await ApiTest.start();
  const client = await test.logIn();
  const root = async (headers: Record<string, string>) => {
    const answer = await client.get("srv/spalloc/", { headers });
    return (await answer.json())["jobs-ref"];
  };
  assertEquals(await root({}), `${test.api.url}srv/spalloc/jobs`);
  const https = test.api.url.replace("http:", "https:");
  assertEquals(await root({ "X-Forwarded-Proto": "https" }), `${https}srv/spalloc/jobs`);
});

Deno.test("with TLS links say https, unless the server is not told", async () => {
  for (const tellsScheme of [true, false]) {
    await using test = await ApiTest.start({ tls: true, tellsScheme });
    const { url, certificate } = test.api;
    assert(certificate && url.startsWith("https://127.0.0.1:"));
    using trusting = Deno.createHttpClient({ caCerts: [certificate] });
    const headers = { Authorization: `Basic ${btoa("ada:secret")}` };
    const answer = await fetch(`${url}srv/spalloc/`, { headers, client: trusting });
    const scheme = tellsScheme ? "https" : "http";
    assertEquals(
      (await answer.json())["jobs-ref"],
      `${url}srv/spalloc/jobs`.replace("https", scheme),
    );
    assertMatch(answer.headers.get("Set-Cookie") ?? "", /; Path=\/; Secure; HttpOnly$/);
    await assertRejects(() => fetch(`${url}srv/spalloc/`), TypeError);
  }
});

Deno.test("the emergency stop destroys all jobs, and there are none until a restart", async () => {
  await using test = await ApiTest.start({ commandCode: "red" });
  const client = await test.logIn();
  const id = await client.createJob();
  assertMatch(
    await client.says("GET", "srv/spalloc/emergencyStop?commandCode=blue"),
    /^500 unexpected server problem: /,
  );
  assertEquals((await client.job(id)).state, "POWER");
  assertEquals(await client.says("GET", "srv/spalloc/emergencyStop?commandCode=red"), "200");
  const { state, reason } = await client.job(id);
  assertEquals([state, reason], [
    "DESTROYED",
    "The machine has been shut down due to an emergency",
  ]);
  assertMatch(
    await client.saysTo(JOBS, request()),
    /^500 unexpected server problem: IllegalState: /,
  );
  await test.server.restart({ cold: false });
  await (await test.logIn()).createJob();
});

Deno.test("without a code, an empty one stops everything", async () => {
  const stop = async (inferred: boolean) => {
    await using test = await ApiTest.start({}, { java: { inferred } });
    return await (await test.logIn()).says("GET", "srv/spalloc/emergencyStop?commandCode=");
  };
  assertEquals(await stop(true), "200");
  assertMatch(await stop(false), /^500 /);
});

Deno.test("the API is described to programs without a login", async () => {
  await using test = await ApiTest.start();
  const answer = await test.stranger().get("srv/openapi.json");
  const { openapi, paths } = await answer.json();
  assertEquals(openapi, "3.0.1");
  assertEquals(Object.keys(paths["/spalloc/jobs"]), ["get", "post"]);
});

Deno.test("only a server with Java manners has an API", async () => {
  await assertRejects(
    () => Simulator.start({ manners: "python", api: {} }),
    RequestError,
    "only Java servers do",
  );
  await using plain = await Simulator.start({ manners: "java" });
  assertEquals(plain.api, null);
});

Deno.test("a port that is taken leaves nothing behind", async () => {
  await using test = await ApiTest.start();
  const port = Number(new URL(test.api.url).port);
  await assertRejects(() => Simulator.start({ api: { port } }), Deno.errors.AddrInUse);
});
