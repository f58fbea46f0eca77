// Permissions: all, because it keeps logins in files.
import { assert, assertEquals, assertMatch, assertRejects } from "@std/assert";
import { join } from "@std/path";
import { Call } from "../../commands/call.ts";
import { CommandError, Interrupted, UsageError } from "../../commands/errors.ts";
import { loginCommand } from "../../commands/login.ts";
import { logoutCommand } from "../../commands/logout.ts";
import { psCommand } from "../../commands/ps.ts";
import { parseAndRun } from "../../commands/run_command.ts";
import type { Clock } from "../../lib/clock.ts";
import { ConnectionError, LoginError } from "../../lib/errors.ts";
import { type ApiOptions, ManualClock, Simulator } from "../../lib/simulator/mod.ts";
import { LoginStore } from "../../lib/v2/login_store.ts";
import { type BuildCommand, FakeContext, type Look } from "./fake_context.ts";

const ADA = { name: "ada", password: "secret-of-ada" };
const EVE = { name: "eve", token: "bearer-of-eve" };

/** A server, and a home for the state of those who log in to it. */
class LoginTest implements AsyncDisposable {
  readonly server: Simulator;
  readonly home: string;
  readonly clock: ManualClock;

  private constructor(server: Simulator, home: string, clock: ManualClock) {
    this.server = server;
    this.home = home;
    this.clock = clock;
  }

  static async start(api: ApiOptions = {}): Promise<LoginTest> {
    const clock = new ManualClock(1_000);
    const server = await Simulator.start({ clock, api: { accounts: [ADA, EVE], ...api } });
    return new LoginTest(server, await Deno.makeTempDir(), clock);
  }

  get url(): string {
    return this.server.api!.url;
  }

  get checks(): number {
    return this.server.api!.passwordChecks;
  }

  get store(): LoginStore {
    return new LoginStore(join(this.home, ".local/state/spalloc"));
  }

  /** Runs a command with these variables, and gives what it says. */
  async run(
    build: BuildCommand,
    argv: string[] = [],
    env: Record<string, string> = {},
    look: Look = {},
  ): Promise<{ stdout: string; stderr: string }> {
    const context = this.context(env, look);
    await this.runIn(context, build, argv);
    return { stdout: context.out.text, stderr: context.err.text };
  }

  context(
    env: Record<string, string> = {},
    look: Look & { clock?: Clock } = {},
  ): FakeContext {
    const variables = { HOME: this.home, SPALLOC_HOSTNAME: this.url, ...env };
    return new FakeContext({ env: variables, ...look });
  }

  async runIn(context: FakeContext, build: BuildCommand, argv: string[] = []): Promise<void> {
    const call = await Call.begin(context, { files: [] });
    try {
      await parseAndRun(build(call), argv);
    } finally {
      await call.login?.settled();
      await Promise.all([context.stdout.flush(), context.stderr.flush()]);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.server.close();
    await Deno.remove(this.home, { recursive: true });
  }
}

const PASSWORD = { SPALLOC_USER: "ada", SPALLOC_PASSWORD: "secret-of-ada" };
const WRONG = { SPALLOC_USER: "ada", SPALLOC_PASSWORD: "no-secret" };
const TYPED = { typed: { text: "", isTerminal: true, isOpen: true } } as const;

Deno.test("spalloc login keeps a session, which later commands use, until spalloc logout", async () => {
  await using test = await LoginTest.start();
  const { stdout } = await test.run(loginCommand, [], PASSWORD);
  const said = /^Logged in to (\S+) as ada until \d\d:\d\d:\d\d.*; every command extends it to 30 /;
  assertEquals(said.exec(stdout)?.[1], test.url);
  assertEquals(test.checks, 1);
  for (let runs = 0; runs < 3; runs++) await test.run(psCommand);
  assertEquals(test.checks, 1);
  assertEquals((await test.run(logoutCommand)).stdout, `Logged out of ${test.url}.\n`);
  const none = await assertRejects(() => test.run(psCommand), LoginError);
  assertEquals([none.why, none.message], [
    "missing",
    `${test.url} needs a login, and there is none`,
  ]);
  const again = await test.run(logoutCommand);
  assertEquals(again.stdout, `You were not logged in to ${test.url}.\n`);
});

Deno.test("spalloc logout ends the session at the server, too", async () => {
  await using test = await LoginTest.start();
  await test.run(loginCommand, [], PASSWORD);
  const kept = await test.store.find(test.url);
  await test.run(logoutCommand);
  await test.store.keep(test.url, kept!);
  const { why } = await assertRejects(() => test.run(psCommand), LoginError);
  assertEquals(why, "over");
});

Deno.test("spalloc logout forgets a session of a server that is out of reach", async () => {
  await using test = await LoginTest.start();
  await test.run(loginCommand, [], PASSWORD);
  await test.server.close();
  const { stdout, stderr } = await test.run(logoutCommand);
  assertMatch(stderr, /^The server was not told \(Cannot connect to .*\): it ends the session /);
  assertEquals(stdout, `Logged out of ${test.url}.\n`);
  assertEquals(await test.store.find(test.url), null);
});

Deno.test("spalloc login asks for what it needs, and does not show the password", async () => {
  await using test = await LoginTest.start();
  const context = test.context({}, TYPED);
  const running = test.runIn(context, loginCommand);
  const { host } = new URL(test.url);
  await context.err.until(`User name at ${host}: `);
  assertEquals(context.rawModes, []);
  context.type("ada\n");
  await context.err.until(`Password of ada at ${host}: `);
  assertEquals(context.rawModes, [true]);
  // Keys come one by one; Backspace and Ctrl-U are those of a terminal.
  for (const key of ["x", "\x15", "secret-of-ab", "\x7f", "d", "a", "\r"]) context.type(key);
  await running;
  assertEquals(context.rawModes, [true, false]);
  assert(context.out.text.includes("as ada"), context.out.text);
  assert(!(context.out.text + context.err.text).includes("secret-of"), context.err.text);
});

Deno.test("the server is called before anything is asked, so that a typo is told first", async () => {
  const received: string[] = [];
  await using test = await LoginTest.start({
    onRequest: ({ method, path, headers }) => {
      received.push(`${method} ${path} ${headers.has("Authorization")}`);
    },
  });
  await using secure = await LoginTest.start({ tls: true });
  await using page = Deno.serve(
    { port: 0, hostname: "127.0.0.1", onListen: () => {} },
    () => new Response("<html>", { headers: { "Content-Type": "text/html" } }),
  );
  await using guarded = Deno.serve(
    { port: 0, hostname: "127.0.0.1", onListen: () => {} },
    () =>
      new Response("who?", { status: 401, headers: { "WWW-Authenticate": 'Basic realm="Wiki"' } }),
  );
  await using other = Deno.serve(
    { port: 0, hostname: "127.0.0.1", onListen: () => {} },
    () => new Response(null, { status: 302, headers: { Location: "/login?next=%2F" } }),
  );
  using closed = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  closed.close();
  const cases: [string, string][] = [
    [`http://127.0.0.1:${closed.addr.port}/`, "Cannot connect to 127.0.0.1"],
    [`${test.url}wrong/`, "is not where the spalloc server is: check the URL"],
    [test.url.replace("/spalloc/", "/"), "is not where the spalloc server is: check the URL"],
    [`http://127.0.0.1:${page.addr.port}/`, "is not a spalloc server"],
    [`http://127.0.0.1:${guarded.addr.port}/`, "is not a spalloc server"],
    [`http://127.0.0.1:${other.addr.port}/`, "is not a spalloc server"],
    [secure.url, "The certificate of "],
  ];
  for (const [url, said] of cases) {
    for (const build of [loginCommand, psCommand]) {
      const context = test.context({ SPALLOC_HOSTNAME: url }, TYPED);
      await assertRejects(() => test.runIn(context, build), ConnectionError, said);
      assertEquals([context.err.text, context.rawModes], ["", []]);
    }
  }
  received.length = 0;
  const context = test.context({}, TYPED);
  const running = test.runIn(context, loginCommand);
  await context.err.until("User name at ");
  assertEquals(received, ["GET srv/spalloc/ false", "GET system/login.html false"]);
  context.interrupt();
  await assertRejects(() => running, Interrupted);
});

Deno.test("a signal ends the call that comes before a question, whatever the server does", async () => {
  await using test = await LoginTest.start();
  using silent = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const url = `http://127.0.0.1:${silent.addr.port}/`;
  for (const build of [loginCommand, psCommand]) {
    // Nobody moves this clock: no time ends the call.
    const context = test.context({ SPALLOC_HOSTNAME: url }, { ...TYPED, clock: test.clock });
    const running = test.runIn(context, build);
    using _called = await silent.accept();
    context.interrupt();
    await assertRejects(() => running, Interrupted);
    assertEquals([context.err.text, context.rawModes], ["", []]);
  }
});

Deno.test("a server is known by its form, or else by the ways to log in that it names", async () => {
  for (const offers of [{ basic: false, bearer: false }, { form: false }]) {
    await using test = await LoginTest.start(offers);
    const context = test.context({ SPALLOC_USER: "ada" }, TYPED);
    const running = test.runIn(context, loginCommand);
    await context.err.until("Password of ada");
    context.type("secret-of-ada\r");
    await running;
    assertEquals(test.checks, 1);
  }
});

Deno.test("a command without a login asks, and only for itself", async () => {
  await using test = await LoginTest.start();
  const context = test.context({ SPALLOC_USER: "ada" }, TYPED);
  const running = test.runIn(context, psCommand);
  await context.err.until("Password of ada");
  context.type("secret-of-ada\r");
  await running;
  assertEquals(await test.store.find(test.url), null);
});

Deno.test("Ctrl-C, Ctrl-D and a signal at the question leave the terminal as it was", async () => {
  await using test = await LoginTest.start();
  for (
    const [key, wanted] of [["\x03", Interrupted], ["\x04", CommandError], [
      "\r",
      CommandError,
    ]] as const
  ) {
    const context = test.context({ SPALLOC_USER: "ada" }, TYPED);
    const running = test.runIn(context, loginCommand);
    await context.err.until("Password of ada");
    context.type(key);
    const error = await assertRejects(() => running);
    assert(error instanceof wanted, String(error));
    assertEquals(context.rawModes, [true, false]);
  }
  for (const key of ["\x03", "\x04"]) {
    const context = test.context({}, TYPED);
    const running = test.runIn(context, loginCommand);
    await context.err.until("User name");
    context.type(key);
    await assertRejects(() => running);
    assertMatch(context.err.text, /User name at .*: \n$/);
  }
  const context = test.context({ SPALLOC_USER: "ada" }, TYPED);
  const running = test.runIn(context, loginCommand);
  await context.err.until("Password of ada");
  context.interrupt();
  await assertRejects(() => running, Interrupted);
  assertEquals(context.rawModes, [true, false]);
  assertEquals(test.checks, 0);
});

Deno.test("a refused password is not sent again, by no later run", async () => {
  await using test = await LoginTest.start();
  const first = await assertRejects(() => test.run(psCommand, [], WRONG), LoginError);
  assertEquals([first.why, test.checks], ["refused", 1]);
  assertMatch(first.message, /\. Try again with another: this one is not sent again$/);
  for (const build of [psCommand, loginCommand]) {
    const { message } = await assertRejects(() => test.run(build, [], WRONG), LoginError);
    assertMatch(
      message,
      /^The password of ada for \S+ was refused at \d\d:\d\d:\d\d.*, and is not sent again for a day/,
    );
  }
  assertEquals(test.checks, 1);
  // Another one is tried, and the right one works.
  const other = { ...WRONG, SPALLOC_PASSWORD: "no-secret-2" };
  await assertRejects(() => test.run(psCommand, [], other), LoginError);
  assertEquals(test.checks, 2);
  await test.run(psCommand, [], PASSWORD);
  await assertRejects(() => test.run(psCommand, [], WRONG), LoginError, "not sent again");
  assertEquals(test.checks, 3);
});

Deno.test("a session that is renewed by a password of .netrc is kept", async () => {
  await using test = await LoginTest.start();
  const { hostname } = new URL(test.url);
  const netrc = join(test.home, ".netrc");
  await Deno.writeTextFile(netrc, `machine ${hostname} login ada password secret-of-ada\n`, {
    mode: 0o600,
  });
  await test.run(loginCommand);
  const before = await test.store.find(test.url);
  test.server.api!.endSessions();
  await test.run(psCommand);
  const after = await test.store.find(test.url);
  assert(before && after && before.session !== after.session);
  await test.run(psCommand);
  assertEquals(test.checks, 2);
});

Deno.test("a kept session that is over is told, with the way to another", async () => {
  await using test = await LoginTest.start();
  await test.run(loginCommand, [], PASSWORD);
  test.server.api!.endSessions();
  const over = await assertRejects(() => test.run(psCommand), LoginError);
  assertEquals(over.why, "over");
  // By the clock, no server need be asked.
  const store = new LoginStore(join(test.home, ".local/state/spalloc"), { now: () => 1_000 });
  await store.keep(test.url, { user: "ada", session: "OLD", token: null });
  const late = await assertRejects(() => test.run(psCommand, [], {}, TYPED), LoginError);
  assertMatch(late.message, /^Your login to \S+ ended at \d\d:\d\d:\d\d/);
  assertEquals(late.why, "over");
});

Deno.test("spalloc login --with-token keeps a token, which begins sessions anew", async () => {
  await using test = await LoginTest.start();
  const typed = { text: "bearer-of-eve\n" };
  const { stdout } = await test.run(loginCommand, ["--with-token"], {}, { typed });
  assertMatch(
    stdout,
    /^Logged in to \S+ with a token until .*; then the token begins another session\./,
  );
  test.server.api!.endSessions();
  await test.run(psCommand);
  const kept = await test.store.find(test.url);
  assertEquals([kept?.token, kept?.user], ["bearer-of-eve", null]);
  test.server.api!.endSessions();
  test.server.api!.revokeToken("bearer-of-eve");
  const { why, message } = await assertRejects(() => test.run(psCommand), LoginError);
  assertEquals(why, "refused");
  assert(!message.includes("bearer-of-eve"));
});

Deno.test("spalloc login takes a server once, one that has logins, and one token", async () => {
  await using test = await LoginTest.start();
  const cases: [string[], RegExp][] = [
    [["-H", "https://a/", "https://b/"], /^Give the URL only once/],
    [["--user", "ada", "--with-token"], /^Give only one of --with-token and --user$/],
    [["-P", "1"], /^--port is not for a URL/],
    [["ftp://a/"], /takes a name, an address, or a URL/],
  ];
  for (const [argv, said] of cases) {
    assertMatch(
      (await assertRejects(() => test.run(loginCommand, argv), UsageError)).message,
      said,
    );
  }
  const bad = () => test.run(loginCommand, ["--with-token"], {}, { typed: { text: "a b\n" } });
  await assertRejects(bad, UsageError, "Standard input has no bearer token");
  const nowhere = () => test.run(loginCommand, [], { ...PASSWORD, HOME: "" });
  await assertRejects(nowhere, UsageError, "set HOME or XDG_STATE_HOME");
});

Deno.test("a bare name is not enough to log in or out: the line to type has a URL", async () => {
  await using test = await LoginTest.start();
  for (const [build, name] of [[loginCommand, "login"], [logoutCommand, "logout"]] as const) {
    const context = test.context();
    context.name = `spalloc ${name}`;
    const running = () => test.runIn(context, build, ["nosuch.example"]);
    const { message, steps } = await assertRejects(running, UsageError);
    assertEquals(message, `spalloc ${name} needs the URL of a server, and nosuch.example is none`);
    assertEquals(steps[0]?.[1], `spalloc ${name} https://nosuch.example/spalloc/`);
    const nowhere = () => test.run(build, [], { SPALLOC_HOSTNAME: "" });
    await assertRejects(nowhere, UsageError, "needs the URL of a server");
  }
});

Deno.test("a server that somebody else may have named gets no password of the variables", async () => {
  await using test = await LoginTest.start();
  const file = join(test.home, ".spalloc");
  await Deno.writeTextFile(file, `[spalloc]\nhostname = ${test.url}\n`);
  const run = async (build: BuildCommand, env: Record<string, string>, argv: string[] = []) => {
    const context = new FakeContext({ env: { HOME: test.home, ...env } });
    const call = await Call.begin(context, { files: [file] });
    await parseAndRun(build(call), argv);
  };
  await run(psCommand, PASSWORD);
  assertEquals(test.checks, 1);
  await Deno.chmod(file, 0o666);
  for (const build of [psCommand, loginCommand]) {
    const { message, steps } = await assertRejects(() => run(build, PASSWORD), UsageError);
    assertEquals(
      message,
      `SPALLOC_PASSWORD is not sent to ${test.url}: ${file} names that server, but anybody can write it`,
    );
    assertEquals(steps[0]?.[1], `spalloc -H ${test.url} ...`);
  }
  await assertRejects(() => run(psCommand, { SPALLOC_TOKEN: "x" }), UsageError, "SPALLOC_TOKEN");
  await run(psCommand, PASSWORD, ["-H", test.url]);
  await run(psCommand, { ...PASSWORD, SPALLOC_HOSTNAME: test.url });
  // What is kept is for this server only.
  await run(loginCommand, { ...PASSWORD, SPALLOC_HOSTNAME: test.url });
  await run(psCommand, {});
});

Deno.test("credentials go to their server only", async () => {
  await using test = await LoginTest.start();
  await using other = await LoginTest.start();
  await test.run(loginCommand, [], PASSWORD);
  const login = test.url.replace("://", "://ada:secret-of-ada@");
  // Those of the settings' URL are not for the URL of an option.
  const elsewhere = () => test.run(psCommand, ["-H", other.url], { SPALLOC_HOSTNAME: login });
  const { why } = await assertRejects(elsewhere, LoginError);
  assertEquals([why, other.checks], ["missing", 0]);
  await test.run(psCommand, [], { SPALLOC_HOSTNAME: login });
});
