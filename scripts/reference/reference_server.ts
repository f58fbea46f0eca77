/** The real reference server on loopback, with faked boards. */
import { configurationText, type ReferenceMachine } from "./machines.ts";
import { RawConnection } from "./raw_connection.ts";
import { PortTaken, ServerProcess } from "./server_process.ts";

export type { Board, Link, ReferenceMachine } from "./machines.ts";

const CALL_SECONDS = 10;
// Below those of simulators, which start in other tests while a server restarts: they could take its
// port.
const FIRST_PORT = 10_000;
const PORT_COUNT = 12_000;
const PORT_TRIES = 5;
/** Prefix of the file in which a server saves its jobs. */
const SAVED_STATE = ".machines.cfg.state.";

export interface ReferenceServerOptions {
  readonly machines: readonly ReferenceMachine[];
  /** Version that it reports: `1!7.0.0` by default. The reference client needs `5.0.0`. */
  readonly version?: string;
  /** Seconds for boards to power on or off: 0.05 by default. */
  readonly powerDelay?: number;
  /**
   * Seconds between its checks for expired jobs and for freed boards: 0.2 by default. A queued job
   * may wait for as long.
   */
  readonly timeoutCheckInterval?: number;
  /** Seconds that freed boards stay unavailable: 0 by default. */
  readonly secondsBeforeFree?: number;
  /** File that gets a line for every sign of life of a job, as `server.py` describes. */
  readonly keepaliveLog?: string;
  /** Whether it logs warnings only, to keep the log short: false by default. */
  readonly quiet?: boolean;
}

/** Kind of a restart. */
export interface Restart {
  /** Whether it forgets its jobs, and counts them from 1 again. */
  readonly cold: boolean;
  /** Whether it is killed first, and so loses jobs that it has not saved: false by default. */
  readonly killed?: boolean;
}

/** Answer of `get_job_state`. */
export interface RawJobState {
  readonly state: number;
  readonly power: boolean | null;
  readonly keepalive: number | null;
  readonly reason: string | null;
  readonly start_time: number | null;
  readonly keepalivehost: string | null;
}

/** A running reference server. Goes away, its files included, when disposed of. */
export class ReferenceServer implements AsyncDisposable {
  readonly hostname = "127.0.0.1";
  readonly #options: ReferenceServerOptions;
  readonly #folder: string;
  #port = 0;
  #process: ServerProcess | undefined;
  #pastLogs = "";

  private constructor(options: ReferenceServerOptions, folder: string) {
    this.#options = options;
    this.#folder = folder;
  }

  /** Starts a server that knows of no job, and waits until it accepts connections. */
  static async start(options: ReferenceServerOptions): Promise<ReferenceServer> {
    const folder = await Deno.makeTempDir({ prefix: "spalloc_reference_server_" });
    const server = new ReferenceServer(options, folder);
    try {
      const text = configurationText({
        machines: options.machines,
        timeoutCheckInterval: options.timeoutCheckInterval ?? 0.2,
        secondsBeforeFree: options.secondsBeforeFree ?? 0,
      });
      await Deno.writeTextFile(`${folder}/machines.cfg`, text);
      await server.#startOnFreePort();
      return server;
    } catch (error) {
      await server[Symbol.asyncDispose]();
      throw error;
    }
  }

  /** Port, which stays the same when the server restarts. */
  get port(): number {
    return this.#port;
  }

  /** Text that it has written to stderr, over all its runs. */
  log(): string {
    return this.#pastLogs + (this.#process?.log ?? "");
  }

  /** Stops it cleanly, its jobs saved for a warm `restart`; its connections close. */
  async stop(): Promise<void> {
    await this.#end("SIGINT");
  }

  /** Stops it, unless that was done, and starts it on the same port with its jobs, or without. */
  async restart({ cold, killed = false }: Restart): Promise<void> {
    await this.#end(killed ? "SIGKILL" : "SIGINT");
    if (cold) await this.#forget();
    await this.#start(cold);
  }

  /**
   * Returns the result of a command, over a connection of its own without our client. All commands
   * but `list_...` and `where_is` keep a job alive.
   */
  async call<T = unknown>(
    command: string,
    args: readonly unknown[] = [],
    kwargs: Readonly<Record<string, unknown>> = {},
  ): Promise<T> {
    await using connection = await RawConnection.open(this, CALL_SECONDS);
    return await connection.call(command, args, kwargs) as T;
  }

  /** Waits until a job is in a state (1 queued, 2 power, 3 ready, 4 destroyed). */
  async untilJobState(job: number, state: number): Promise<RawJobState> {
    await using connection = await RawConnection.open(this, CALL_SECONDS);
    await connection.call("notify_job", [job]);
    for (;;) {
      const now = await connection.call("get_job_state", [job]) as RawJobState;
      if (now.state === state) return now;
      if (now.state === 4 || now.state === 0) {
        throw new Error(`Job ${job} never got to state ${state}: ${JSON.stringify(now)}`);
      }
      await connection.notification();
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    try {
      await this.#end("SIGTERM");
    } finally {
      await Deno.remove(this.#folder, { recursive: true });
    }
  }

  async #startOnFreePort(): Promise<void> {
    for (let tries = 1;; tries++) {
      this.#port = FIRST_PORT + Math.floor(Math.random() * PORT_COUNT);
      try {
        return await this.#start(true);
      } catch (error) {
        if (!(error instanceof PortTaken) || tries === PORT_TRIES) throw error;
      }
    }
  }

  async #start(cold: boolean): Promise<void> {
    this.#process = await ServerProcess.start({
      port: this.#port,
      folder: this.#folder,
      version: this.#options.version ?? "1!7.0.0",
      powerDelay: this.#options.powerDelay ?? 0.05,
      cold,
      keepaliveLog: this.#options.keepaliveLog ?? null,
      quiet: this.#options.quiet ?? false,
    });
  }

  /** Removes its saved state: a server that is killed before it saves again would return to it. */
  async #forget(): Promise<void> {
    for await (const { name } of Deno.readDir(this.#folder)) {
      if (name.startsWith(SAVED_STATE)) await Deno.remove(`${this.#folder}/${name}`);
    }
  }

  async #end(signal: "SIGINT" | "SIGTERM" | "SIGKILL"): Promise<void> {
    const process = this.#process;
    this.#process = undefined;
    if (!process) return;
    try {
      await process.end(signal);
    } finally {
      this.#pastLogs += process.log;
    }
  }
}
