import { fromFileUrl, join } from "@std/path";
import { executable } from "../../scripts/built.ts";
import { environmentFor, isApi } from "../lib_test_kit/manners.ts";

/** A way to run the program. */
export interface Program {
  /** Name in tests. */
  name: "source" | "executable";
  /** Path of the program. */
  path: string;
  /** Arguments that come before the program's own. */
  args: readonly string[];
}

/** Result of a run. */
export interface Ended {
  /** The exit code; 128 + n after signal n. */
  code: number;
  /** Text on standard output. */
  stdout: string;
  /** Text on standard error. */
  stderr: string;
}

/** Surroundings of a run. */
export interface Surroundings {
  /** Environment variables; nothing of the tests' own environment is passed on but `PATH`. */
  env?: Record<string, string>;
  /** Input of the user; without it, standard input stays open and empty. */
  stdin?: string;
  /** The working directory. */
  cwd?: string;
  /** Milliseconds after which it is ended, and its test fails. */
  limitMs?: number;
  /** Whether it leads a group of processes of its own, as what a shell runs on a terminal does. */
  leadsGroup?: boolean;
}

const ROOT = fromFileUrl(new URL("../../", import.meta.url));
/** A run that takes longer than this is ended, and its test fails. */
const LIMIT_MS = 30_000;

const source: Program = {
  name: "source",
  path: Deno.execPath(),
  args: ["run", "--allow-all", "--no-check", join(ROOT, "main.ts")],
};

/** Whether only the executable is to be tested. */
export const onlyExecutable: boolean = Deno.env.get("SPALLOC_TEST_PROGRAM") === "executable";

/** The ways to run the program that are to be tested. */
export const programs: readonly Program[] = [
  ...(onlyExecutable ? [] : [source]),
  ...("path" in executable
    ? [{ name: "executable" as const, path: executable.path, args: [] }]
    : []),
];

/** Registers a test of the program for each way to run it. */
export function programTest(
  name: string,
  test: (program: Program, context: Deno.TestContext) => Promise<void>,
): void {
  for (const program of programs) {
    Deno.test(`${name} (${program.name})`, (context) => test(program, context));
  }
}

/**
 * Registers a test of what is only possible on an old port, and why. Over the HTTP API there is no
 * such test.
 */
export function oldPortTest(
  name: string,
  why: string,
  test: (program: Program, context: Deno.TestContext) => Promise<void>,
): void {
  if (!isApi) programTest(`${name} (old ports only: ${why})`, test);
}

/** Why the executable is not tested here; `null` where it is. */
export const missingExecutable: string | null = "reason" in executable ? executable.reason : null;

/** A run of the program that is under way. */
export class Run implements AsyncDisposable {
  /** The process. */
  readonly child: Deno.ChildProcess;
  /** Result of the run. */
  readonly ended: Promise<Ended>;
  readonly #heard = { stdout: "", stderr: "" };
  readonly #listeners = new Set<() => void>();
  readonly #writer: WritableStreamDefaultWriter<Uint8Array>;
  readonly #leadsGroup: boolean;
  readonly #code: Promise<number>;
  #hasEnded = false;

  constructor(program: Program, args: readonly string[], surroundings: Surroundings = {}) {
    const { env = {}, cwd = Deno.makeTempDirSync(), stdin, leadsGroup = false } = surroundings;
    const { limitMs = LIMIT_MS } = surroundings;
    this.child = new Deno.Command(program.path, {
      args: [...program.args, ...args],
      cwd,
      clearEnv: true,
      env: { PATH: Deno.env.get("PATH") ?? "", DENO_DIR: denoDir(), HOME: cwd, ...env },
      stdin: "piped",
      stdout: "piped",
      stderr: "piped",
      detached: leadsGroup,
    }).spawn();
    this.#leadsGroup = leadsGroup;
    this.#code = exitCode(this.child);
    this.#writer = this.child.stdin.getWriter();
    if (stdin !== undefined) this.type(stdin, { end: true });
    this.ended = this.#follow(surroundings.cwd === undefined ? cwd : null, limitMs);
  }

  /** Types something, and perhaps ends what is typed. */
  async type(text: string, { end = false }: { end?: boolean } = {}): Promise<void> {
    try {
      await this.#writer.write(new TextEncoder().encode(text));
      if (end) await this.#writer.close();
    } catch {
      // The program has ended without reading it.
    }
  }

  /** Settles as soon as the program has written something that matches, to one stream or either. */
  async hears(stream: "stdout" | "stderr" | "both", pattern: RegExp): Promise<string> {
    const match = Promise.withResolvers<string>();
    const look = (): void => {
      const { stdout, stderr } = this.#heard;
      const found = pattern.exec({ stdout, stderr, both: `${stdout}\n${stderr}` }[stream]);
      if (found) match.resolve(found[0]);
      else if (this.#hasEnded) {
        match.reject(new Error(`It ended without ${pattern}: ${JSON.stringify(this.#heard)}`));
      }
    };
    this.#listeners.add(look);
    look();
    try {
      return await match.promise;
    } finally {
      this.#listeners.delete(look);
    }
  }

  /** Types something that does not end what is typed; on a terminal, as a person there does. */
  typeKeys(text: string): Promise<void> {
    return this.type(text);
  }

  /** Sends a signal to the process alone. */
  kill(signal: Deno.Signal): void {
    this.child.kill(signal);
  }

  /** Sends a signal to the group that the process leads, as a terminal does. */
  killGroup(signal: Deno.Signal): void {
    Deno.kill(-this.child.pid, signal);
  }

  /** Ends it, if it runs. */
  async [Symbol.asyncDispose](): Promise<void> {
    if (!this.#hasEnded) this.#stop("SIGTERM");
    await this.ended;
  }

  /** Ends the run; its children may still hold its outputs open. */
  #stop(signal: Deno.Signal): void {
    try {
      if (this.#leadsGroup) this.killGroup(signal);
      else this.kill(signal);
    } catch {
      // Nothing of it runs any more.
    }
  }

  async #follow(ownFolder: string | null, limitMs: number): Promise<Ended> {
    const limit = setTimeout(() => this.#stop(this.#leadsGroup ? "SIGKILL" : "SIGTERM"), limitMs);
    await Promise.all([this.#listen("stdout"), this.#listen("stderr")]);
    const code = await this.#code;
    clearTimeout(limit);
    this.#hasEnded = true;
    for (const look of this.#listeners) look();
    await this.#writer.close().catch(() => {});
    if (ownFolder !== null) await Deno.remove(ownFolder, { recursive: true });
    return { code, ...this.#heard };
  }

  async #listen(stream: "stdout" | "stderr"): Promise<void> {
    for await (const text of this.child[stream].pipeThrough(new TextDecoderStream())) {
      this.#heard[stream] += text;
      for (const look of this.#listeners) look();
    }
  }
}

/** The exit code; 128 + n also after a real-time signal, for which Deno has no name. */
async function exitCode(child: Deno.ChildProcess): Promise<number> {
  try {
    return (await child.status).code;
  } catch (error) {
    const [, number] = /^Invalid signal: (\d+)$/.exec((error as Error).message) ?? [];
    if (number === undefined) throw error;
    return 128 + Number(number);
  }
}

/** Runs the program to its end. */
export async function run(
  program: Program,
  args: readonly string[],
  surroundings: Surroundings = {},
): Promise<Ended> {
  await using running = new Run(program, args, { stdin: "", ...surroundings });
  return await running.ended;
}

/** Runs the program in a shell with something behind it, such as a redirection. */
export async function runInShell(
  program: Program,
  args: readonly string[],
  behind: string,
  env: Record<string, string>,
): Promise<Ended> {
  const script = `"$@" ${behind}`;
  const shell: Program = { name: program.name, path: "/bin/sh", args: ["-c", script, "sh"] };
  return await run(shell, [program.path, ...program.args, ...args], { env });
}

/** The environment that leads the program to a server. */
export const leadTo: typeof environmentFor = environmentFor;

function denoDir(): string {
  return Deno.env.get("DENO_DIR") ?? join(Deno.env.get("HOME") ?? "", ".cache", "deno");
}
