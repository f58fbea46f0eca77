// Permissions: all, because it starts programs.
import { assertEquals, assertStringIncludes } from "@std/assert";
import { join } from "@std/path";
import type { Shell } from "../../../commands/completions.ts";
import { COMMANDS } from "../../../commands/which_command.ts";
import { leadTo, type Program, programs, run } from "../../end_to_end/program.ts";
import { serverWith } from "../servers.ts";

/** Registers a test of a script with a real shell, which has the program on its path. */
function shellTest(
  shell: Shell,
  name: string,
  test: (ask: (script: string, args?: string[]) => Promise<string>) => Promise<void>,
): void {
  const why = isThere(shell) ? "" : `, not here: there is no ${shell}`;
  for (const program of programs) {
    Deno.test({
      name: `${name} (${program.name}${why})`,
      ignore: why !== "" || Deno.build.os === "windows",
      async fn() {
        await using server = await serverWith([
          { what: [3], machine: "m", owner: "me@example.org" },
          { what: [1], machine: "n", owner: "me@example.com" },
          { what: [1], machine: "n", owner: "me@example.org" },
        ]);
        const folder = await Deno.makeTempDir();
        await Deno.writeTextFile(join(folder, "spalloc"), starter(program), { mode: 0o755 });
        const env = { ...leadTo(server), PATH: `${folder}:${Deno.env.get("PATH")}` };
        try {
          await test(async (script, args = []) => {
            const inShell = { ...program, path: shell, args: ["-c", script] };
            const { stdout, stderr } = await run(inShell, args, { env });
            assertEquals(stderr, "");
            return stdout;
          });
        } finally {
          await Deno.remove(folder, { recursive: true });
        }
      },
    });
  }
}

function isThere(shell: string): boolean {
  try {
    return new Deno.Command(shell, { args: ["--version"] }).outputSync().success;
  } catch {
    return false;
  }
}

function starter({ path, args }: Program): string {
  const words = [path, ...args].map((word) => `'${word.replaceAll("'", "'\\''")}'`);
  return `#!/bin/sh\nexec ${words.join(" ")} "$@"\n`;
}

/** Calls the function as bash does: with the line, its words, and the part to be replaced. */
const BASH = `
source <(spalloc completions bash)
compopt() { echo "compopt $*"; }
COMP_LINE=$1 COMP_POINT=\${#1} replaced=$2
shift 2
COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
_spalloc spalloc "$replaced" ""
printf '%s\\n' "\${COMPREPLY[@]}"`;

shellTest("bash", "bash completes from the script", async (ask) => {
  const bash = (line: string, replaced: string, ...words: string[]): Promise<string> =>
    ask(BASH, ["bash", line, replaced, ...words]);
  assertEquals(await bash("spalloc mach", "mach", "spalloc", "mach"), "machine\n");
  assertEquals(await bash("spalloc  job ", "", "spalloc", "job", ""), "1\n2\n3\n");
  const sort = ["spalloc", "ps", "--sort", "=", "ow"];
  assertEquals(await bash("spalloc ps --sort=ow", "ow", ...sort), "owner\n");
  const owner = ["spalloc", "ps", "-o", "me", "@", "example.o"];
  assertEquals(await bash("spalloc ps -o me@example.o", "@example.o", ...owner), "@example.org\n");
  assertEquals(await bash("spalloc -c RE", "RE", "spalloc", "-c", "RE"), "compopt -o default\n\n");
});

shellTest("bash", "bash completes even when only words are given", async (ask) => {
  const call = 'COMP_WORDS=(spalloc ps --so) COMP_CWORD=2; _spalloc; echo "${COMPREPLY[@]}"';
  assertEquals(await ask(`source <(spalloc completions bash); ${call}`), "--sort\n");
  assertStringIncludes(
    await ask("source <(spalloc completions bash); complete -p spalloc-where-is"),
    "-F _spalloc",
  );
});

shellTest("zsh", "zsh completes from the script, with descriptions", async (ask) => {
  const stubs = `compdef() { }; _default() { print _default }
compadd() { print -rl -- $values $shown }
source <(spalloc completions zsh); words=("$@") CURRENT=$# PREFIX="$@[-1]"; _spalloc`;
  const zsh = (...words: string[]): Promise<string> => ask(stubs, ["zsh", ...words]);
  assertEquals(
    await zsh("spalloc", "job", ""),
    "1\n2\n3\n1  -- me@example.org, ready, m\n2  -- me@example.com, ready, n\n" +
      "3  -- me@example.org, ready, n\n",
  );
  assertEquals(await zsh("spalloc", "ps", "--sort=ow"), "--sort=owner\n--sort=owner\n");
  assertEquals(await zsh("spalloc", "--", "RE"), "_default\n");
});

shellTest("fish", "fish completes from the script, with descriptions", async (ask) => {
  const fish = (line: string): Promise<string> =>
    ask(`spalloc completions fish | source; complete -C '${line}'`);
  assertEquals(await fish("spalloc mach"), `machine\t${COMMANDS.machine}\n`);
  assertStringIncludes(await fish("spalloc job "), "2\tme@example.com, ready, n\n");
  assertEquals(await fish("spalloc ps --sort=ow"), "--sort=owner\n");
  assertEquals(await fish("spalloc -c /et"), "/etc/\n");
});
