import { type BuildCommand, Call } from "../../commands/call.ts";
import type { Context } from "../../commands/context.ts";
import { Interrupted } from "../../commands/errors.ts";
import type { Interrupts } from "../../commands/interrupts.ts";
import { Output } from "../../commands/output.ts";
import { parseAndRun } from "../../commands/run_command.ts";
import { STANDARD_SIZE, type TerminalSize } from "../../commands/terminal_size.ts";
import { type Clock, systemClock } from "../../lib/clock.ts";

export type { BuildCommand };

/** An output that is kept in memory. */
export class Recorded {
  readonly #decoder = new TextDecoder();
  readonly #isTerminal: boolean;
  #waiting = new Set<() => void>();
  text = "";

  constructor({ isTerminal = false } = {}) {
    this.#isTerminal = isTerminal;
  }

  write(bytes: Uint8Array): Promise<number> {
    this.text += this.#decoder.decode(bytes, { stream: true });
    for (const look of this.#waiting) look();
    return Promise.resolve(bytes.length);
  }

  isTerminal(): boolean {
    return this.#isTerminal;
  }

  /** Settles when the text has a part, or matches a pattern. */
  async until(wanted: string | RegExp): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const look = (): void => {
      if (typeof wanted === "string" ? this.text.includes(wanted) : wanted.test(this.text)) {
        resolve();
      }
    };
    this.#waiting.add(look);
    look();
    await promise;
    this.#waiting.delete(look);
  }
}

/** Outputs and input of a command. */
export interface Look {
  isTerminal?: boolean;
  noColor?: boolean;
  /** The size of the terminal. */
  size?: TerminalSize;
  /** Content of standard input; on a terminal, standard error is one as well. */
  typed?: { text: string; isTerminal?: boolean; isOpen?: boolean };
}

/** Surroundings of a command. */
interface Surroundings extends Look {
  /** Its environment variables; none by default. */
  env?: Record<string, string>;
  clock?: Clock;
}

/** A world for one command, with nothing of the real one but, usually, the clock. */
export class FakeContext implements Context {
  name = "spalloc";
  readonly out: Recorded;
  readonly err: Recorded;
  readonly stdout: Output;
  readonly stderr: Output;
  readonly clock: Clock;
  readonly size: () => TerminalSize;
  readonly stdin: Context["stdin"];
  readonly interrupts: Interrupts;
  readonly env: (name: string) => string | undefined;
  /** Whether the terminal gives keys as they are pressed, each time that this changed. */
  readonly rawModes: boolean[] = [];
  readonly #typed: string[] = [];
  #wantsTyped: ((text: string) => void) | null = null;
  readonly #interrupt = new AbortController();

  constructor(
    {
      isTerminal = false,
      noColor = true,
      env = {},
      clock = systemClock,
      size = STANDARD_SIZE,
      typed,
    }: Surroundings = {},
  ) {
    this.clock = clock;
    this.size = () => size;
    this.out = new Recorded({ isTerminal });
    this.err = new Recorded({ isTerminal: typed?.isTerminal ?? false });
    if (typed?.text) this.type(typed.text);
    const end = typed?.isOpen ? new Promise<null>(() => {}) : Promise.resolve(null);
    this.stdin = {
      read: async (buffer) => {
        const text = this.#typed.shift() ?? await Promise.race([this.#nextTyped(), end]);
        return text === null ? null : new TextEncoder().encodeInto(text, buffer).written;
      },
      isTerminal: () => typed?.isTerminal ?? false,
      setRaw: (isRaw) => this.rawModes.push(isRaw),
    };
    this.stdout = new Output(this.out, { noColor, term: "xterm" });
    this.stderr = new Output(this.err, { noColor, term: "xterm" });
    this.env = (name) => env[name];
    // The real one would take signals away from the test runner.
    this.interrupts = {
      signal: this.#interrupt.signal,
      again: new AbortController().signal,
      ignored: new Set(),
      ignoresSuspension: false,
      listen: () => {},
      offer: () => () => {},
      [Symbol.dispose]: () => {},
    };
  }

  /** Types something; what reads it gets it at once. */
  type(text: string): void {
    if (this.#wantsTyped) this.#wantsTyped(text);
    else this.#typed.push(text);
    this.#wantsTyped = null;
  }

  #nextTyped(): Promise<string> {
    return new Promise((resolve) => this.#wantsTyped = resolve);
  }

  /** Simulates Ctrl-C. */
  interrupt(): void {
    this.#interrupt.abort(new Interrupted("SIGINT"));
  }
}

/** Runs a command to its end, and gives its exit code. */
export async function runIn(
  context: FakeContext,
  build: BuildCommand,
  argv: readonly string[],
): Promise<number> {
  const call = await Call.begin(context, { files: [] });
  call.argv = argv;
  try {
    await parseAndRun(build(call), argv);
    return call.exitCode;
  } finally {
    await context.stdout.flush();
    await context.stderr.flush();
  }
}

/** Runs a command against a server, and gives all that comes of it. */
export async function runOn(
  server: { hostname: string; port: number },
  build: BuildCommand,
  argv: readonly string[],
  env: Record<string, string> = {},
  look: Look = {},
): Promise<{ code: number; stdout: string; stderr: string }> {
  const context = contextFor(server, { env, ...look });
  const code = await runIn(context, build, argv);
  return { code, stdout: context.out.text, stderr: context.err.text };
}

/** A context whose environment names a server. */
export function contextFor(
  { hostname, port }: { hostname: string; port: number },
  { env = {}, ...look }: Surroundings = {},
): FakeContext {
  const server = {
    SPALLOC_HOSTNAME: hostname,
    SPALLOC_PORT: String(port),
    SPALLOC_RECONNECT_DELAY: "0.05",
  };
  return new FakeContext({ ...look, env: { ...server, ...env } });
}
