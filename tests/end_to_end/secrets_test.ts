// Permissions: all, because it starts programs.
import { assert, assertEquals, assertMatch } from "@std/assert";
import { join } from "@std/path";
import { type SimulatedApi, Simulator } from "../../lib/simulator/mod.ts";
import { type Ended, type Program, programTest, Run } from "./program.ts";
import { TerminalRun, terminalTest } from "./signals_terminal.ts";

/** Secrets that occur nowhere else, and whose codes differ from their texts. */
const PASSWORD = "pä/ss w0rd&$HOME'%41";
const WRONG = "wr0ng/pä ss&%42";
const TOKEN = "t0ken.of-eve.xyzzy";

/** Parts of the secrets, as they are and as URLs, forms, JSON and HTTP have them. */
const SECRETS: readonly string[] = [PASSWORD, WRONG, TOKEN].flatMap((secret) => [
  secret,
  encodeURIComponent(secret),
  new URLSearchParams({ secret }).toString().slice("secret=".length),
  JSON.stringify(secret).slice(1, -1),
  new TextEncoder().encode(`ada:${secret}`).toBase64(),
]);

/** What a process shows to others: its arguments and its environment. */
interface Seen {
  pid: number;
  what: "cmdline" | "environ";
  text: string;
}

/** A server over TLS, a home, and all that was said and written. */
class SecretsTest implements AsyncDisposable {
  readonly api: SimulatedApi;
  readonly home: string;
  readonly program: Program;
  readonly #server: Simulator;
  readonly said: string[] = [];
  readonly seen: Seen[] = [];

  private constructor(server: Simulator, home: string, program: Program) {
    this.#server = server;
    this.api = server.api!;
    this.home = home;
    this.program = program;
  }

  static async start(program: Program): Promise<SecretsTest> {
    const accounts = [{ name: "ada", password: PASSWORD }, { name: "eve", token: TOKEN }];
    const server = await Simulator.start({
      machines: ["m:2x2"],
      powerDelay: 0,
      secondsBeforeFree: 0,
      java: { allocatorPeriod: 0.1 },
      api: { accounts, tls: true },
    });
    const home = await Deno.makeTempDir();
    await Deno.writeTextFile(join(home, "ca.pem"), server.api!.certificate!);
    return new SecretsTest(server, home, program);
  }

  /** URL with the right credentials, or others. */
  withLogin(password = PASSWORD): string {
    return this.api.url.replace("://", `://ada:${encodeURIComponent(password)}@`);
  }

  /** Environment of a run: a login by variables, unless others are given. */
  env(env: Record<string, string> = {}): Record<string, string> {
    return {
      HOME: this.home,
      TMPDIR: this.home,
      SPALLOC_HOSTNAME: this.api.url,
      SPALLOC_CA: join(this.home, "ca.pem"),
      ...env,
    };
  }

  start(args: string[], env: Record<string, string> = {}, stdin?: string): Run {
    const input = stdin === undefined ? {} : { stdin };
    return new Run(this.program, args, { env: this.env(env), cwd: this.home, ...input });
  }

  /** Runs the program to its end. */
  async run(args: string[], env: Record<string, string> = {}, stdin = ""): Promise<Ended> {
    await using run = this.start(args, env, stdin);
    return this.heard(await run.ended);
  }

  /** Keeps what a run has said. */
  heard(ended: Ended): Ended {
    this.said.push(ended.stdout, ended.stderr);
    return ended;
  }

  /** Looks at a process and all that it has started, as `ps` does. */
  look(root: number): number {
    const children = descendants(root);
    for (const pid of children) {
      for (const what of ["cmdline", "environ"] as const) {
        try {
          this.seen.push({ pid, what, text: Deno.readTextFileSync(`/proc/${pid}/${what}`) });
        } catch {
          // It has just ended.
        }
      }
    }
    return children.length;
  }

  /** Finds where the secrets are, but for the one file that has them. */
  async leaks(): Promise<string[]> {
    const texts = this.said.map((text, at) => [`output ${at}`, text] as const);
    const processes = this.seen.map(({ pid, what, text }) => [`${what} of ${pid}`, text] as const);
    const files = await Array.fromAsync(filesIn(this.home));
    const secrets = [...SECRETS, ...await this.#sessions()];
    return [...texts, ...processes, ...files].flatMap(([where, text]) =>
      secrets.filter((secret) => text.includes(secret)).map((secret) => `${where}: ${secret}`)
    );
  }

  /** Cookies of the sessions that are kept. */
  async #sessions(): Promise<string[]> {
    const path = join(this.home, ".local/state/spalloc/logins.json");
    const { logins = {} } = JSON.parse(await Deno.readTextFile(path).catch(() => "{}"));
    return Object.values(logins as Record<string, { session: string }>).map((kept) => kept.session);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server.close();
    await Deno.remove(this.home, { recursive: true });
  }
}

/** Processes that a process has started, and those that they have. */
function descendants(root: number): number[] {
  const parents = [...Deno.readDirSync("/proc")].flatMap(({ name }) => {
    if (!/^\d+$/.test(name)) return [];
    try {
      const stat = Deno.readTextFileSync(`/proc/${name}/stat`);
      const [, parent] = /\) \S (\d+)/.exec(stat) ?? [];
      return [[Number(name), Number(parent)] as const];
    } catch {
      return [];
    }
  });
  const found = [root];
  for (const pid of found) {
    found.push(...parents.filter(([, parent]) => parent === pid).map(([child]) => child));
  }
  return found.slice(1);
}

async function* filesIn(folder: string): AsyncGenerator<[path: string, text: string]> {
  for await (const { name, isDirectory, isFile } of Deno.readDir(folder)) {
    const path = join(folder, name);
    if (isDirectory) yield* filesIn(path);
    if (!isFile) continue;
    const { mode } = await Deno.stat(path);
    const isPrivate = (mode! & 0o777) === 0o600 && /logins\.json$|\.netrc$/.test(path);
    if (!isPrivate) yield [path, new TextDecoder().decode(await Deno.readFile(path))];
  }
}

/** Ways to log in that have a secret of the user in them. */
const WAYS: Record<string, (test: SecretsTest) => Record<string, string>> = {
  "a URL": (test) => ({ SPALLOC_HOSTNAME: test.withLogin() }),
  "variables": () => ({ SPALLOC_USER: "ada", SPALLOC_PASSWORD: PASSWORD }),
  "a token": () => ({ SPALLOC_TOKEN: TOKEN }),
};

for (const [way, login] of Object.entries(WAYS)) {
  programTest(`nothing that a command says shows the secret of ${way}`, async (program) => {
    await using test = await SecretsTest.start(program);
    const env = login(test);
    const commands = [
      ["ps"],
      ["ps", "--json"],
      ["config"],
      ["config", "--json"],
      ["config", "--check"],
      ["config", "hostname"],
      ["job", "1"],
      ["machine", "m"],
      ["where-is", "--board", "m", "0", "0", "0"],
      ["1", "-c", "true"],
      ["1", "--json", "-c", "echo {}"],
      ["ps", "--help"],
    ];
    for (const args of commands) {
      // What comes behind -c is not for spalloc.
      await Promise.all([test.run(args, env), test.run(["--debug", ...args], env)]);
    }
    for (const args of [["login"], ["ps"], ["logout"]]) await test.run([...args, "--debug"], env);
    assertEquals(await test.leaks(), []);
    assert(test.said.join("").includes("Logged in to https://127.0.0.1"), test.said.join(""));
    assertMatch(test.said.join(""), /debug > GET https:/);
  });
}

programTest(
  "a login that fails shows no secret, and is not repeated by later runs",
  async (program) => {
    await using test = await SecretsTest.start(program);
    const wrong = { SPALLOC_USER: "ada", SPALLOC_PASSWORD: WRONG };
    const inUrl = { SPALLOC_HOSTNAME: test.withLogin(WRONG) };
    const first = await test.run(["ps", "--debug"], wrong);
    assertEquals(first.code, 2);
    assertMatch(first.stderr, /refused the password of ada/);
    for (const env of [wrong, inUrl]) {
      for (const args of [["ps"], ["1", "-c", "true"], ["login"], ["job", "1", "--debug"]]) {
        const { code, stderr } = await test.run(args, env);
        assertEquals(code, 2, stderr);
        assertMatch(stderr, /was refused at \d\d:\d\d:\d\d.*, and is not sent again for a day/);
      }
    }
    assertEquals(test.api.passwordChecks, 1);
    // Whoever insists can have it sent again.
    await test.run(["logout"], wrong);
    await test.run(["ps"], wrong);
    assertEquals(test.api.passwordChecks, 2);
    await test.run(["ps"], { SPALLOC_TOKEN: `${TOKEN}x` });
    for (const url of [`http://ada:${encodeURIComponent(WRONG)}@example.org/`, "https://ada:%42"]) {
      await test.run(["ps"], { SPALLOC_HOSTNAME: url });
      await test.run(["-H", url, "ps"]);
      await test.run(["config", `hostname=${url}`]);
    }
    await test.run([test.withLogin(WRONG)]);
    await test.run(["config", `hostname=${test.withLogin(WRONG)}`]);
    assertEquals(await test.leaks(), []);
  },
);

programTest("runs at the same time send a wrong password once", async (program) => {
  await using test = await SecretsTest.start(program);
  const wrong = { SPALLOC_USER: "ada", SPALLOC_PASSWORD: WRONG };
  const runs = await Promise.all([1, 2, 3, 4].map(() => test.run(["ps"], wrong)));
  assertEquals(runs.map(({ code }) => code), [2, 2, 2, 2]);
  assertEquals(test.api.passwordChecks, 1);
});

/** Registers a test that looks at processes as `ps` does. */
function procTest(name: string, test: (program: Program) => Promise<void>): void {
  if (Deno.build.os === "linux") programTest(name, test);
  else Deno.test({ name: `${name} (ignored: there is no /proc)`, ignore: true, fn() {} });
}

procTest("children have no secret that the user did not give them", async (program) => {
  await using test = await SecretsTest.start(program);
  const show = "echo server $SPALLOC_SERVER; env; sleep 60";
  const ways = {
    url: { SPALLOC_HOSTNAME: test.withLogin() },
    netrc: { NETRC: join(test.home, ".netrc") },
    kept: { NETRC: "/dev/null" },
  };
  const entry = `machine 127.0.0.1 login ada password "${PASSWORD}"\n`;
  await Deno.writeTextFile(join(test.home, ".netrc"), entry, { mode: 0o600 });
  await test.run(["login"], ways.url);
  for (const env of Object.values(ways)) {
    await using run = test.start(["1", "--grace", "0", "-c", show], env);
    const server = await run.hears("stdout", /server https:.*/);
    assertEquals(server, `server ${test.api.url}`);
    await run.hears("stdout", /SPALLOC_JOB_ID=/);
    assert(test.look(run.child.pid) >= 2, "a guard and a shell");
    run.kill("SIGTERM");
    test.heard(await run.ended);
    assert(!/PASSWORD|TOKEN/.test(test.said.at(-2)!), test.said.at(-2));
  }
  assertEquals(await test.leaks(), []);
});

procTest("the guard of a killed spalloc logs in without showing how", async (program) => {
  await using test = await SecretsTest.start(program);
  await using run = test.start(["1", "--grace", "0", "-c", "sleep 60"], {
    SPALLOC_HOSTNAME: test.withLogin(),
  });
  await run.hears("stderr", /Ready/);
  const children = descendants(run.child.pid);
  run.kill("SIGKILL");
  // The guard has become a spalloc of its own, and says so.
  await run.hears("stderr", /spalloc was killed: the boards of job \d+ are freed/);
  for (const pid of children) test.look(pid);
  for (const pid of children) {
    for (const what of ["cmdline", "environ"] as const) {
      const text = await Deno.readTextFile(`/proc/${pid}/${what}`).catch(() => "");
      test.seen.push({ pid, what, text });
    }
  }
  test.heard(await run.ended);
  assert(test.seen.some(({ text }) => text.includes("guard")), "the guard was seen");
  const { stdout } = await test.run(["ps", "--json"], { SPALLOC_HOSTNAME: test.withLogin() });
  assertEquals(JSON.parse(stdout).jobs, []);
  assertEquals(await test.leaks(), []);
});

terminalTest("a password that is typed is not shown, and not kept", async (program) => {
  await using test = await SecretsTest.start(program);
  const env = test.env({ SPALLOC_USER: "ada" });
  await using run = new TerminalRun(program, ["login"], { env, cwd: test.home });
  await run.hears("stdout", /Password of ada at 127\.0\.0\.1:\d+: /);
  await run.typeKeys(`${PASSWORD}\r`);
  const ended = test.heard(await run.ended);
  assertEquals(ended.code, 0, ended.stdout);
  assertMatch(ended.stdout, /Logged in to \S+ as ada/);
  assertEquals(JSON.parse(ended.stderr.trim().split("\n").at(-1)!).restored, true);
  const { code } = await test.run(["ps"]);
  assertEquals(code, 0);
  assertEquals(await test.leaks(), []);
  const file = await Deno.readTextFile(join(test.home, ".local/state/spalloc/logins.json"));
  assert(!SECRETS.some((secret) => file.includes(secret)), "no password is kept");
});

terminalTest("Ctrl-C at the question for a password gives the terminal back", async (program) => {
  await using test = await SecretsTest.start(program);
  for (const [key, code] of [["\x03", 130], ["\x1c", 131], ["\x04", 1]] as const) {
    const env = test.env({ SPALLOC_USER: "ada" });
    for (const args of [["ps"], ["1"]]) {
      await using run = new TerminalRun(program, args, { env, cwd: test.home });
      await run.hears("stdout", /Password of ada/);
      await run.typeKeys(`half${key}`.slice(key === "\x04" ? 4 : 0));
      const ended = await run.ended;
      const { restored } = JSON.parse(ended.stderr.trim().split("\n").at(-1)!);
      assertEquals([ended.code, restored], [code, true], ended.stdout);
    }
  }
});
