import type { JobMachine } from "../../lib/protocol/messages.ts";
import { sleep } from "../../lib/clock.ts";
import { escapeText } from "../../lib/render/escape.ts";
import type { Context } from "../context.ts";
import { Interrupted } from "../errors.ts";
import { FOR_COMMANDS, type SignalName, SIGNALS } from "../signals.ts";
import { CannotRun } from "./cannot_run.ts";
import { CommandKeys } from "./command_keys.ts";
import { endCommand } from "./end_command.ts";
import type { Ending } from "./ending.ts";
import type { Guard } from "./guard.ts";
import { ProcessTree } from "./process_tree.ts";
import { TerminalModes } from "./terminal_modes.ts";
import {
  quoteForCmd,
  quoteForShell,
  substituteTokens,
  type TokenValues,
  type WrappedProgram,
} from "./tokens.ts";

/** Seconds within which a signal has reached a whole group. */
const SAME_SIGNAL_SECONDS = 0.05;

/** What only one command and its children have in their environment: its file of addresses. */
const MARK = "SPALLOC_ETHERNET_IPS";

/** What a wrapped command is about. */
export interface Wrapping {
  /** What its tokens stand for. */
  values: TokenValues;
  /** The boards. */
  machine: JobMachine;
  /** The server that the job is on, for a spalloc within the program. */
  server: { hostname: string; port: number };
  /** Aborted when the job is gone: the program can't go on without its boards. */
  gone: AbortSignal;
  /** How it is ended when it has to be. */
  ending: Ending;
  /** What ends it when this program is killed. */
  guard: Guard | null;
}

/** What a program gets that runs, and what ends it. */
export interface Running extends Pick<Wrapping, "gone" | "ending" | "guard"> {
  /** Variables of its environment, beside those that there are. */
  env: Readonly<Record<string, string>>;
  /** What only it and its children have in their environment. */
  mark: string;
}

/**
 * Runs the user's program on boards, and gives the exit code that a shell would.
 *
 * When a signal comes or the job is gone, the program and all that it started
 * is ended first.
 *
 * @throws the reason of whichever of the two came.
 */
export async function runWrapped(
  { words, isShellLine }: WrappedProgram,
  wrapping: Wrapping,
  context: Context,
): Promise<number> {
  const { values, gone, ending, guard } = wrapping;
  const env = variables(wrapping);
  const command = isShellLine
    ? shellLine(words[0] ?? "", values)
    : words.map((word) => substituteTokens(word, values));
  const running = { env, mark: `${MARK}=${env[MARK]}`, gone, ending, guard };
  return await runProgram({ words: command, isShellLine }, running, context);
}

/**
 * Runs a program with its arguments, and gives the exit code that a shell would.
 *
 * @throws the reason of a signal, or of `gone`, once the program has been ended.
 */
export async function runProgram(
  program: WrappedProgram,
  running: Running,
  context: Context,
): Promise<number> {
  const { interrupts, stdin } = context;
  const modes = await TerminalModes.read(stdin);
  const { mark, guard, env } = running;
  await guard?.update({ command: { pid: null, mark } });
  const child = spawn(program.words, env, [...interrupts.ignored]);
  if (child instanceof CannotRun) {
    context.stderr.line(`spalloc: ${escapeText(child.message)}`);
    return child.exitCode;
  }
  let code: number | null = null;
  try {
    code = await followed(child, { program, running }, context);
    return code;
  } finally {
    guard?.update({ command: null });
    // A command that did well leaves its terminal as it means to.
    if (code !== 0) await modes?.restore();
  }
}

/** Waits for the end of a command, or ends it, and all that it started, when it has to end. */
async function followed(
  child: Deno.ChildProcess,
  { program, running }: { program: WrappedProgram; running: Running },
  context: Context,
): Promise<number> {
  const { mark, gone, ending, guard } = running;
  const { interrupts, clock, stderr } = context;
  const tree = new ProcessTree(child.pid, { mark, isShellLine: program.isShellLine });
  guard?.update({ command: { pid: child.pid, mark } });
  let hasEnded = false;
  const status = statusOf(child).finally(() => hasEnded = true);
  const how = { ending, gone, hasEnded: () => hasEnded };
  using keys = new CommandKeys(context);
  let wasPassedOn = false;
  const keepBack = interrupts.offer((name) => {
    if (!FOR_COMMANDS.includes(name)) return keys.take(name);
    wasPassedOn = true;
    tree.pass(name);
    return true;
  });
  const end = await Promise.race([status, aborted(gone, interrupts.signal)]);
  // A signal for the whole group may end a command before it reaches us.
  if (end?.signal) await sleep(clock, SAME_SIGNAL_SECONDS, interrupts.signal).catch(() => {});
  keepBack();
  const key = keys.pending;
  keys[Symbol.dispose]();
  if (end && !(end.signal && interrupts.signal.aborted)) {
    // What it had started may not have ended of that.
    const isSignalled = key !== null || (wasPassedOn && end.code > 128);
    if (isSignalled) await endCommand(tree, { ...how, came: key, isKeyed: key !== null }, context);
    if (key !== null && end.signal === key) throw new Interrupted(key);
    return end.code;
  }
  if (gone.aborted) {
    stderr.line(
      stderr.style("red", "The boards are gone: ending the command that ran on them."),
    );
  }
  const { reason } = gone.aborted && !interrupts.signal.aborted ? gone : interrupts.signal;
  const came = reason instanceof Interrupted ? reason.signal : null;
  await endCommand(tree, { ...how, came }, context);
  throw reason;
}

/** Settles, with nothing, as soon as one of the signals is aborted. */
function aborted(...signals: AbortSignal[]): Promise<undefined> {
  const any = AbortSignal.any(signals);
  return new Promise((resolve) => {
    if (any.aborted) resolve(undefined);
    any.addEventListener("abort", () => resolve(undefined), { once: true });
  });
}

/** How a command ended: its code as a shell gives it, and the signal that ended it. */
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
  env: Running["env"],
  ignored: readonly SignalName[],
): Deno.ChildProcess | CannotRun {
  const [path = "", ...args] = ignored.length > 0 ? ignoring(ignored, command) : command;
  try {
    return new Deno.Command(path, {
      args,
      env: { ...env },
      stdin: "inherit",
      stdout: "inherit",
      stderr: "inherit",
    }).spawn();
  } catch (cause) {
    return new CannotRun(path, cause);
  }
}

/** What a command gets in its environment. */
export function variables(
  { values, machine, server }: Pick<Wrapping, "values" | "machine" | "server">,
) {
  return {
    SPALLOC_JOB_ID: String(values.id),
    SPALLOC_HOSTNAME: values.hostname,
    SPALLOC_WIDTH: String(values.width),
    SPALLOC_HEIGHT: String(values.height),
    SPALLOC_MACHINE: machine.machineName,
    SPALLOC_ETHERNET_IPS: values.ethernetIps,
    SPALLOC_SERVER: server.hostname,
    SPALLOC_PORT: String(server.port),
  };
}

function shellLine(line: string, values: TokenValues): string[] {
  return Deno.build.os === "windows"
    ? ["cmd.exe", "/d", "/s", "/c", substituteTokens(line, values, quoteForCmd)]
    : ["/bin/sh", "-c", substituteTokens(line, values, quoteForShell)];
}

/** Has a shell ignore signals before it becomes the command: those that we catch would end it. */
function ignoring(signals: readonly SignalName[], command: readonly string[]): string[] {
  const numbers = signals.map((name) => SIGNALS[name]).join(" ");
  return ["/bin/sh", "-c", `trap '' ${numbers}; exec "$@"`, "sh", ...command];
}
