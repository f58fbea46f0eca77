import type { Clock } from "../lib/clock.ts";
import type { Environment } from "../lib/config/search_path.ts";
import { systemEnvironment } from "../lib/config/system_environment.ts";
import { type Interrupts, ProcessInterrupts } from "./interrupts.ts";
import { blockingTerminal } from "./blocking_terminal.ts";
import { type OtherEnd, otherEndOf } from "./other_end.ts";
import { Output, type Sink, WriteQueue } from "./output.ts";
import { whenReady } from "./patience.ts";
import { programClock } from "./program_clock.ts";
import { type TerminalSize, terminalSize } from "./terminal_size.ts";

/** What a command has of the world around it. */
export interface Context {
  /** How the command was called, for its own help: `spalloc alloc` or `spalloc-ps`. */
  name: string;
  /** The environment. */
  env: Environment;
  /** For the answer. */
  stdout: Output;
  /** For the progress, and for what went wrong. */
  stderr: Output;
  /** What the user types. */
  stdin: {
    read(buffer: Uint8Array): Promise<number | null>;
    isTerminal(): boolean;
    /** Has a terminal give keys as they are pressed and without an echo, or lines again. */
    setRaw(isRaw: boolean): void;
    /** Who is at the other end; whoever is there where this is not known. */
    otherEnd?(): OtherEnd;
  };
  /** The size of the terminal, as it is now. */
  size: () => TerminalSize;
  /** The clock. */
  clock: Clock;
  /** The server that is talked to, as `host:port`, once that is known. */
  server?: string;
  /** The signals that end the program. */
  interrupts: Interrupts;
}

/** A variable that is done without where it can't be read: help is shown all the same. */
export function ifReadable(env: Environment, name: string): string | undefined {
  try {
    return env(name);
  } catch {
    return undefined;
  }
}

/** The world of the real program. */
export function systemContext(name: string): Context {
  const env = systemEnvironment;
  const look = {
    noColor: Boolean(ifReadable(env, "NO_COLOR")),
    // Zero switches it off, as for programs of Node.
    forceColor: !["", "0"].includes(ifReadable(env, "FORCE_COLOR") ?? ""),
    term: ifReadable(env, "TERM"),
    queue: new WriteQueue(),
  };
  return {
    name,
    env,
    stdout: new Output(sink(blockingTerminal(Deno.stdout) ?? Deno.stdout, 1), look),
    stderr: new Output(sink(Deno.stderr, 2), look),
    stdin: {
      read: (buffer) => whenReady(() => Deno.stdin.read(buffer), programClock),
      isTerminal: () => Deno.stdin.isTerminal(),
      // Ctrl-C and Ctrl-Z stay signals; Windows gives them as keys.
      setRaw: (isRaw) => Deno.stdin.setRaw(isRaw, { cbreak: Deno.build.os !== "windows" }),
      otherEnd: () => otherEndOf(0),
    },
    size: terminalSize,
    clock: programClock,
    interrupts: new ProcessInterrupts(),
  };
}

/** An output of this process, which can be asked who reads it. */
function sink(stream: Sink, fd: number): Sink {
  return {
    write: (bytes) => stream.write(bytes),
    isTerminal: () => stream.isTerminal(),
    otherEnd: () => otherEndOf(fd),
  };
}
