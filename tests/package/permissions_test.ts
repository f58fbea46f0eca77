// Permissions: all, because it starts programs.
import { assert, assertEquals, assertNotMatch, assertStringIncludes } from "@std/assert";
import { join } from "@std/path";
import { Simulator, type SimulatorOptions } from "../../lib/simulator/mod.ts";
import { leadTo } from "../end_to_end/program.ts";
import { Project } from "./project.ts";
import { ROOT } from "./published.ts";

/** A command with the least permissions. */
interface Case {
  /** Title in the documentation. */
  title: string;
  /** Command line, if it is not the title. */
  run?: readonly string[];
  /** What the server is like. */
  server?: Omit<SimulatorOptions, "powerDelay">;
  /** Permissions that it needs, and its message without each. */
  needs: Readonly<Record<string, string>>;
}

const CLI = "jsr:@spalloc/client/cli";
const FILES = "/etc/xdg/spalloc,$HOME/.config/spalloc,./.spalloc";

const SETTINGS = {
  "--allow-env=HOME,XDG_CONFIG_*,SPALLOC_*":
    "XDG_CONFIG_DIRS: cannot read the variable: Deno needs --allow-env",
  [`--allow-read=${FILES}`]: `cannot read the file: Deno needs --allow-read=${FILES}`,
};
const NO_SERVER = "annot connect to HOST:PORT: Deno needs --allow-net=HOST:PORT";
const SERVER = {
  "--allow-net=HOST:PORT": NO_SERVER,
};
/** Networks of simulated boards, without that of the simulated server. */
const SIMULATED_BOARDS = "127.8.0.0/13,127.16.0.0/12,127.32.0.0/11,127.64.0.0/10,127.128.0.0/9";
const STATE = "$HOME/.local/state/spalloc";
const ADDRESSES = { "--allow-write=/tmp": "/tmp: Deno needs --allow-write=/tmp" };

const CASES: readonly Case[] = [
  {
    title: "a program that gives the `hostname`",
    run: ["given.ts"],
    needs: SERVER,
  },
  {
    title: "a program that reads the settings",
    run: ["read.ts"],
    needs: SETTINGS,
  },
  { title: "`spalloc --help`", needs: {} },
  { title: "`spalloc completions bash`", needs: {} },
  { title: "`spalloc config`", needs: SETTINGS },
  {
    title: "`spalloc config owner=me@example.org`",
    needs: {
      "--allow-env=HOME,XDG_CONFIG_HOME": "HOME: cannot read the variable: Deno needs --allow-env",
      "--allow-read=$HOME/.config": "Deno needs --allow-read=$HOME/.config",
      "--allow-write=$HOME/.config": "Cannot write $HOME/.config/spalloc: ",
    },
  },
  { title: "`spalloc ps`", needs: { ...SETTINGS, ...SERVER } },
  { title: "`spalloc job 1`", needs: { ...SETTINGS, ...SERVER } },
  { title: "`spalloc where-is --board demo 0 0 0`", needs: { ...SETTINGS, ...SERVER } },
  { title: "`spalloc machine demo`", needs: { ...SETTINGS, ...SERVER } },
  {
    title: "`spalloc machine demo --svg map.svg`",
    needs: { ...SETTINGS, ...SERVER, "--allow-write=map.svg": "Cannot write map.svg: " },
  },
  { title: "`spalloc 3`", needs: { ...SETTINGS, ...SERVER } },
  {
    title: "`spalloc 3 -c uptime`",
    needs: { ...SETTINGS, ...SERVER, "--allow-run": "Deno needs --allow-run" },
  },
  {
    title: "`spalloc 3 --ping`",
    server: { boards: { sockets: true } },
    needs: { ...SETTINGS, "--allow-net=HOST:PORT,0.0.0.0:0,10.11.0.0/16": NO_SERVER },
  },
  {
    title: "`spalloc 3 --proxy -- echo {}`",
    server: { api: {} },
    needs: {
      ...SETTINGS,
      "--allow-net=HOST:PORT,127.0.0.0/8": "Deno needs --allow-net=127.0.0.0/8",
      "--allow-run": "Deno needs --allow-run",
    },
  },
  {
    title: "`spalloc login`",
    server: { api: {} },
    needs: {
      ...SETTINGS,
      ...SERVER,
      [`--allow-read=${STATE}`]: `Deno needs --allow-read=${STATE}`,
      [`--allow-write=${STATE}`]: `Deno needs --allow-write=${STATE}`,
    },
  },
  {
    title: "`spalloc 3 -- cat {ethernet_ips}`",
    needs: { ...SETTINGS, ...SERVER, ...ADDRESSES, "--allow-run": "Deno needs --allow-run" },
  },
];

let project: Project;
Deno.test.beforeAll(async () => {
  project = await Project.make();
});
Deno.test.afterAll(() => project[Symbol.asyncDispose]());
const documentation = await Deno.readTextFile(join(ROOT, "docs", "permissions.md"));

for (const { title, run, server: options, needs } of CASES) {
  Deno.test(`these permissions are enough, and none too many: ${title}`, async () => {
    await using server = await Simulator.start({ powerDelay: 0, ...options });
    await writePrograms(server);
    // By its name, so that it is not among the addresses for boards.
    const url = server.api?.url.replace("127.0.0.1", "localhost");
    const address = url ? new URL(url).host : `${server.hostname}:${server.port}`;
    const env = { ...leadTo(server), ...url && leadToApi(url) };
    const flags = Object.keys(needs);
    assertDocumented(title, flags);
    const real = (text: string): string =>
      text.replaceAll("HOST:PORT", address)
        .replaceAll("10.11.0.0/16", SIMULATED_BOARDS)
        .replaceAll("$HOME", project.folder);
    const words = run ?? [CLI, ...title.replaceAll("`", "").split(" ").slice(1)];
    const attempt = (given: readonly string[]) => {
      const args = ["run", "--vendor", "--no-prompt", ...given.map(real), ...words];
      return project.run(args, { env, stdin: "\n" });
    };

    await Promise.all(
      Object.entries(needs).map(async ([missing, message]) => {
        const { code, stderr } = await attempt(flags.filter((flag) => flag !== missing));
        assert(code !== 0, `${title} does without ${missing}`);
        assertStringIncludes(stderr, real(message));
        assertStringIncludes(stderr, missing.split("=")[0] ?? "");
        assertNotMatch(stderr, /^\s+at |should not happen/m);
      }),
    );
    const lists = flags.filter((flag) => /^--allow-(?:env|net)=.*,/.test(flag));
    await Promise.all(lists.flatMap((list) => {
      const [kind = "", all = ""] = list.split("=");
      const names = all.split(",");
      return names.map(async (missing) => {
        const others = `${kind}=${names.filter((name) => name !== missing)}`;
        const { code, stderr } = await attempt(flags.with(flags.indexOf(list), others));
        assert(code !== 0, `${title} does without ${missing}`);
        const named = kind === "--allow-env" ? missing.replace("*", "") : kind;
        assertStringIncludes(stderr, named);
      });
    }));
    // At last, because what was written is not written again.
    const enough = await attempt(flags);
    assertEquals(enough.code, 0, enough.stderr);
    assertEquals(server.jobs, []);
  });
}

/** Environment of the user of a server with an HTTP API. */
function leadToApi(url: string): Record<string, string> {
  return { SPALLOC_HOSTNAME: url, SPALLOC_USER: "tester", SPALLOC_PASSWORD: "secret" };
}

/** Programs with the library; what goes wrong is shown as a user would show it. */
async function writePrograms({ hostname, port }: Simulator): Promise<void> {
  const begin = `import { Job, loadConfig, systemEnvironment } from "jsr:@spalloc/client";\n`;
  const end = `} catch (error) { console.error(error.message); Deno.exitCode = 1; }`;
  await project.write(
    "given.ts",
    `${begin} try {
      const server = { hostname: "${hostname}", port: ${port} };
      await using job = await Job.create({ owner: "me@example.org" }, server);
      await job.waitUntilReady();
    ${end}`,
  );
  await project.write(
    "read.ts",
    `${begin} try { await loadConfig({ env: systemEnvironment }); ${end}`,
  );
}

/** Whether the documentation has a row for it, with these flags. */
function assertDocumented(title: string, flags: readonly string[]): void {
  const settings = Object.keys(SETTINGS);
  const text = documentation.replaceAll("'", "");
  assertStringIncludes(text, settings.join("\n"));
  const own = flags.filter((flag) => !settings.includes(flag)).join(" ");
  const isAmong = (all: readonly string[]) => all.every((flag) => flags.includes(flag));
  const needs = [
    ...(isAmong(settings) ? ["_settings_"] : []),
    ...(own ? [`\`${own}\``] : []),
  ];
  const row = [title, needs.join(" ") || "nothing"];
  const rows = documentation.split("\n").map((line) =>
    line.split("|").slice(1, -1).map((cell) => cell.trim())
  );
  const isThere = rows.some((cells) => cells.join("|") === row.join("|"));
  assert(isThere, `docs/permissions.md should have a row: ${row.join(" | ")}`);
}

Deno.test("these permissions are enough, and none too many: `spalloc simulate`", async () => {
  const simulate = ["run", "--vendor", "--no-prompt"];
  assertDocumented("`spalloc simulate`", ["--allow-net=127.0.0.1:22244"]);
  const words = [CLI, "simulate", "--port", "0"];
  await using running = project.start([...simulate, "--allow-net=127.0.0.1:0", ...words]);
  await running.hears("stdout", /listens on/);
  running.kill("SIGTERM");
  await running.ended;
  const { code, stderr } = await project.run([...simulate, ...words]);
  assertEquals([code, stderr], [1, "spalloc: Deno needs --allow-net=127.0.0.1:0\n"]);
});

Deno.test("these permissions are enough, and none too many: `spalloc simulate --api v2`", async () => {
  const simulate = ["run", "--vendor", "--no-prompt"];
  const net = "--allow-net=127.0.0.1:0";
  assertDocumented("`spalloc simulate --api v2`", [`${net},127.0.0.1:8443`, "--allow-write=/tmp"]);
  const words = [CLI, "simulate", "--api", "v2", "--port", "0"];
  const temporary = await Deno.makeTempDir();
  await Deno.remove(temporary);
  const write = `--allow-write=${temporary.slice(0, temporary.lastIndexOf("/"))}`;
  await using running = project.start([...simulate, net, write, ...words]);
  await running.hears("stdout", /Ctrl-C ends it/);
  running.kill("SIGTERM");
  await running.ended;
  const { code, stderr } = await project.run([...simulate, net, ...words]);
  assertEquals(code, 1);
  assertStringIncludes(stderr, "Cannot write the certificate to a temporary file");
});

Deno.test("these permissions are enough, and none too many: `spalloc simulate -- ./test.sh`", async () => {
  const simulate = ["run", "--vendor", "--no-prompt"];
  const flags = ["--allow-net=127.0.0.1:0", "--allow-run"];
  assertDocumented("`spalloc simulate -- ./test.sh`", flags);
  const words = [CLI, "simulate", "--", "sh", "-c", 'test "$SPALLOC_PORT" -gt 0 && exit 7'];
  const { code, stderr } = await project.run([...simulate, ...flags, ...words]);
  assertEquals([code, stderr], [7, ""]);
  for (const [at, missing] of flags.entries()) {
    const { code, stderr } = await project.run([...simulate, ...flags.toSpliced(at, 1), ...words]);
    assertEquals(code, missing === "--allow-run" ? 126 : 1);
    assertStringIncludes(stderr, missing.split("=")[0] ?? "");
  }
});
