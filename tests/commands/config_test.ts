// Permissions: all, because it writes files.
import { assert, assertEquals, assertRejects } from "@std/assert";
import { join } from "@std/path";
import { Call } from "../../commands/call.ts";
import { configCommand as config } from "../../commands/config.ts";
import { CommandError, UsageError } from "../../commands/errors.ts";
import { parseAndRun } from "../../commands/run_command.ts";
import { ConfigError } from "../../lib/errors.ts";
import { programTest, run } from "../end_to_end/program.ts";
import { FakeContext } from "./fake_context.ts";

/** Runs `config` in a home of its own, and gives what it prints. */
async function configure(
  argv: string[],
  { home, env = {} }: { home: string; env?: Record<string, string> },
): Promise<{ code: number; stdout: string; stderr: string }> {
  const context = new FakeContext({ env: { HOME: home, XDG_CONFIG_HOME: home, ...env } });
  const file = join(home, "spalloc");
  const call = await Call.begin(context, { files: [file] });
  await parseAndRun(config(call), argv);
  await Promise.all([context.stdout.flush(), context.stderr.flush()]);
  return { code: call.exitCode, stdout: context.out.text, stderr: context.err.text };
}

/** Runs a test with a home that has a file of settings. */
async function withHome(
  text: string | null,
  test: (home: string, file: string) => Promise<void>,
): Promise<void> {
  const home = await Deno.makeTempDir();
  try {
    const file = join(home, "spalloc");
    if (text !== null) await Deno.writeTextFile(file, text);
    await test(home, file);
  } finally {
    await Deno.remove(home, { recursive: true });
  }
}

const FILE = "# mine\n[spalloc]\nhostname = a.example.org\nkeepalive = 4h\nport = many\n";

Deno.test("config SETTING prints its value, and nothing else", () =>
  withHome(FILE, async (home) => {
    const shown = async (...argv: string[]) => (await configure(argv, { home })).stdout;
    assertEquals(await shown("hostname"), "a.example.org\n");
    assertEquals(await shown("keepalive"), "14400\n");
    assertEquals(await shown("reconnect_delay"), "5\n");
    assertEquals(await shown("Reconnect-Delay"), "5\n");
    assertEquals(await shown("machine"), "None\n");
    assertEquals(await shown("require_torus"), "False\n");
    assertEquals(await shown("port", "--port", "22300"), "22300\n");
    assertEquals(JSON.parse(await shown("keepalive", "--json")), {
      schema: 1,
      setting: "keepalive",
      value: 14_400,
      origin: { kind: "file", path: join(home, "spalloc"), line: 4 },
      mistake: null,
    });
    const wrong = configure(["port"], { home });
    await assertRejects(() => wrong, ConfigError, 'spalloc:5: port: cannot use "many"');
    const unset = configure(["owner"], { home });
    const { message, exitCode } = await assertRejects(() => unset, CommandError);
    assertEquals([message, exitCode], ["owner is not set", 1]);
  }));

Deno.test("config knows settings that were meant, and does one thing at a time", () =>
  withHome(null, async (home) => {
    const cases: [string[], string][] = [
      [["hostnme"], 'There is no setting "hostnme". Did you mean "hostname"?'],
      [["hostnme=x"], 'There is no setting "hostnme". Did you mean "hostname"?'],
      [["--unset", "prt"], 'There is no setting "prt". Did you mean "port"?'],
      [["port", "owner"], '"port" alone prints its value: give nothing else with it'],
      [["port", "owner=x"], '"port" alone prints its value: give nothing else with it'],
      [
        ["--unset", "port", "--json"],
        "Give only one of --unset and --json",
      ],
      [["owner="], "Cannot set owner to nothing"],
    ];
    for (const [argv, said] of cases) {
      const running = configure(argv, { home });
      assertEquals((await assertRejects(() => running, UsageError)).message, said);
    }
    const { steps } = await assertRejects(() => configure(["owner="], { home }), UsageError);
    assertEquals(steps, [["To remove it", "spalloc config --unset owner"]]);
    assertEquals([...Deno.readDirSync(home)], []);
  }));

Deno.test("config refuses values that would be refused at use, and writes nothing then", () =>
  withHome(FILE, async (home, file) => {
    for (
      const wrong of [
        "hostname=localhost:22244",
        "hostname=http://x",
        "hostname=ftp://x",
        "keepalive=-5",
        "min_ratio=2",
        "port=80000",
        "timeout=soon",
      ]
    ) {
      const running = configure(["owner=me", wrong], { home });
      const [name, value] = wrong.split("=");
      await assertRejects(() => running, ConfigError, `Cannot set ${name} to "${value}": it must`);
    }
    assertEquals(await Deno.readTextFile(file), FILE);
  }));

Deno.test("config --unset takes a setting out of the user's own file", () =>
  withHome(FILE, async (home, file) => {
    const { code, stdout } = await configure(["--unset", "port"], { home });
    assertEquals([code, stdout], [0, `Written to ${file}.\n`]);
    const left = FILE.replace("port = many\n", "");
    assertEquals(await Deno.readTextFile(file), left);
    const again = await configure(["--unset", "port"], { home, env: { SPALLOC_PORT: "7" } });
    const said = `${file} does not set port.\nBut SPALLOC_PORT sets port, and takes precedence.\n`;
    assertEquals([again.code, again.stdout], [0, said]);
    await configure(["--unset", "keepalive", "owner=me", "timeout=1m"], { home });
    const wanted = left.replace("keepalive = 4h\n", "owner = me\ntimeout = 60\n");
    assertEquals(await Deno.readTextFile(file), wanted);
  }));

Deno.test("config --unset makes no file where there is none", () =>
  withHome(null, async (home) => {
    const { stdout } = await configure(["--unset", "port"], { home });
    assertEquals(stdout, `${join(home, "spalloc")} does not set port.\n`);
    assertEquals([...Deno.readDirSync(home)], []);
  }));

Deno.test("config shows options of its call as such, and the table beside a bad value", () =>
  withHome(FILE, async (home) => {
    const bad = await configure([], { home });
    assertEquals(bad.code, 2);
    assert(/^hostname +a\.example\.org /m.test(bad.stdout), bad.stdout);
    assert(/^port +\(can't be used\) /m.test(bad.stdout), bad.stdout);
    assert(bad.stderr.includes('port: cannot use "many"'), bad.stderr);
    const options = ["-H", "b.example.org", "-P", "22300", "--timeout", "1m", "--ignore-version"];
    const { code, stdout, stderr } = await configure(options, { home });
    assertEquals([code, stderr], [0, ""]);
    for (
      const row of [
        /^hostname +b\.example\.org +--hostname$/m,
        /^port +22300 +--port$/m,
        /^timeout +60 +--timeout$/m,
        /^ignore_version +True +--ignore-version$/m,
        /^keepalive +14400 +.*spalloc:4$/m,
      ]
    ) {
      assert(row.test(stdout), `${row}: ${stdout}`);
    }
    const old = await configure(["-P1", "--ignore_version", "True", "ignore_version"], { home });
    assertEquals(old.stdout, "True\n");
    const { settings } = JSON.parse((await configure([...options, "--json"], { home })).stdout);
    assertEquals(settings.port, {
      value: 22300,
      origin: { kind: "option", option: "--port" },
      mistake: null,
    });
  }));

Deno.test("config shows a URL without its credentials, and that there are some", () =>
  withHome("[spalloc]\nhostname = https://ada:p%%40ss@localhost:1/spalloc\n", async (home) => {
    const { stdout } = await configure([], { home });
    assert(/^hostname +https:\/\/localhost:1\/spalloc\/ +\S+:2$/m.test(stdout), stdout);
    assert(/^Login: as ada, from the URL$/m.test(stdout), stdout);
    const json = (await configure(["--json"], { home })).stdout;
    assertEquals(JSON.parse(json).login, { user: "ada", from: "the URL", until: null });
    const one = await configure(["hostname"], { home });
    assertEquals(one.stdout, "https://localhost:1/spalloc/\n");
    const option = await configure(["-H", "https://bob:p%40ss@localhost:2/"], { home });
    assert(/^Login: as bob, from the URL$/m.test(option.stdout), option.stdout);
    const none = await configure(["-H", "https://localhost:2/"], { home });
    assert(/^Login: none; "spalloc login" keeps one/m.test(none.stdout), none.stdout);
    const hub = {
      JUPYTERHUB_API_TOKEN: "p@ss",
      JUPYTERHUB_SERVICE_HOST: "127.0.0.1",
      JUPYTERHUB_SERVICE_PORT: "1",
    };
    const token = await configure([], { home, env: hub });
    assert(/^Login: with a token, from the JupyterHub$/m.test(token.stdout), token.stdout);
    for (const shown of [stdout, json, one.stdout, option.stdout, token.stdout]) {
      assert(!/p@ss|p%40ss/.test(shown), shown);
    }
    const old = await configure(["-H", "spalloc://me@a.example.org:7"], { home });
    assert(/^port +7 +--hostname$/m.test(old.stdout), old.stdout);
    assert(/^owner +me +--hostname$/m.test(old.stdout), old.stdout);
    assert(!old.stdout.includes("Login"), old.stdout);
  }));

programTest("config puts the command to type on a line of its own", async (program) => {
  const { code, stderr } = await run(program, ["config", "owner="]);
  assertEquals([code, stderr], [
    2,
    "spalloc: Cannot set owner to nothing. To remove it:\n  spalloc config --unset owner\n",
  ]);
});
