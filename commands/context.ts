import type { Clock } from "../lib/clock.ts";
import type { Environment } from "../lib/config/search_path.ts";
import { systemEnvironment } from "../lib/config/system_environment.ts";
import { type Interrupts, ProcessInterrupts } from "./interrupts.ts";
import { type OtherEnd, otherEndOf } from "./other_end.ts";
import { messageOf } from "../lib/message_of.ts";
import { Output, type Sink, whenReady } from "./output.ts";
import { quickClock } from "../lib/quick_clock.ts";
import { readProc } from "./proc.ts";
import { type TerminalSize, terminalSize } from "./terminal_size.ts";

/** Surroundings of a command. */
export interface Context {
  /** Name that the command was called by, for its help: `spalloc alloc` or `spalloc-ps`. */
  name: string;
  /** Environment. */
  env: Environment;
  /** Output of the answer. */
  stdout: Output;
  /** Output of progress and errors. */
  stderr: Output;
  /** Input of the user. */
  stdin: {
    read(buffer: Uint8Array): Promise<number | null>;
    isTerminal(): boolean;
    /** Switches a terminal between keys, as they are pressed and without an echo, and lines. */
    setRaw(isRaw: boolean): void;
    /** State of the other end; `there` if unknown. */
    otherEnd?(): OtherEnd;
  };
  /** Size of the terminal, as it is now. */
  size: () => TerminalSize;
  /** Clock of the command. */
  clock: Clock;
  /** Server as `host:port`, once that is known. */
  server?: string;
  /** Signals that end the program. */
  interrupts: Interrupts;
}

/** Returns a variable; `undefined` if it can't be read: help is shown all the same. */
export function ifReadable(env: Environment, name: string): string | undefined {
  try {
    return env(name);
  } catch {
    return undefined;
  }
}

/** Creates the context of the real program. */
export function systemContext(name: string): Context {
  const env = systemEnvironment;
  const look = {
    noColor: Boolean(ifReadable(env, "NO_COLOR")),
    // Zero switches it off, as for programs of Node.
    forceColor: !["", "0"].includes(ifReadable(env, "FORCE_COLOR") ?? ""),
    term: ifReadable(env, "TERM"),
    queue: { done: Promise.resolve() },
  };
  return {
    name,
    env,
    stdout: new Output(sink(blockingTerminal(Deno.stdout) ?? Deno.stdout, 1), look),
    stderr: new Output(sink(Deno.stderr, 2), look),
    stdin: {
      read: (buffer) => whenReady(() => Deno.stdin.read(buffer), quickClock).catch(endIfClosed),
      isTerminal: () => Deno.stdin.isTerminal(),
      // Ctrl-C and Ctrl-Z stay signals; Windows gives them as keys.
      setRaw: (isRaw) => Deno.stdin.setRaw(isRaw, { cbreak: Deno.build.os !== "windows" }),
      otherEnd: () => otherEndOf(0),
    },
    size: terminalSize,
    clock: quickClock,
    interrupts: new ProcessInterrupts(),
  };
}

/** Wraps a stream of this process, to tell the state of its other end. */
function sink(stream: Sink, fd: number): Sink {
  return {
    write: (bytes) => stream.write(bytes),
    isTerminal: () => stream.isTerminal(),
    otherEnd: () => otherEndOf(fd),
  };
}

/** Flag of an open file that refuses instead of waiting: `O_NONBLOCK`. */
const DOES_NOT_BLOCK = 0o4000;

/**
 * Opens standard output again if it is a terminal that a program before this one made non-blocking;
 * `null` if it blocks, or the system does not tell.
 *
 * A terminal takes a part of a line then, and Deno loses count of it. Opened anew it blocks, and
 * only for this program.
 */
function blockingTerminal(stdout: Pick<typeof Deno.stdout, "isTerminal">): Sink | null {
  if (!stdout.isTerminal()) return null;
  const [, flags = "0"] = /^flags:\s*(\d+)/m.exec(readProc("self/fdinfo/1") ?? "") ?? [];
  if ((parseInt(flags, 8) & DOES_NOT_BLOCK) === 0) return null;
  try {
    return Deno.openSync("/proc/self/fd/1", { write: true });
  } catch {
    return null; // It is another user's, as after `su`.
  }
}

/** An input that cannot be read, as `nohup` leaves it on a terminal, has ended. */
function endIfClosed(error: unknown): null {
  if (/^Bad file descriptor\b/.test(messageOf(error))) return null;
  throw error;
}
