/** Runs the Python programs of the reference. */
import { type Part, python } from "../../scripts/reference/recipe.ts";
import { CollectedText } from "../../scripts/reference/collected_text.ts";
import { within } from "../../scripts/reference/within.ts";

export interface RunOptions {
  /** All of its environment, but for PATH, TZ and the places of its files. */
  readonly env?: Readonly<Record<string, string>>;
  /** Standard input: empty by default. */
  readonly stdin?: string;
  /** After so many seconds it is killed, and that is an error: 30 unless given. */
  readonly timeout?: number;
  /** Name of the program where it is too slow; its arguments by default. */
  readonly title?: string;
}

export interface RunResult {
  /** 128 + n when signal n ended it. */
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the Python of a part to its end, in an empty home and working directory. */
export async function runReference(
  part: Part["name"],
  args: readonly string[],
  options: RunOptions = {},
): Promise<RunResult> {
  const { env = {}, stdin = "", timeout = 30, title = args.join(" ") } = options;
  const home = await Deno.makeTempDir({ prefix: "spalloc_reference_client_" });
  try {
    const child = new Deno.Command(python(part), {
      args: [...args],
      cwd: home,
      clearEnv: true,
      env: { ...hostEnvironment(), ...placesIn(home), ...env },
      stdin: "piped",
      stdout: "piped",
      stderr: "piped",
      // In a process group of its own, which is ended as a whole.
      detached: true,
    }).spawn();
    const stdout = new CollectedText(child.stdout);
    const stderr = new CollectedText(child.stderr);
    try {
      const finished = Promise.all([feed(child, stdin), child.status, stdout.ended, stderr.ended]);
      const said = () => `${title}\n${stdout.text}${stderr.text}`;
      const [, { code }] = await within(timeout, said, finished);
      return { code, stdout: stdout.text, stderr: stderr.text };
    } finally {
      killGroup(child.pid);
      await Promise.all([child.status, stdout.cancel(), stderr.cancel()]);
    }
  } finally {
    await Deno.remove(home, { recursive: true });
  }
}

/** Nothing of the host's but what lets programs be found and times be compared. */
function hostEnvironment(): Record<string, string> {
  const names = ["PATH", "TZ"];
  return Object.fromEntries(names.flatMap((name) => {
    const value = Deno.env.get(name);
    return value === undefined ? [] : [[name, value]];
  }));
}

/** All the places where the client looks for config, and the one for its temporary files. */
function placesIn(home: string): Record<string, string> {
  return {
    HOME: home,
    TMPDIR: home,
    XDG_CONFIG_HOME: `${home}/.config`,
    XDG_CONFIG_DIRS: `${home}/xdg`,
    // Without it the client's locale, and so its encoding, would be the host's.
    LC_ALL: "C.UTF-8",
    PYTHONDONTWRITEBYTECODE: "1",
  };
}

/** Writes the command's input. It may end without reading it. */
async function feed(child: Deno.ChildProcess, text: string): Promise<void> {
  const writer = child.stdin.getWriter();
  try {
    if (text) await writer.write(new TextEncoder().encode(text));
  } catch {
    // A broken pipe.
  } finally {
    await writer.close().catch(() => {});
  }
}

/** Ends the command and what it started, such as its keepalive or a wrapped command. */
function killGroup(leader: number): void {
  try {
    Deno.kill(-leader, "SIGKILL");
  } catch (error) {
    // All of them have ended.
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}
