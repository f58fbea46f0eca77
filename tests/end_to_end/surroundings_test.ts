// Permissions: all, because it starts programs.
import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { join } from "@std/path";
import { startServer } from "../lib_test_kit/manners.ts";
import { leadTo, programTest, run, runInShell } from "./program.ts";

const QUERIES = [["ps"], ["machine"], ["machine", "demo"], ["job", "1"], ["config"], [
  "help",
  "json",
]];

programTest("a spalloc within a command talks to the same server", async (program) => {
  await using server = await startServer({ powerDelay: 0.05 });
  const within = [program.path, ...program.args].map((word) => `'${word}'`).join(" ");
  const line = `${within} ps --ids && ${within} job "$SPALLOC_JOB_ID" --json`;
  const { hostname, port } = server;
  // The inner one has nothing to go by but what the outer one gives it.
  const args = ["-H", hostname, "-P", String(port), "--owner", "me", "-c", line];
  const { code, stdout, stderr } = await run(program, args);
  assertEquals(code, 0, stderr);
  assertMatch(stdout, /^1\n\{"schema":1,"job_id":1,"owner":"me"/);
});

programTest("an output that can't be written is no success", async (program) => {
  await using server = await startServer();
  for (const args of QUERIES) {
    const { code, stderr } = await runInShell(program, args, "> /dev/full", leadTo(server));
    if (args[0] === "job") continue; // there is no such job: that has a code of its own
    assertEquals(code, 1, args.join(" "));
    assertStringIncludes(stderr, "Cannot write standard output: No space left on device");
  }
});

programTest("a reader that has seen enough is no failure", async (program) => {
  await using server = await startServer();
  const { code, stdout, stderr } = await runInShell(program, ["ps"], "| head -1", leadTo(server));
  assertEquals([code, stderr], [0, ""]);
  assertStringIncludes(stdout, "ID  State");
});

programTest("no query writes an escape where no terminal is", async (program) => {
  await using server = await startServer();
  for (const args of QUERIES) {
    for (const env of [{}, { NO_COLOR: "1" }, { TERM: "dumb" }, { TERM: "xterm" }]) {
      const { stdout, stderr } = await run(program, args, { env: { ...leadTo(server), ...env } });
      assertEquals((stdout + stderr).includes("\x1b"), false, args.join(" "));
    }
  }
});

programTest("a setting with a mistake can be mended with the program itself", async (program) => {
  const cwd = await Deno.makeTempDir();
  try {
    const file = join(cwd, ".config", "spalloc");
    await Deno.mkdir(join(cwd, ".config"));
    await Deno.writeTextFile(file, "[spalloc]\n# mine\nport = abc\n");
    const broken = await run(program, ["config"], { cwd });
    assertEquals(broken.code, 2);
    assertStringIncludes(broken.stderr, `${file}:3: port: cannot use "abc"`);
    assertEquals((await run(program, ["completions", "bash"], { cwd })).code, 0);
    assertEquals((await run(program, ["config", "port=22244"], { cwd })).code, 0);
    assertEquals(await Deno.readTextFile(file), "[spalloc]\n# mine\nport = 22244\n");
    assertEquals((await run(program, ["config"], { cwd })).code, 0);
  } finally {
    await Deno.remove(cwd, { recursive: true });
  }
});

programTest(
  "a setting that another file overrides is written, and that is said",
  async (program) => {
    const cwd = await Deno.makeTempDir();
    try {
      await Deno.writeTextFile(join(cwd, ".spalloc"), "[spalloc]\nport = 1\n");
      const env = { SPALLOC_OWNER: "me" };
      const assigned = ["port=2", "owner=you", "hostname=there"];
      const { code, stdout } = await run(program, ["config", ...assigned], { cwd, env });
      const said =
        "But ./.spalloc:2 sets port, and takes precedence.\nBut SPALLOC_OWNER sets owner, and takes precedence.\n";
      assertEquals([code, stdout.split("\n").slice(1).join("\n")], [0, said]);
    } finally {
      await Deno.remove(cwd, { recursive: true });
    }
  },
);

programTest("an option without effect is named where boards are asked for", async (program) => {
  await using server = await startServer({ powerDelay: 0.05 });
  const cwd = await Deno.makeTempDir();
  try {
    await Deno.writeTextFile(join(cwd, ".spalloc"), "[spalloc]\nmachin = big\n");
    const { code, stderr } = await run(program, ["-c", "true"], { cwd, env: leadTo(server) });
    assertEquals(code, 0);
    assertStringIncludes(
      stderr,
      './.spalloc:2: "machin" has no effect (did you mean "machine"?)\n',
    );
    const env = { ...leadTo(server), SPALLOC_KEEPALVE: "5m", SPALLOC_XYZZY: "" };
    const misspelt = await run(program, ["-c", "true"], { env });
    const said = misspelt.stderr.split("\n").filter((line) => line.includes("no effect"));
    assertEquals(said, ["SPALLOC_KEEPALVE has no effect. Did you mean SPALLOC_KEEPALIVE?"]);
  } finally {
    await Deno.remove(cwd, { recursive: true });
  }
});

programTest(
  "a variable that is misspelt is named, with what was probably meant",
  async (program) => {
    const env = { SPALLOC_HOSTNME: "spalloc.example.org", SPALLOC_JOB_ID: "" };
    const { stdout } = await run(program, ["config"], { env });
    const said = "SPALLOC_HOSTNME has no effect. Did you mean SPALLOC_HOSTNAME?";
    assertEquals(stdout.split("\n").filter((line) => line.includes("no effect")), [said]);
    const json = await run(program, ["config", "--json"], { env });
    assertEquals(JSON.parse(json.stdout).unknown_variables, ["SPALLOC_HOSTNME"]);
  },
);

programTest("nobody's own settings are written where nobody's home is known", async (program) => {
  const { code, stderr } = await run(program, ["config", "owner=x"], { env: { HOME: "" } });
  assertEquals(code, 2);
  assertStringIncludes(stderr, "set HOME or XDG_CONFIG_HOME");
});

programTest("an error of the wire names the server, and what to ask about it", async (program) => {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr as Deno.NetAddr;
  const serving = listener.accept().then(async (conn) => {
    await conn.read(new Uint8Array(100));
    await conn.write(new TextEncoder().encode("HTTP/1.1 400 Bad Request\r\n\r\n"));
    conn.close();
  });
  const { code, stderr } = await run(program, ["ps", "-H", "127.0.0.1", "-P", String(port)]);
  await serving;
  listener.close();
  assertEquals(code, 1);
  assertStringIncludes(stderr, `Is there a spalloc server at 127.0.0.1:${port}?`);
});
