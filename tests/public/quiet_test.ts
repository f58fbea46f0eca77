// Permissions: all, because it starts programs.
import { assertEquals } from "@std/assert";
import { fromFileUrl } from "@std/path";
import { Simulator } from "../../lib/simulator/mod.ts";

const LIB = new URL("../../lib/", import.meta.url);

/** The modules of the library, by their paths in `lib/`, without comments. */
async function* modules(folder = ""): AsyncGenerator<[path: string, code: string]> {
  for await (const { name, isDirectory } of Deno.readDir(new URL(folder, LIB))) {
    const path = folder + name;
    if (isDirectory) yield* modules(`${path}/`);
    else yield [path, withoutComments(await Deno.readTextFile(new URL(path, LIB)))];
  }
}

function withoutComments(code: string): string {
  return code.replaceAll(/^\s*\/\*\*[\s\S]*?\*\//gm, "").replaceAll(/(^|\s)\/\/ .*$/gm, "");
}

/** Lists the uses of the world outside, by module. */
async function reachesFor(pattern: RegExp): Promise<Record<string, string[]>> {
  const found: Record<string, string[]> = {};
  for await (const [path, code] of modules()) {
    const uses = [...new Set([...code.matchAll(pattern)].map(([use]) => use))].sort();
    if (uses.length > 0) found[path] = uses;
  }
  return found;
}

Deno.test("the library touches the world outside in a few places only", async () => {
  // Errors, types and constants of Deno are not of that world.
  assertEquals(Object.keys(await reachesFor(/\bDeno\.(?!errors\b|build\b)[a-z]\w*/g)).sort(), [
    "config/files.ts",
    "config/system_environment.ts",
    "interruption.ts",
    "permission.ts",
    "private_folder.ts",
    "protocol/system_dialer.ts",
    "simulator/free_port.ts",
    "simulator/simulator.ts",
    // Its HTTP API: it listens, and accepts websockets.
    "simulator/v2/api_server.ts",
    "simulator/v2/proxy/proxy_sockets.ts",
    // Logins of a server in the configuration: certificates, .netrc, and what is kept.
    "v2/configured_login.ts",
    "v2/credential_sources.ts",
    "v2/http.ts",
    "v2/proxy/socket.ts",
  ]);
  assertEquals(await reachesFor(/\bDeno\.env\b/g), {
    "config/system_environment.ts": ["Deno.env"],
  });
});

Deno.test("the library neither prints nor asks, exits, writes files, starts programs or takes signals unasked", async () => {
  const verbs = "exit\\w*|std\\w+|chdir|umask|kill|\\w*Signal\\w*|Command|write\\w*|remove\\w*|" +
    "mkdir\\w*|make\\w*|rename\\w*|create\\w*";
  assertEquals(await reachesFor(new RegExp(`\\bDeno\\.(?:${verbs})\\b`, "g")), {
    // Its constructor does, which nothing in the library calls.
    "interruption.ts": ["Deno.addSignalListener", "Deno.removeSignalListener"],
    "v2/http.ts": ["Deno.createHttpClient"],
    "v2/proxy/socket.ts": ["Deno.createHttpClient"],
    // Remembers refused passwords of a server in the configuration: a third refusal locks the account.
    "private_folder.ts": ["Deno.mkdir", "Deno.remove", "Deno.rename", "Deno.writeTextFile"],
  });
  assertEquals(await reachesFor(/\bnew Interruption\b/g), {});
  assertEquals(await reachesFor(/\b(?:console|process)\.|\b(?:alert|confirm|prompt)\(/g), {});
});

Deno.test("the library keeps nothing global, and changes nothing that is", async () => {
  const worker = "lifeline/worker.ts"; // a program of its own, which nobody imports
  assertEquals(await reachesFor(/^(?:export )?(?:let|var) \w+/gm), {
    [worker]: ["let lifeline"],
    // Patterns, which are made when they are needed first.
    "config/python_numbers.ts": ["let decimalDigit"],
    "escape.ts": ["let unsafePattern"],
  });
  assertEquals(await reachesFor(/\b(?:globalThis|self|window)\b(?=[.)\[ ;])/g), {
    [worker]: ["globalThis"],
  });
  assertEquals(await reachesFor(/\.prototype\b|\bObject\.defineProperty\b/g), {
    // On settings that it has just made.
    "config/settings.ts": ["Object.defineProperty"],
  });
});

Deno.test("the library imports neither commands nor what only they need", async () => {
  assertEquals(await reachesFor(/from "[./]*\/commands\/[^"]*"|from "@cliffy[^"]*"/g), {});
});

/** Result of running a program. */
interface Run {
  code: number;
  stdout: string;
  stderr: string;
}

/** Runs a program that imports the library, with these flags and nothing else allowed. */
async function run(code: string, flags: readonly string[], args: readonly string[]): Promise<Run> {
  const file = await Deno.makeTempFile({ suffix: ".ts" });
  try {
    const library = JSON.stringify(new URL("mod.ts", LIB).href);
    await Deno.writeTextFile(file, `import * as spalloc from ${library};\n${code}`);
    const { code: exit, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["run", "--no-prompt", "--no-check", ...flags, file, ...args],
      cwd: fromFileUrl(new URL("../", LIB)),
      env: { NO_COLOR: "1", SPALLOC_HOSTNAME: "127.0.0.1", SPALLOC_PORT: "1", SPALLOC_OWNER: "no" },
      stdin: "null",
    }).output();
    const decoder = new TextDecoder();
    return { code: exit, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
  } finally {
    await Deno.remove(file);
  }
}

Deno.test("with the hostname given, allocate() needs --allow-net for it and reads and prints nothing", async () => {
  const owners: unknown[] = [];
  await using server = await Simulator.start({
    powerDelay: 0,
    onCommand: ({ name, kwargs }) => name === "create_job" && owners.push(kwargs.owner),
  });
  const { hostname, port } = server;
  const program = `
    const [hostname, port] = [Deno.args[0], Number(Deno.args[1])];
    await using job = await spalloc.allocate(3, { hostname, port, owner: "me" });
    if (job.boards.length !== 3 || job.keepaliveIn !== "thread") throw new Error("not as it should be");
  `;
  const ran = await run(program, [`--allow-net=${hostname}:${port}`], [hostname, `${port}`]);
  assertEquals(ran, { code: 0, stdout: "", stderr: "" });
  assertEquals([owners, server.jobs, server.connections], [["me"], [], 0]);
});

Deno.test("without a hostname, allocate() asks for the environment, and says so where it may not", async () => {
  const program = `
    try {
      await spalloc.allocate(1);
    } catch (error) {
      console.log(error.name, error.message.includes("--allow-env"));
    }
  `;
  assertEquals(await run(program, [], []), { code: 0, stdout: "ConfigError true\n", stderr: "" });
});
