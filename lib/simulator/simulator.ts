import { defined } from "../defined.ts";
import { RequestError } from "../errors.ts";
import { wallClock } from "./clock.ts";
import { carryOut, type Command } from "./commands.ts";
import { Jobs } from "./jobs.ts";
import { checkMachine, type MachineDescription, parseMachine } from "./machine_description.ts";
import type { ReceivedCommand, SimulatorOptions } from "./options.ts";
import { Session } from "./session.ts";
import { SimulatedMachine } from "./simulated_machine.ts";
import { type JobSnapshot, snapshot } from "./snapshot.ts";
import { messageOf } from "../message_of.ts";

/**
 * A spalloc server in memory, for tests and demonstrations: it speaks the whole
 * protocol, and allocates boards of machines that do not exist.
 *
 * It listens on the loopback interface unless it is told otherwise. `close`,
 * or the end of an `await using` block, leaves nothing behind.
 *
 * @example Testing against a simulated server
 * ```ts
 * import { Simulator } from "@spalloc/client/simulator";
 *
 * await using server = await Simulator.start({ machines: ["demo:4x2"] });
 *
 * const conn = await Deno.connect({ hostname: server.hostname, port: server.port });
 * await conn.write(new TextEncoder().encode('{"command": "version"}\n'));
 * const buffer = new Uint8Array(100);
 * const size = await conn.read(buffer) ?? 0;
 * new TextDecoder().decode(buffer.subarray(0, size)); // '{"return":"1!7.0.0"}\n'
 * conn.close();
 * ```
 */
export class Simulator implements AsyncDisposable {
  // No getters: `{ ...server }` has these two as well, and so never means another server.
  /** The address it listens on. */
  readonly hostname: string;
  /** The port it listens on. */
  readonly port: number;
  readonly #options: Required<Omit<SimulatorOptions, "onCommand" | "machines">>;
  readonly #onCommand: ((command: ReceivedCommand) => void) | undefined;
  readonly #machines: ReadonlyMap<string, SimulatedMachine>;
  readonly #sessions = new Map<Session, Promise<void>>();
  #jobs: Jobs;
  #listener: Deno.TcpListener;
  #accepting: Promise<void>;
  #cancelCheck: () => void = () => {};
  #connections = 0;
  #closed = false;

  private constructor(options: SimulatorOptions) {
    this.#options = {
      hostname: "127.0.0.1",
      port: 0,
      version: "1!7.0.0",
      powerDelay: 0.2,
      secondsBeforeFree: 0,
      timeoutCheckInterval: 0.5,
      clock: wallClock,
      ...defined(options),
    };
    this.#onCommand = options.onCommand;
    this.#machines = machinesFrom(options.machines ?? ["demo:4x2"]);
    if (!(this.#options.timeoutCheckInterval > 0)) {
      throw new RequestError("Cannot check for silent jobs: the interval must be above 0 seconds");
    }
    this.#jobs = this.#newJobs();
    this.#listener = Deno.listen({ hostname: this.#options.hostname, port: this.#options.port });
    const { hostname, port } = this.#listener.addr as Deno.NetAddr;
    this.hostname = hostname;
    this.port = port;
    this.#accepting = this.#accept();
    this.#checkLater();
  }

  /**
   * Starts a server.
   *
   * @throws {RequestError} if a machine makes no sense (rejects).
   * @throws {Deno.errors.AddrInUse} if the port is taken (rejects).
   *
   * @example
   * ```ts
   * import { Simulator } from "@spalloc/client/simulator";
   *
   * await using server = await Simulator.start({
   *   machines: ["demo:4x2", { name: "big", width: 20, height: 20, deadBoards: [[0, 0, 1]] }],
   *   powerDelay: 0,
   * });
   * `${server.hostname}:${server.port}`;
   * ```
   */
  static start(options: SimulatorOptions = {}): Promise<Simulator> {
    return new Promise((resolve) => resolve(new Simulator(options)));
  }

  /** The jobs that were not destroyed, oldest first, as they are now. */
  get jobs(): JobSnapshot[] {
    return this.#jobs.list().map(snapshot);
  }

  /** The destroyed jobs it remembers, by id, and why each was destroyed. */
  get destroyedJobs(): ReadonlyMap<number, string | null> {
    return new Map(this.#jobs.destroyed);
  }

  /** How many clients are connected. */
  get connections(): number {
    return this.#sessions.size;
  }

  /** Destroys a job, as somebody else might; nothing happens if there is none. */
  destroyJob(id: number, reason: string | null = null): void {
    this.#jobs.destroy(id, reason);
    this.#notify();
  }

  /** Drops every connection, as a broken network might; clients can connect again. */
  dropConnections(): void {
    for (const session of this.#sessions.keys()) session.drop();
  }

  /**
   * Stops and starts again on the same port, which drops every connection. A
   * cold start forgets all jobs and counts from 1 again; a warm one keeps them,
   * each with its whole keepalive before it.
   */
  async restart(options: {
    /** Whether all jobs are forgotten. */
    readonly cold: boolean;
  }): Promise<void> {
    if (this.#closed) throw new Error("Cannot restart a simulator that was closed");
    await this.#hangUp();
    if (this.#closed) return;
    if (options.cold) {
      this.#jobs.stop();
      this.#jobs = this.#newJobs();
    } else {
      for (const { id } of this.#jobs.list()) this.#jobs.keepAlive(id, null);
    }
    this.#listener = Deno.listen({ hostname: this.hostname, port: this.port });
    this.#accepting = this.#accept();
  }

  /** Stops: nothing is listened to, connected or waited for any more. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#cancelCheck();
    this.#jobs.stop();
    await this.#hangUp();
  }

  /** The same as {@linkcode Simulator.close}. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  #newJobs(): Jobs {
    return new Jobs({
      ...this.#options,
      machines: [...this.#machines.values()],
      onChange: () => this.#notify(),
    });
  }

  async #accept(): Promise<void> {
    const listener = this.#listener;
    for (;;) {
      try {
        const conn = await listener.accept();
        conn.setNoDelay(true); // notifications follow answers, and must not wait for each other
        this.#serve(conn);
      } catch (error) {
        // A client that was gone before it was let in is no reason to stop.
        if (!(error instanceof Deno.errors.ConnectionAborted)) return;
      }
    }
  }

  #serve(conn: Deno.TcpConn): void {
    const id = ++this.#connections;
    const session = new Session(conn, {
      answer: (caller, command) => this.#answer(caller, command, id),
      onSettled: () => this.#settle(),
    });
    const ended = session.run().then(() => void this.#sessions.delete(session));
    this.#sessions.set(session, ended);
  }

  #answer(session: Session, command: Command, connection: number): unknown {
    this.#onCommand?.({ ...command, connection });
    const { version } = this.#options;
    const service = { version, machines: this.#machines, jobs: this.#jobs };
    try {
      return { return: carryOut(service, session, command) };
    } catch (error) {
      return { exception: messageOf(error) };
    }
  }

  #settle(): void {
    this.#jobs.expire();
    this.#notify();
  }

  #notify(): void {
    const changes = this.#jobs.changes.take();
    for (const about of ["jobs", "machines"] as const) {
      for (const session of this.#sessions.keys()) session.notify(changes, about);
    }
  }

  #checkLater(): void {
    const { clock, timeoutCheckInterval } = this.#options;
    this.#cancelCheck = clock.after(timeoutCheckInterval, () => {
      this.#settle();
      this.#checkLater();
    });
  }

  async #hangUp(): Promise<void> {
    try {
      this.#listener.close();
    } catch {
      // It was closed before.
    }
    // First no more clients come, then those who are here have to go.
    await this.#accepting;
    this.dropConnections();
    await Promise.all(this.#sessions.values());
  }
}

function machinesFrom(
  descriptions: readonly (string | MachineDescription)[],
): ReadonlyMap<string, SimulatedMachine> {
  const machines = new Map<string, SimulatedMachine>();
  for (const [index, description] of descriptions.entries()) {
    const machine = typeof description === "string"
      ? parseMachine(description)
      : checkMachine(description);
    if (machines.has(machine.name)) {
      throw new RequestError(`Cannot use two machines with the name "${machine.name}"`);
    }
    machines.set(machine.name, new SimulatedMachine(machine, index));
  }
  return machines;
}
