import type { JobMachine } from "../../lib/protocol/messages.ts";
import { sleep } from "../../lib/clock.ts";
import { escapeText } from "../../lib/render/escape.ts";
import type { Context } from "../context.ts";
import { type SignalName, SIGNALS } from "../errors.ts";
import { CannotRun } from "./cannot_run.ts";
import { endCommand } from "./end_command.ts";
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
}

/**
 * Runs the user's program, and gives the exit code that a shell would.
 *
 * When a signal comes or the job is gone, the program and all that it started
 * is ended first.
 *
 * @throws the reason of whichever of the two came.
 */
export async function runWrapped(
  program: WrappedProgram,
  wrapping: Wrapping,
  context: Context,
): Promise<number> {
  const { interrupts, stdin } = context;
  const modes = await TerminalModes.read(stdin);
  const child = spawn(program, wrapping, [...interrupts.ignored]);
  if (child instanceof CannotRun) {
    context.stderr.line(`spalloc: ${escapeText(child.message)}`);
    return child.exitCode;
  }
  let code: number | null = null;
  try {
    code = await followed(child, wrapping, context);
    return code;
  } finally {
    // A command that did well leaves its terminal as it means to.
    if (code !== 0) await modes?.restore();
  }
}

/** Waits for the end of a command, or ends it, and all that it started, when it has to end. */
async function followed(
  child: Deno.ChildProcess,
  wrapping: Wrapping,
  context: Context,
): Promise<number> {
  const { gone } = wrapping;
  const { interrupts, clock } = context;
  const stopped = Promise.withResolvers<unknown>();
  const stop = (event: Event): void => stopped.resolve((event.target as AbortSignal).reason);
  for (const signal of [gone, interrupts.signal]) {
    if (signal.aborted) stopped.resolve(signal.reason);
    signal.addEventListener("abort", stop, { once: true });
  }
  const keepBack = interrupts.passOn((signal) => pass(signal, child));
  const end = await Promise.race([
    child.status,
    stopped.promise.then((reason) => ({ reason })),
  ]);
  keepBack();
  for (const signal of [gone, interrupts.signal]) signal.removeEventListener("abort", stop);
  if ("code" in end) {
    // A signal for the whole group may end a command before it reaches us.
    const wait = end.signal === null ? 0 : SAME_SIGNAL_SECONDS;
    if (wait > 0) await sleep(clock, wait, interrupts.signal).catch(() => {});
    if (wait === 0 || !interrupts.signal.aborted) return exitCode(end);
  }
  const { reason } = "reason" in end ? end : interrupts.signal;
  if (gone.aborted) {
    context.stderr.line(
      context.stderr.style("red", "The boards are gone: ending the command that ran on them."),
    );
  }
  await endCommand(child, { reason, mark: `${MARK}=${variables(wrapping)[MARK]}`, context });
  throw reason;
}

function pass(signal: SignalName, child: Deno.ChildProcess): void {
  try {
    child.kill(signal);
  } catch {
    // It has ended already.
  }
}

function spawn(
  program: WrappedProgram,
  wrapping: Wrapping,
  ignored: readonly SignalName[],
): Deno.ChildProcess | CannotRun {
  const { words, isShellLine } = program;
  const { values } = wrapping;
  const command = isShellLine
    ? shellLine(words[0] ?? "", values)
    : words.map((word) => substituteTokens(word, values));
  const [path = "", ...args] = ignored.length > 0 ? ignoring(ignored, command) : command;
  try {
    return new Deno.Command(path, {
      args,
      env: variables(wrapping),
      stdin: "inherit",
      stdout: "inherit",
      stderr: "inherit",
    }).spawn();
  } catch (cause) {
    return new CannotRun(path, cause);
  }
}

/** What a command gets in its environment. */
export function variables({ values, machine, server }: Omit<Wrapping, "gone">) {
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
  const names = signals.map((name) => name.slice("SIG".length)).join(" ");
  return ["/bin/sh", "-c", `trap '' ${names}; exec "$@"`, "sh", ...command];
}

function exitCode({ code, signal }: Deno.CommandStatus): number {
  const number = signal === null ? undefined : signalNumbers[signal];
  return number === undefined ? code : 128 + number;
}

/** Numbers of signals that often end programs; Deno's own code is 128 + n for all. */
const signalNumbers: Partial<Record<Deno.Signal, number>> = { ...SIGNALS, SIGKILL: 9 };
