import { python } from "./recipe.ts";
import { CollectedText } from "./collected_text.ts";
import { within } from "./within.ts";

const SCRIPT = new URL("server.py", import.meta.url);
const START_SECONDS = 30;
const END_SECONDS = 5;

/** Arguments of `server.py`. */
export interface ServerArguments {
  readonly port: number;
  /** Folder of `machines.cfg`; the server adds its saved state, and a log of jobs. */
  readonly folder: string;
  readonly version: string;
  readonly powerDelay: number;
  readonly cold: boolean;
  /** File for the signs of life of jobs; `null` for none. */
  readonly keepaliveLog: string | null;
  /** Whether it logs warnings only. */
  readonly quiet: boolean;
}

/** Thrown when another program took the port between choosing and using it. */
export class PortTaken extends Error {}

/** One run of the reference server, from start to end. */
export class ServerProcess {
  readonly #child: Deno.ChildProcess;
  readonly #stdout: CollectedText;
  readonly #stderr: CollectedText;

  private constructor(args: ServerArguments) {
    this.#child = new Deno.Command(python("server"), {
      args: [
        // Isolated, so that nothing of the host's environment changes what is imported.
        "-I",
        decodeURIComponent(SCRIPT.pathname),
        `--port=${args.port}`,
        `--config=${args.folder}/machines.cfg`,
        `--version=${args.version}`,
        `--power-delay=${args.powerDelay}`,
        ...args.cold ? ["--cold-start"] : [],
        ...args.keepaliveLog === null ? [] : [`--keepalive-log=${args.keepaliveLog}`],
        ...args.quiet ? ["--quiet"] : [],
      ],
      cwd: args.folder,
      // Never written to: its end tells the server that the tests are gone.
      stdin: "piped",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    this.#stdout = new CollectedText(this.#child.stdout);
    this.#stderr = new CollectedText(this.#child.stderr);
  }

  /**
   * Starts the server and waits until it accepts connections.
   *
   * @throws PortTaken if another program listens on the port.
   */
  static async start(args: ServerArguments): Promise<ServerProcess> {
    const server = new ServerProcess(args);
    try {
      const ready = server.#stdout.includes("ready\n");
      if (await within(START_SECONDS, "the reference server starts", ready)) return server;
      throw server.log.includes("Address already in use")
        ? new PortTaken(`Port ${args.port} is taken`)
        : new Error(`The reference server did not start. It says:\n${server.log}`);
    } catch (error) {
      await server.end("SIGKILL");
      throw error;
    }
  }

  /** Text that it has written to stderr. */
  get log(): string {
    return this.#stderr.text;
  }

  /** Ends it: SIGINT lets it save its state, SIGTERM does not. Never leaves it behind. */
  async end(signal: "SIGINT" | "SIGTERM" | "SIGKILL"): Promise<void> {
    const { status } = this.#child;
    this.#kill(signal);
    try {
      await within(END_SECONDS, () => `the reference server ends\n${this.log}`, status);
    } finally {
      this.#kill("SIGKILL");
      await Promise.all([status, this.#stdout.ended, this.#stderr.ended]);
      // Already broken, if the server ended first, and closed all the same.
      await this.#child.stdin.close().catch(() => {});
    }
  }

  #kill(signal: Deno.Signal): void {
    try {
      this.#child.kill(signal);
    } catch (error) {
      // It has ended by itself.
      if (!(error instanceof TypeError) && !(error instanceof Deno.errors.NotFound)) throw error;
    }
  }
}
