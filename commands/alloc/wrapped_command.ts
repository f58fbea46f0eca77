import type { JobMachine } from "../../lib/protocol/messages.ts";
import { escapeText } from "../../lib/render/escape.ts";
import type { Context, Parsed } from "../context.ts";
import { Interrupted, type SignalName, SIGNALS } from "../errors.ts";
import { endCommand } from "./end_command.ts";
import { quoteForShell, substituteTokens, type TokenValues } from "./tokens.ts";

/** Exit codes that shells give to what can't be run. */
const NOT_EXECUTABLE = 126;
const NOT_FOUND = 127;

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
  program: NonNullable<Parsed["program"]>,
  wrapping: Wrapping,
  context: Context,
): Promise<number> {
  const { gone } = wrapping;
  const { interrupts } = context;
  const child = spawn(program, wrapping, [...interrupts.ignored]);
  if (child instanceof CannotRun) {
    context.stderr.line(`spalloc: ${escapeText(child.message)}`);
    return child.exitCode;
  }
  const stopped = Promise.withResolvers<unknown>();
  const stop = (event: Event): void => stopped.resolve((event.target as AbortSignal).reason);
  for (const signal of [gone, interrupts.signal]) {
    if (signal.aborted) stopped.resolve(signal.reason);
    signal.addEventListener("abort", stop, { once: true });
  }
  const end = await Promise.race([
    child.status,
    stopped.promise.then((reason) => ({ reason })),
  ]);
  for (const signal of [gone, interrupts.signal]) signal.removeEventListener("abort", stop);
  if (!("reason" in end)) return exitCode(end);
  if (!(end.reason instanceof Interrupted)) {
    context.stderr.line(
      context.stderr.style("red", "The boards are gone: ending the command that ran on them."),
    );
  }
  await endCommand(child, end.reason, context);
  throw end.reason;
}

/** Why a program could not be started, and the code that a shell would exit with. */
class CannotRun extends Error {
  readonly exitCode: number;

  constructor(exitCode: number, message: string) {
    super(message);
    this.exitCode = exitCode;
  }
}

function spawn(
  program: NonNullable<Parsed["program"]>,
  { values, machine, server }: Wrapping,
  ignored: readonly SignalName[],
): Deno.ChildProcess | CannotRun {
  const { words, isShellLine } = program;
  const command = isShellLine
    ? shellLine(substituteTokens(words[0] ?? "", values, quoteForShell))
    : words.map((word) => substituteTokens(word, values));
  const [path = "", ...args] = ignored.length > 0 ? ignoring(ignored, command) : command;
  try {
    return new Deno.Command(path, {
      args,
      env: {
        SPALLOC_JOB_ID: String(values.id),
        SPALLOC_HOSTNAME: values.hostname,
        SPALLOC_WIDTH: String(values.width),
        SPALLOC_HEIGHT: String(values.height),
        SPALLOC_MACHINE: machine.machineName,
        SPALLOC_ETHERNET_IPS: values.ethernetIps,
        SPALLOC_SERVER: server.hostname,
        SPALLOC_PORT: String(server.port),
      },
      stdin: "inherit",
      stdout: "inherit",
      stderr: "inherit",
    }).spawn();
  } catch (cause) {
    if (cause instanceof Deno.errors.NotFound) {
      return new CannotRun(NOT_FOUND, `Cannot run ${path}: there is no such program`);
    }
    const why = cause instanceof Error ? cause.message : String(cause);
    return new CannotRun(NOT_EXECUTABLE, `Cannot run ${path}: ${why}`);
  }
}

function shellLine(line: string): string[] {
  return Deno.build.os === "windows"
    ? ["cmd.exe", "/d", "/s", "/c", line]
    : ["/bin/sh", "-c", line];
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
