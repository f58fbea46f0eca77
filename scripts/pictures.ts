/**
 * Makes the pictures of the README from real runs of the program on a simulated
 * server: a session in a terminal, and the map of a machine.
 *
 * asciinema (from PyPI, into `.venv/pictures`) records the session, and
 * svg-term-cli (from npm) draws it. Needs python3 and npx.
 */
import { fromFileUrl, join } from "@std/path";
import { Simulator } from "../lib/simulator/mod.ts";
import { steadyCast } from "./pictures/cast.ts";

const ROOT = fromFileUrl(new URL("../", import.meta.url));
const ASCIINEMA = "asciinema==2.4.0";
const SVG_TERM = "svg-term-cli@2.1.1";
/** As wide as the table of jobs, and as high as the whole session. */
const COLUMNS = 100;
const ROWS = 26;
/** Seconds that the full picture stays before it begins again. */
const LAST_SECONDS = 5;

/** Lines that are typed, and the commands that run for them. */
const SESSION = [
  'spalloc 5 -c "echo {w} x {h} chips from {} on; sleep 1"',
  "spalloc machine frame-4",
  "spalloc ps",
];

async function main(): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "spalloc_pictures_" });
  try {
    await using server = await Simulator.start({ machines: ["frame-4:4x2"], powerDelay: 1.2 });
    const env = await surroundings(folder, server);
    const others = [hold(["3", "--owner", "ada@example.org"], env), hold(["1"], env)];
    await Promise.all(others.map(({ ready }) => ready));

    const cast = join(folder, "alloc.cast");
    const script = join(folder, "session.sh");
    await Deno.writeTextFile(script, sessionScript());
    await run(await asciinema(), [
      "rec",
      ...["--quiet", "--overwrite", "--cols", String(COLUMNS), "--rows", String(ROWS)],
      ...["--command", `sh ${script}`, cast],
    ], env);
    const recorded = await Deno.readTextFile(cast);
    await Deno.writeTextFile(cast, steadyCast(recorded, { lastSeconds: LAST_SECONDS }));
    const drawn = join(ROOT, "docs", "alloc.svg");
    await run("npx", ["--yes", SVG_TERM, "--in", cast, "--out", drawn, "--window"], env);
    await run("spalloc", ["machine", "frame-4", "--svg", join(ROOT, "docs", "machine.svg")], env);
    for (const other of others) await other.end();
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
  console.error("pictures: docs/alloc.svg and docs/machine.svg");
}

/**
 * Returns an environment in which `spalloc` is this program, and the server is the simulated one.
 */
async function surroundings(
  folder: string,
  { hostname, port }: Simulator,
): Promise<Record<string, string>> {
  const bin = join(folder, "bin");
  await Deno.mkdir(bin);
  const program = `exec "${Deno.execPath()}" run --quiet -A "${join(ROOT, "main.ts")}" "$@"`;
  await Deno.writeTextFile(join(bin, "spalloc"), `#!/bin/sh\n${program}\n`, { mode: 0o755 });
  return {
    PATH: `${bin}:${Deno.env.get("PATH")}`,
    TERM: "xterm-256color",
    SHELL: "/bin/sh",
    SPALLOC_HOSTNAME: hostname,
    SPALLOC_PORT: String(port),
    SPALLOC_OWNER: "grace@example.org",
  };
}

function sessionScript(): string {
  const quoted = (text: string): string => `'${text.replaceAll("'", `'"'"'`)}'`;
  const steps = SESSION.flatMap((line, index) => [
    // Where nothing moves, only the first frame is seen.
    ...(index === 0
      ? [`printf %s ${quoted(`$ ${line}`)}; sleep 1`]
      : ["printf '$ '", ...[...line].map((letter) => `printf %s ${quoted(letter)}; sleep 0.03`)]),
    "echo",
    line,
    "sleep 1.5",
  ]);
  return [...steps, ""].join("\n");
}

async function asciinema(): Promise<string> {
  const venv = join(ROOT, ".venv", "pictures");
  const program = join(venv, "bin", "asciinema");
  if (!await Deno.stat(program).then(() => true, () => false)) {
    await run("python3", ["-m", "venv", venv], {});
    await run(join(venv, "bin", "pip"), ["install", "--quiet", ASCIINEMA], {});
  }
  return program;
}

function hold(
  args: string[],
  env: Record<string, string>,
): { ready: Promise<void>; end(): Promise<void> } {
  const child = new Deno.Command("spalloc", {
    args,
    env,
    stdin: "piped",
    stdout: "piped",
    stderr: "null",
  }).spawn();
  const reader = child.stdout.getReader();
  return {
    ready: reader.read().then(() => {}),
    async end(): Promise<void> {
      await child.stdin.close();
      await reader.cancel();
      await child.status;
    },
  };
}

async function run(command: string, args: string[], env: Record<string, string>): Promise<void> {
  const { code } = await new Deno.Command(command, {
    args,
    env,
    stdin: "null",
    stdout: "inherit",
    stderr: "inherit",
  }).spawn().status;
  if (code !== 0) throw new Error(`${command} ${args[0]} failed with code ${code}`);
}

await main();
