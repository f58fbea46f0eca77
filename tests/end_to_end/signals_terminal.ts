import { fromFileUrl } from "@std/path";
import type { Simulator } from "../../lib/simulator/mod.ts";
import { leadTo, type Program, programTest, Run, type Surroundings } from "./program.ts";

const DRIVER = fromFileUrl(new URL("./signals_terminal.py", import.meta.url));
const OWN_PYTHON = fromFileUrl(new URL("../../.venv/bin/python", import.meta.url));

/** The Python that makes terminals; `null` where there is none, or no terminals. */
export const python: string | null = Deno.build.os === "windows"
  ? null
  : [OWN_PYTHON, "python3"].find(works) ?? null;

function works(path: string): boolean {
  try {
    const args = ["-c", "import pty, os; os.waitstatus_to_exitcode"];
    return new Deno.Command(path, { args, stderr: "null" }).outputSync().success;
  } catch {
    return false;
  }
}

/** Why there are no terminals here; empty where there are. */
export const noTerminals: string = python === null
  ? " (ignored: terminals take a python3 of 3.9 or newer)"
  : "";

/** Registers a test that needs terminals for each way to run the program. */
export function terminalTest(
  name: string,
  test: (program: Program, context: Deno.TestContext) => Promise<void>,
): void {
  if (python === null) Deno.test({ name: name + noTerminals, ignore: true, fn() {} });
  else programTest(name, test);
}

/** A run of the program on a terminal of its own, which it leads; all that it writes is `stdout`. */
export class TerminalRun extends Run {
  constructor(program: Program, args: readonly string[], surroundings: Surroundings = {}) {
    if (python === null) throw new Error(`no terminal${noTerminals}`);
    const onTerminal = {
      name: program.name,
      path: python,
      args: [DRIVER, program.path, ...program.args],
    };
    const env = { TERM: "xterm", ...surroundings.env };
    super(onTerminal, args, { ...surroundings, env });
  }

  /** Types something, as a person at the terminal does: `\x03` is Ctrl-C. */
  override typeKeys(text: string): Promise<void> {
    return this.#order({ type: text });
  }

  /** Resizes the terminal. */
  resize(columns: number, rows: number): Promise<void> {
    return this.#order({ resize: [columns, rows] });
  }

  /** Closes the terminal. */
  hangUp(): Promise<void> {
    return this.#order({ hang_up: true });
  }

  #order(order: Record<string, unknown>): Promise<void> {
    return this.type(`${JSON.stringify(order)}\n`);
  }
}

/**
 * Presses Enter until a prompt is shown after so many Ctrl-C: the terminal throws away what
 * is shown in the moment of that key, and a prompt with it.
 */
export async function untilPrompted(
  run: TerminalRun,
  prompt: string,
  presses: number,
): Promise<void> {
  const again = setInterval(() => run.typeKeys("\r"), 100);
  try {
    await run.hears("stdout", new RegExp(`(\\^C[^]*){${presses}}${prompt}$`));
  } finally {
    clearInterval(again);
  }
}

/** A shell with job control, as people have it, which knows the program as `spalloc`. */
export async function shell(program: Program, server: Simulator): Promise<TerminalRun> {
  const bash: Program = { name: program.name, path: "bash", args: ["--norc", "--noprofile", "-i"] };
  const running = new TerminalRun(bash, [], { env: leadTo(server) });
  const words = [program.path, ...program.args].map((word) => `'${word}'`).join(" ");
  await running.typeKeys(`PS1='shell: '; spalloc() { ${words} "$@"; }\r`);
  return running;
}

/**
 * Suspends what asks for Enter in a {@linkcode shell}, goes on with it, and presses Enter:
 * once it is asked for again, unless the program can't know that it was suspended.
 */
export async function suspendAndGoOn(
  running: TerminalRun,
  { isAskedAgain = true }: { isAskedAgain?: boolean } = {},
): Promise<void> {
  await running.hears("stdout", /<Press enter/);
  await running.typeKeys("\x1a");
  await running.hears("stdout", /Stopped[^]*shell: $/);
  await running.typeKeys("fg\r");
  // An Enter before this, when it has its terminal back, is one for the shell's line editor.
  await running.hears(
    "stdout",
    isAskedAgain ? /fg\r\n[^]*"\$@"\r\n[^]*<Press enter/ : /fg\r\n[^]*"\$@"\r\n/,
  );
  await running.typeKeys("\r");
  await running.hears("stdout", /fg\r\n[^]*shell: $/);
}
