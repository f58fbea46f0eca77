import { type Clock, sleep } from "../../lib/clock.ts";
import { isGranted } from "../../lib/permission.ts";
import type { Context } from "../context.ts";
import type { Input } from "../input.ts";
import { isInBackground } from "../process_groups.ts";

/** Options of a {@linkcode TerminalReader}. */
export interface TerminalOptions {
  /** Ends the reading. */
  until: AbortSignal;
  /** Called when the program is in the foreground again, where it can read. */
  onForeground: () => void;
  /** Called with each process that reads, which must not outlive the program. */
  onReader: (pid: number) => void;
}

/** Seconds between checks for the foreground. */
const LOOK_SECONDS = 0.5;

/**
 * Keys are handled by the program, which kills this when it is done. A process in the background
 * that reads is stopped, and all of its group with it; one that ignores SIGTTIN gets an error
 * instead.
 */
const SCRIPT = "trap '' INT QUIT TTIN; exec cat";

/** Exit code of a shell that does not find its program. */
const NOT_FOUND = 127;

/**
 * Reads a terminal through a process of its own.
 *
 * A read that waits is begun anew when the program goes on after Ctrl-Z. After
 * `bg` that would stop it again, and its job would die; and no read of Deno's
 * can be taken back.
 */
export class TerminalReader implements Input {
  readonly #stdin: Context["stdin"];
  readonly #clock: Clock;
  readonly #options: TerminalOptions;
  #isPlain = false;
  #child: Deno.ChildProcess | null = null;
  #stream: ReadableStreamBYOBReader | null = null;

  private constructor({ stdin, clock }: Context, options: TerminalOptions) {
    this.#stdin = stdin;
    this.#clock = clock;
    this.#options = options;
  }

  /** Creates a reader; `null` if there is no terminal, or no way to read it so. */
  static of(context: Context, options: TerminalOptions): TerminalReader | null {
    if (Deno.build.os === "windows" || !context.stdin.isTerminal()) return null;
    if (!isGranted({ name: "run" })) return null;
    return new TerminalReader(context, options);
  }

  /**
   * Reads some bytes.
   *
   * @throws the reason of the signal that this ends with.
   */
  async read(buffer: Uint8Array): Promise<number | null> {
    while (!this.#isPlain) {
      if (!this.#child) {
        await untilForeground(this.#clock, this.#options);
        this.#start();
      }
      const { value } = await this.#stream!.read(new Uint8Array(buffer.length));
      if (value && value.length > 0) {
        buffer.set(value);
        return value.length;
      }
      const { code } = await this.#child!.status;
      this.#child = null;
      if (code === 0 || !this.#stdin.isTerminal()) return null;
      if (code === NOT_FOUND) this.#isPlain = true;
      // It was in the background, or was ended: a moment, for what it was ended for.
      else await sleep(this.#clock, LOOK_SECONDS, this.#options.until);
    }
    return await this.#stdin.read(buffer);
  }

  /** Ends the process that reads; the next read starts another one. */
  async pause(): Promise<void> {
    const child = this.#child;
    if (!child) return;
    try {
      child.kill("SIGKILL");
    } catch {
      // It has ended already.
    }
    await child.status;
  }

  #start(): void {
    this.#child = new Deno.Command("/bin/sh", {
      args: ["-c", SCRIPT],
      stdin: "inherit",
      stdout: "piped",
      stderr: "null",
    }).spawn();
    this.#options.onReader(this.#child.pid);
    this.#stream = this.#child.stdout.getReader({ mode: "byob" });
  }
}

/**
 * Waits until the program is in the foreground of its terminal.
 *
 * @throws the reason of the signal that it is read until.
 */
export async function untilForeground(
  clock: Clock,
  { until, onForeground }: TerminalOptions,
): Promise<void> {
  until.throwIfAborted();
  if (!isInBackground()) return;
  while (isInBackground()) await sleep(clock, LOOK_SECONDS, until);
  onForeground();
}
