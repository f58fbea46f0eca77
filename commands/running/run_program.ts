import { aborted, anyOf, sleep } from "../../lib/clock.ts";
import { JobDestroyedError, JobUnknownError } from "../../lib/errors.ts";
import { escapeText } from "../../lib/escape.ts";
import type { Context } from "../context.ts";
import { Interrupted } from "../errors.ts";
import { FOR_COMMANDS, type SignalName, SIGNALS } from "../signals.ts";
import { CannotRun } from "./cannot_run.ts";
import { CommandKeys } from "./command_keys.ts";
import { endCommand } from "./end_command.ts";
import type { Ending } from "./ending.ts";
import { ProcessTree } from "./process_tree.ts";
import { terminalModes } from "./terminal_modes.ts";
import type { WrappedProgram } from "./wrapped_program.ts";

/** Seconds within which a signal reaches a whole group. */
const SAME_SIGNAL_SECONDS = 0.05;
/** The same on a busy machine, for commands that ended as those do that such a signal ends. */
const LATE_SIGNAL_SECONDS = 0.5;
/** Exit codes of those. */
const SIGNAL_CODES = [SIGNALS.SIGHUP, SIGNALS.SIGINT, SIGNALS.SIGQUIT, SIGNALS.SIGTERM].map(
  (number) => 128 + number,
);

/** Options of {@linkcode runProgram}. */
export interface Running {
  /** Variables for its environment, beside the present ones. */
  env: Readonly<Record<string, string>>;
  /** Text in the environment of only it and its children. */
  mark: string;
  /** Aborted when it can't go on, as without its boards. */
  gone: AbortSignal;
  /** How to end it. */
  ending: Ending;
  /** Guard that ends it when spalloc is killed; `null` for none. */
  guard: ProgramGuard | null;
  /**
   * Whether it is no program of the user's own: it gets no input, and Ctrl-C is not its own.
   *
   * @default {false}
   */
  isInner?: boolean;
}

/** Process that ends a program when spalloc is killed. */
export interface ProgramGuard {
  /** Names the program that runs (`pid` is `null` before its start); `null` for none. */
  update(change: { command: { pid: number | null; mark: string } | null }): Promise<void>;
}

/**
 * Runs a program with its arguments, and returns the exit code that a shell would.
 *
 * @throws the reason of a signal, or of `gone`, once the program has been ended.
 */
export async function runProgram(
  program: WrappedProgram,
  running: Running,
  context: Context,
): Promise<number> {
  const { interrupts, stdin } = context;
  const restoreModes = await terminalModes(stdin);
  const { mark, guard } = running;
  await guard?.update({ command: { pid: null, mark } });
  const child = spawn(program.words, running, [...interrupts.ignored]);
  if (child instanceof CannotRun) {
    context.stderr.sentence(`spalloc: ${escapeText(child.message)}`);
    return child.exitCode;
  }
  let code: number | null = null;
  try {
    code = await followed(child, { program, running }, context);
    return code;
  } finally {
    guard?.update({ command: null });
    // A command that did well leaves its terminal as it means to.
    if (code !== 0) await restoreModes?.();
  }
}

/** Waits for the end of a command, or ends it and everything it started. */
async function followed(
  child: Deno.ChildProcess,
  { program, running }: { program: WrappedProgram; running: Running },
  context: Context,
): Promise<number> {
  const { mark, gone, ending, guard, isInner = false } = running;
  const { interrupts, clock, stderr } = context;
  const tree = new ProcessTree(child.pid, { mark, isShellLine: program.isShellLine });
  guard?.update({ command: { pid: child.pid, mark } });
  let hasEnded = false;
  const status = statusOf(child).finally(() => hasEnded = true);
  const how = { ending, gone, hasEnded: () => hasEnded };
  using keys = new CommandKeys(context);
  let wasPassedOn = false;
  const keepBack = interrupts.offer((name) => {
    if (isInner) return false;
    if (!FOR_COMMANDS.includes(name)) return keys.take(name);
    wasPassedOn = true;
    tree.pass(name);
    return true;
  });
  const end = await Promise.race([status, aborted(anyOf(gone, interrupts.signal))]);
  // A signal for the whole group may end a command before it reaches us.
  const mayBeSignalled = end && (end.signal || (isInner && end.code !== 0));
  if (mayBeSignalled) {
    const isAwaited = keys.pending === null && SIGNAL_CODES.includes(end.code);
    const seconds = isAwaited ? LATE_SIGNAL_SECONDS : SAME_SIGNAL_SECONDS;
    await sleep(clock, seconds, interrupts.signal).catch(() => {});
  }
  keepBack();
  const key = keys.pending;
  keys[Symbol.dispose]();
  if (end && !(mayBeSignalled && interrupts.signal.aborted)) {
    // Its children may have survived that.
    const isSignalled = key !== null || (wasPassedOn && end.code > 128);
    if (isSignalled) await endCommand(tree, { ...how, came: key, isKeyed: key !== null }, context);
    if (key !== null && end.signal === key) throw new Interrupted(key);
    return end.code;
  }
  if (gone.aborted && !isInner) {
    stderr.sentence(
      `${boardsOf(gone)} are gone: ending the command that runs on them.`,
      "red",
    );
  }
  const { reason } = gone.aborted && !interrupts.signal.aborted ? gone : interrupts.signal;
  const came = reason instanceof Interrupted ? reason.signal : null;
  await endCommand(tree, { ...how, came }, context);
  throw reason;
}

/** Names the boards of the job that is gone. */
function boardsOf({ reason }: AbortSignal): string {
  const isNamed = reason instanceof JobDestroyedError || reason instanceof JobUnknownError;
  return isNamed ? `The boards of job ${reason.jobId}` : "The boards";
}

/** Returns how a command ended: its code as in a shell, and the signal that ended it. */
async function statusOf(
  child: Deno.ChildProcess,
): Promise<{ code: number; signal: string | null }> {
  try {
    return await child.status;
  } catch (error) {
    // Deno has no names for real-time signals.
    const [, number] = /^Invalid signal: (\d+)$/.exec((error as Error).message) ?? [];
    if (number === undefined) throw error;
    return { code: 128 + Number(number), signal: number };
  }
}

function spawn(
  command: readonly string[],
  { env, isInner = false }: Pick<Running, "env" | "isInner">,
  ignored: readonly SignalName[],
): Deno.ChildProcess | CannotRun {
  const [path = "", ...args] = ignored.length > 0 ? ignoring(ignored, command) : command;
  try {
    return new Deno.Command(path, {
      args,
      env: { ...env },
      stdin: isInner ? "null" : "inherit",
      stdout: "inherit",
      stderr: "inherit",
    }).spawn();
  } catch (cause) {
    return new CannotRun(path, cause);
  }
}

/** Returns the command line of a shell with a line. */
export function inShell(line: string): string[] {
  return Deno.build.os === "windows"
    ? ["cmd.exe", "/d", "/s", "/c", line]
    : ["/bin/sh", "-c", line];
}

/** Wraps a command in a shell that ignores signals for it: those that we catch would end it. */
function ignoring(signals: readonly SignalName[], command: readonly string[]): string[] {
  const numbers = signals.map((name) => SIGNALS[name]).join(" ");
  return ["/bin/sh", "-c", `trap '' ${numbers}; exec "$@"`, "sh", ...command];
}
