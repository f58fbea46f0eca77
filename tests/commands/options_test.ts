// Permissions: all, because it writes files.
import { assert, assertEquals, assertMatch, assertRejects } from "@std/assert";
import { allocCommand as alloc } from "../../commands/alloc.ts";
import { CommandError, UsageError } from "../../commands/errors.ts";
import { jobCommand as job } from "../../commands/job.ts";
import { machineCommand as machine } from "../../commands/machine.ts";
import { proxyCommand as proxy } from "../../commands/proxy.ts";
import { psCommand as ps } from "../../commands/ps.ts";
import { Call } from "../../commands/call.ts";
import { apiOptions, serverOptions } from "../../commands/options.ts";
import { simulateCommand as simulate } from "../../commands/simulate.ts";
import { whereIsCommand as whereIs } from "../../commands/where_is.ts";
import { ConfigError } from "../../lib/errors.ts";
import { keepaliveFor, startServer } from "../lib_test_kit/manners.ts";
import { type BuildCommand, FakeContext, runIn, runOn } from "./fake_context.ts";

/** A call with the settings of one file, `.spalloc`. */
function callWith(text: string): Promise<Call> {
  const readFile = () => Promise.resolve(new TextEncoder().encode(text));
  return Call.begin(new FakeContext(), { files: [".spalloc"], readFile });
}

Deno.test("a server's name with more than a name in it is refused, with where it is from", async () => {
  const wanted = "a name, an address or an https:// URL";
  for (const name of ["localhost:1", '"localhost"', "localhost # ours"]) {
    const shown = JSON.stringify(name);
    const given = runOn({ hostname: "localhost", port: 1 }, ps, ["--hostname", name]);
    const said = `--hostname takes ${wanted}, not ${shown}; the port goes into --port`;
    assertEquals((await assertRejects(() => given, UsageError)).message, said);
    const set = runOn({ hostname: name, port: 1 }, ps, []);
    const where = `SPALLOC_HOSTNAME: cannot use ${shown}: must be ${wanted}`;
    const { message } = await assertRejects(() => set, ConfigError);
    assertEquals(message, `${where}; the port goes into SPALLOC_PORT`);
  }
  const call = await callWith("[spalloc]\nhostname = localhost:1\n");
  const message = `.spalloc:2: hostname: cannot use "localhost:1": must be ${wanted}`;
  await assertRejects(() => serverOptions({}, call), ConfigError, message);
});

Deno.test("a server can be a URL, whose credentials no message shows", async () => {
  const options = async (hostname: string, flags = {}) => {
    const call = await callWith(`[spalloc]\nhostname = ${hostname}\n`);
    const options = hostname.startsWith("http") ? apiOptions : serverOptions;
    const { hostname: url, port } = await options(flags, call);
    return { url, port, shown: call.context.server };
  };
  const url = "http://localhost:1/spalloc/";
  const plain = { url, port: undefined, shown: url };
  assertEquals(await options(url), plain);
  assertEquals(await options("http://ada:secret@localhost:1/spalloc"), plain);
  await assertRejects(() => options(url, { port: 1 }), UsageError, "--port is not for a URL");
  const old = { url: "a.org", port: 22300, shown: "a.org:22300" };
  assertEquals(await options("spalloc://me@a.org:22300"), old);
  const given = runIn(new FakeContext(), ps, ["-H", "http://ada:secret@a.org/"]);
  assertEquals(
    (await assertRejects(() => given, UsageError)).message,
    '--hostname takes an https:// URL: passwords go over http:// only within this computer, not "http://***@a.org/"',
  );
});

Deno.test("--ca names a file of certificates, which is read for URLs only", async () => {
  const call = await callWith("[spalloc]\nhostname = https://localhost:1/\nca = none.pem\n");
  const said = "Cannot read the certificates in none.pem: No such file or directory (--ca)";
  await assertRejects(() => apiOptions({}, call), CommandError, said);
  const file = await Deno.makeTempFile();
  const none = `${file} has no certificate in PEM`;
  await assertRejects(() => apiOptions({ ca: file }, call), CommandError, none);
  const pem = "-----BEGIN CERTIFICATE-----\nAA==\n-----END CERTIFICATE-----\n";
  await Deno.writeTextFile(file, pem);
  assertEquals((await apiOptions({ ca: file }, call)).ca, pem);
  await Deno.remove(file);
  const old = await callWith("[spalloc]\nhostname = localhost\nca = none.pem\n");
  assertEquals((await serverOptions({}, old)).ca, undefined);
});

Deno.test("an option takes what its setting takes, and says what that is", async () => {
  const time = "a time above 0, such as 90 or 5m, or -1 for no limit";
  const cases: [string[], string][] = [
    [["--max-wait", "x"], '--max-wait takes a time such as 90 or 5m, not "x"'],
    [["--max-wait", "-1"], '--max-wait takes a time such as 90 or 5m, not "-1"'],
    [["--grace", "5 minutes"], '--grace takes a time such as 90 or 5m, not "5 minutes"'],
    [["--keepalive", "0"], `--keepalive takes ${time}, not "0"`],
    [["--timeout", "soon"], `--timeout takes ${time}, not "soon"`],
    [["--reconnect-delay=-1"], '--reconnect-delay takes a time such as 90 or 5m, not "-1"'],
    [["--min-ratio", "2"], '--min-ratio takes a number from 0 to 1, not "2"'],
    [
      ["--max-dead-boards", "1.5"],
      "--max-dead-boards takes a whole number, or -1 for no limit, " +
      'not "1.5"',
    ],
    [["--port", "0x10"], '--port takes a whole number from 1 to 65535, not "0x10"'],
  ];
  for (const [argv, said] of cases) {
    const running = runOn({ hostname: "127.0.0.1", port: 1 }, alloc, [...argv, "-c", "true"]);
    assertEquals((await assertRejects(() => running, UsageError)).message, said);
  }
  const wrong = runIn(new FakeContext(), simulate, ["-P", "80000"]);
  const said = '--port takes a port from 1 to 65535, or 0 for any that is free, not "80000"';
  assertEquals((await assertRejects(() => wrong, UsageError)).message, said);
});

Deno.test("times have units on the command line and in the environment", async () => {
  await using server = await startServer({ machines: ["demo:1x1"] });
  const keepalives: [string[], Record<string, string>, number | null][] = [
    [["--keepalive", "4h"], {}, 14_400],
    [["--keepalive", "90"], {}, 90],
    [["--keepalive", "-1"], {}, keepaliveFor(null)],
    [[], { SPALLOC_KEEPALIVE: "1h30m" }, 5400],
  ];
  for (const [argv, env, keepalive] of keepalives) {
    const line = [...argv, "--max-wait", "1m", "--grace=2s", "--json"];
    const { stdout } = await runOn(server, alloc, line, { SPALLOC_OWNER: "me", ...env });
    assertEquals(JSON.parse(stdout).keepalive, keepalive);
  }
});

Deno.test("a picture is refused together with what would not be done", async () => {
  await using server = await startServer();
  const cases: [BuildCommand, string[], string][] = [
    [machine, ["demo", "--json"], "--json"],
    [machine, ["demo", "--detailed"], "--detailed"],
    [machine, ["demo", "--watch"], "--watch"],
    [job, ["1", "--json"], "--json"],
    [whereIs, ["--board", "demo", "0", "0", "0", "--json"], "--json"],
  ];
  for (const [module, argv, option] of cases) {
    const drawing = runOn(server, module, [...argv, "--svg", "-"]);
    const said = `Give only one of --svg and ${option}`;
    assertEquals((await assertRejects(() => drawing, UsageError)).message, said);
  }
});

Deno.test("a section that is misspelt is named where the settings are missing", async () => {
  const call = await callWith("[spaloc]\nhostname = localhost\ncolour = red\n");
  const said = '. In .spalloc:2, "hostname" has no effect: its section is [spaloc], not [spalloc]' +
    '. In .spalloc:3, "colour" has no effect';
  const error = await assertRejects(() => serverOptions({}, call), UsageError);
  assert(error.message.endsWith(said), error.message);
});

Deno.test("what can't be written is told with the system's reason only", async () => {
  await using server = await startServer({ machines: ["demo:1x1"] });
  const drawing = runOn(server, machine, ["demo", "--svg", "/no/such/folder"]);
  const { message } = await assertRejects(() => drawing, CommandError);
  const why = Deno.build.os === "windows"
    ? /^Cannot write [^:]*: [^:]*$/
    : /: No such file [a-z ]*$/;
  assertMatch(message, why);
});

Deno.test("a value that is none of a few is refused with those that there are", async () => {
  const cases: [BuildCommand, string[], string][] = [
    [simulate, ["--api", "v3"], '--api takes v2, not "v3"'],
    [job, ["1", "--wait", "done"], '--wait takes one of ready, gone, not "done"'],
  ];
  for (const [build, argv, said] of cases) {
    const { message } = await assertRejects(
      () => runIn(new FakeContext(), build, argv),
      UsageError,
    );
    assertEquals(message, said);
  }
});

Deno.test("an argument that is missing is named as the usage names it", async () => {
  const running = runIn(new FakeContext(), proxy, []);
  await assertRejects(() => running, UsageError, "JOB is missing");
});
