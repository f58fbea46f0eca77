// Permissions: all, because it starts programs.
import { assert, assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { fromFileUrl, join } from "@std/path";
import { BoardMemory } from "../../commands/boards/memory.ts";
import { allocCommand as alloc } from "../../commands/alloc.ts";
import { variables } from "../../commands/alloc/wrapped_command.ts";
import { configCommand as config } from "../../commands/config.ts";
import { type BuiltCommand, Call } from "../../commands/call.ts";
import { completionsCommand as completions } from "../../commands/completions.ts";
import { linksCommand as links } from "../../commands/links.ts";
import { renderHelp } from "../../commands/help/render.ts";
import type { Output } from "../../commands/output.ts";
import { Interrupted, UsageError } from "../../commands/errors.ts";
import { EXIT_CODES } from "../../commands/exit_codes.ts";
import { exitCodeOf } from "../../commands/reported_code.ts";
import { parseAndRun } from "../../commands/run_command.ts";
import { generalHelp, overview } from "../../commands/help/general_help.ts";
import { environmentTopic } from "../../commands/help/environment.ts";
import { GIVEN } from "../../commands/variables.ts";
import { ALLOC_CODES, OTHER_CODES, OWN_CODES } from "../../commands/help/exit_codes.ts";
import { JSON_SHAPES } from "../../commands/help/json.ts";
import { type TopicName, TOPICS, topicText } from "../../commands/help/topics.ts";
import { jobCommand as job } from "../../commands/job.ts";
import { loginCommand as login } from "../../commands/login.ts";
import { logoutCommand as logout } from "../../commands/logout.ts";
import { machineCommand as machine } from "../../commands/machine.ts";
import { psCommand as ps } from "../../commands/ps.ts";
import { proxyCommand as proxy } from "../../commands/proxy.ts";
import { simulateCommand as simulate } from "../../commands/simulate.ts";
import { topCommand as top } from "../../commands/top.ts";
import { whereIsCommand as whereIs } from "../../commands/where_is.ts";
import { COMMANDS } from "../../commands/which_command.ts";
import { OPTIONS } from "../../lib/config/mod.ts";
import { type ErrorCode, SpallocError } from "../../lib/errors.ts";
import { Simulator } from "../../lib/simulator/mod.ts";
import { programTest, run } from "../end_to_end/program.ts";
import { contextFor, FakeContext, runIn, runOn } from "./fake_context.ts";
import { serverWith } from "./servers.ts";

const ROOT = fromFileUrl(new URL("../../", import.meta.url));

Deno.test("the overview lists every command and every topic", () => {
  for (const [name, what] of Object.entries({ ...COMMANDS, ...TOPICS })) {
    assert(overview(100).split("\n").some((line) => line.startsWith(`  ${name} `)), name);
    assertStringIncludes(overview(100), `  ${what}.`);
  }
});

Deno.test("a topic fits into the columns that help has", () => {
  for (const topic of Object.keys(TOPICS)) {
    const text = generalHelp([topic], new FakeContext());
    for (const line of text.split("\n")) assert(line.length <= 80, line);
    assert(text.endsWith("\n") && !text.endsWith("\n\n"), topic);
  }
});

Deno.test("help tells whose jobs are meant: the account's where the server has a URL", async () => {
  const cases = [["spinn", "(owner: me)", "me)."], [
    "https://spinn/",
    "your account)",
    "account).",
  ]];
  for (const [server = "", mine = "", usual = ""] of cases) {
    const context = new FakeContext({ env: { SPALLOC_HOSTNAME: server, SPALLOC_OWNER: "me" } });
    const call = await Call.begin(context, { files: [] });
    const helpOf = (option: string, command: BuiltCommand): string =>
      command.getOptions().find(({ name }) => name === option)?.description ?? "";
    assertStringIncludes(helpOf("me", ps(call)), mine);
    for (const build of [alloc, job, top]) {
      assertStringIncludes(helpOf("owner", build(call)), usual);
    }
  }
});

Deno.test("help fits into 40 columns and more, but for lines to type", () => {
  const context = new FakeContext();
  const call = Call.withoutSettings(context);
  const commands = [
    login,
    logout,
    alloc,
    job,
    ps,
    machine,
    whereIs,
    config,
    simulate,
    completions,
    links,
  ];
  const toType = /^ {2,}(?:spalloc|SPALLOC|source|eval)/;
  for (const columns of [40, 60, 80, 100, 200]) {
    const stdout = { columns, style: (_: string, text: string) => text };
    const helps = [
      overview(columns),
      ...Object.keys(TOPICS).map((topic) => topicText(topic as TopicName, stdout)),
      ...commands.map((build) => {
        const command = build(call);
        return renderHelp(command as BuiltCommand, { name: "spalloc", stdout: stdout as Output });
      }),
    ];
    const long = helps.flatMap((text) => text.split("\n"))
      .filter((line) => line.length > Math.min(columns, 100) && !toType.test(line));
    assertEquals(long, [], String(columns));
  }
});

Deno.test("a topic that there is not is a mistake that lists those there are", () => {
  const error = assertThrows(() => generalHelp(["exit-code"], new FakeContext()), UsageError);
  assertStringIncludes(error.message, 'Did you mean "exit-codes"?');
  for (const topic of Object.keys(TOPICS)) assertStringIncludes(error.message, topic);
});

Deno.test("help about exit codes says of alloc what the README says", async () => {
  const readme = await Deno.readTextFile(join(ROOT, "README.md"));
  const [, section = ""] = /^## Exit codes\n([\s\S]*?)^## /m.exec(readme) ?? [];
  const rows = [...section.matchAll(/^\| (\S[^|]*?) +\| (.*?) +\|$/gm)]
    .map(([, code = "", meaning = ""]) => [code, meaning.replaceAll("`", "")])
    .filter(([code = ""]) => /^\d/.test(code));
  assertEquals(ALLOC_CODES.map((row) => [...row]), rows);
});

Deno.test("help about exit codes has those of every error", () => {
  const codes: Record<ErrorCode, true> = {
    config: true,
    request: true,
    version: true,
    connection: true,
    timeout: true,
    protocol: true,
    server: true,
    unknown_outcome: true,
    job_destroyed: true,
    job_unknown: true,
    no_torus: true,
    checks_failed: true,
    unsupported: true,
    login: true,
    not_ready: true,
  };
  const errors = Object.keys(codes).map((code) => new SpallocError(code as ErrorCode, ""));
  for (const error of [...errors, new UsageError(""), new Error("")]) {
    const { code } = exitCodeOf(error, "alloc");
    assert(ALLOC_CODES.some(([known]) => known === String(code)), `alloc: ${code}`);
    // Only alloc waits for boards.
    if (error instanceof SpallocError && error.code === "not_ready") continue;
    const other = exitCodeOf(error, "ps").code;
    assert(OTHER_CODES.some(([known]) => known === String(other)), `others: ${other}`);
  }
  assertEquals(exitCodeOf(new Interrupted("SIGTERM"), "ps").code, 128 + 15);
});

Deno.test("help about exit codes has every code, but for the one that only shells see", () => {
  const rows = [...ALLOC_CODES, ...OTHER_CODES, ...Object.values(OWN_CODES).flat()];
  const documented = new Set(rows.map(([code]) => code).filter((code) => /^[1-9]\d*$/.test(code)));
  const { shellCompletes: _, ...codes } = EXIT_CODES;
  assertEquals([...documented].sort(), [...new Set(Object.values(codes).map(String))].sort());
});

Deno.test("help about the environment has the variable of every setting", () => {
  const [settings] = environmentTopic();
  const names = settings?.rows?.map(([name]) => name) ?? [];
  assertEquals(names.toSorted(), Object.values(OPTIONS).map(({ variable }) => variable).toSorted());
  const given = Object.keys(variables({
    values: { id: 1, hostname: "", width: 8, height: 8, ethernetIps: "", failed: "" },
    machine: { width: 8, height: 8, connections: [], machineName: "", boards: [] },
    server: { hostname: "", port: 1 },
  }));
  assertEquals(GIVEN.map(([name]) => name).toSorted(), given.toSorted());
});

/** The paths of the keys of some JSON, as the help writes them. */
function paths(value: unknown, path = ""): string[] {
  if (path.endsWith("kwargs")) return [path];
  if (Array.isArray(value)) {
    const objects = value.filter((item) => !Array.isArray(item) && item instanceof Object);
    return objects.length > 0 ? objects.flatMap((item) => paths(item, `${path}[]`)) : [path];
  }
  if (!(value instanceof Object)) return [path];
  return Object.entries(value).flatMap(([key, item]) =>
    paths(item, path === "settings" ? "settings.*" : path === "" ? key : `${path}.${key}`)
  );
}

/** Returns the output of a command, once for each call. */
type Ask = (server: Simulator) => Promise<unknown[]>;

const owner = { SPALLOC_OWNER: "me" };

function asked(module: Parameters<typeof runOn>[1], ...calls: string[][]): Ask {
  return (server) =>
    Promise.all(calls.map(async (argv) => {
      const { code, stdout } = await runOn(server, module, argv, owner);
      assertEquals(code, 0);
      return JSON.parse(stdout);
    }));
}

/** Returns the output of `config` for a file and the environment, once for each call. */
async function askConfig(server: Simulator, ...calls: string[][]): Promise<unknown[]> {
  const path = await Deno.makeTempFile();
  await Deno.writeTextFile(path, "[spalloc]\nowner = me\nownr = me\n");
  const state = await Deno.makeTempDir();
  const failed = { server: "s:1", machine: "m", physical: null, address: null, text: "" };
  await new BoardMemory(`${state}/spalloc`).add([
    { ...failed, board: [0, 0, 1], at: Date.now() / 1000 },
  ]);
  const results: unknown[] = [];
  for (const argv of calls) {
    const context = contextFor(server, { env: { XDG_STATE_HOME: state } });
    const call = await Call.begin(context, { files: [path] });
    await parseAndRun(config(call), argv);
    await context.stdout.flush();
    results.push(JSON.parse(context.out.text));
  }
  await Deno.remove(path);
  await Deno.remove(state, { recursive: true });
  return results;
}

const asks: Record<string, Ask> = {
  "spalloc alloc --json": asked(alloc, ["1", "--json", "--avoid", "0,1,0"]),
  "spalloc job --json": asked(job, ["1", "--json"], ["2", "--json"], ["99", "--json"]),
  "spalloc job --ethernet-ips --json": asked(job, ["1", "-e", "--json"]),
  "spalloc ps --json": asked(ps, ["--json"]),
  "spalloc machine --json": asked(machine, ["--json"]),
  "spalloc machine MACHINE --json": asked(machine, ["m", "--json"]),
  "spalloc where-is --json": asked(whereIs, ["--json", "-b", "m", "0", "0", "0"]),
  "spalloc config --json": (server) =>
    askConfig(
      server,
      ["--json", "--check", "--timeout", "9"],
      ["--json"],
      ["--json", "-H", "https://ada:secret@localhost:1/"],
    ),
  "spalloc config SETTING --json": (server) =>
    askConfig(
      server,
      ...["machine", "owner", "port", "timeout"].map((name) => [name, "--json", "--timeout", "9"]),
    ),
  "spalloc proxy --json": async () => {
    const account = { name: "ada", password: "secret" };
    await using server = await Simulator.start({ powerDelay: 0, api: { accounts: [account] } });
    const env = { SPALLOC_HOSTNAME: server.api!.url };
    const login = { SPALLOC_USER: account.name, SPALLOC_PASSWORD: account.password };
    const holding = new FakeContext({ env: { ...env, ...login }, typed: { text: "\n" } });
    assertEquals(await runIn(holding, alloc, ["1", "-D", "--json"]), 0);
    const context = new FakeContext({ env: { ...env, ...login } });
    const id = JSON.parse(holding.out.text).job_id;
    const ended = runIn(context, proxy, [String(id), "--json"]);
    await context.out.until("\n");
    context.interrupt();
    await ended;
    return context.out.text.trim().split("\n").map((line) => JSON.parse(line));
  },
  "spalloc simulate --json": async () => {
    const context = new FakeContext();
    const ended = runIn(context, simulate, ["--json", "--port", "0"]);
    await context.out.until("\n");
    context.interrupt();
    await ended;
    return [JSON.parse(context.out.text)];
  },
};

for (const { call, keys } of JSON_SHAPES) {
  Deno.test(`help about JSON has the very keys of ${call}`, async () => {
    await using server = await serverWith([
      { what: [3], machine: "m" },
      { what: [1], machine: "n", owner: "you" },
      { what: [1], machine: "n" },
    ]);
    const printed = new Set((await asks[call]!(server)).flatMap((value) => paths(value)));
    const documented = keys.map(([key]) => key);
    // What is null or [] here is documented by what it contains where it is not.
    const isParent = (path: string): boolean =>
      documented.some((key) => key.startsWith(`${path}.`) || key.startsWith(`${path}[]`));
    assertEquals(
      [...printed].filter((path) => documented.includes(path) || !isParent(path)).toSorted(),
      documented.toSorted(),
    );
  });
}

programTest("help about a topic and about a command", async (program) => {
  const topic = await run(program, ["help", "exit-codes"]);
  assertEquals([topic.code, topic.stderr], [0, ""]);
  assertStringIncludes(topic.stdout, "126");
  assertStringIncludes((await run(program, ["help", "config"])).stdout, "Usage: spalloc config");
  const unknown = await run(program, ["help", "nonsense"]);
  assertEquals([unknown.code, unknown.stdout], [2, ""]);
  assertStringIncludes(unknown.stderr, "exit-codes, environment, json");
});
