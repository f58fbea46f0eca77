import type { Clock } from "../clock.ts";
import { RequestError } from "../errors.ts";
import { defined } from "../defined.ts";
import { listenAnywhere, whenFree } from "./free_port.ts";
import { wallClock } from "./clock.ts";
import { JavaServer } from "./java/java_server.ts";
import { JAVA_SETTINGS } from "./java/options.ts";
import type { Kind, Manners } from "./kind.ts";
import { BoardSockets } from "./boards/board_sockets.ts";
import { SimulatedBoards } from "./boards/simulated_boards.ts";
import { machinesFrom } from "./machines_from.ts";
import type { Mishaps } from "./mishaps.ts";
import {
  JAVA_DEFAULTS,
  PYTHON_DEFAULTS,
  type ReceivedCommand,
  type ServerOptions,
  type SimulatorOptions,
} from "./options.ts";
import { PythonServer } from "./python/python_server.ts";
import type { SimulatedMachine } from "./simulated_machine.ts";
import { SimulatedSession } from "./session.ts";
import { type JobSnapshot, snapshot } from "./snapshot.ts";
import type { ApiServer } from "./v2/api_server.ts";
import type { ApiOptions, SimulatedApi } from "./v2/options.ts";

/** Machines, and the sockets of their boards; `null` for none. */
interface Hardware {
  readonly machines: ReadonlyMap<unknown, SimulatedMachine>;
  readonly sockets: BoardSockets | null;
}

/**
 * A spalloc server in memory, for tests and demonstrations: it speaks the whole protocol, and
 * allocates boards of imaginary machines.
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
  /** Address it listens on. */
  readonly hostname: string;
  /** Port it listens on. */
  readonly port: number;
  readonly #kind: Kind;
  readonly #clock: Clock;
  readonly #mishaps: Mishaps;
  readonly #boards: SimulatedBoards;
  readonly #sockets: BoardSockets | null;
  readonly #onCommand: ((command: ReceivedCommand) => void) | undefined;
  readonly #sessions = new Map<SimulatedSession, Promise<void>>();
  #api: ApiServer | undefined;
  #listener: Deno.TcpListener;
  #accepting: Promise<void>;
  #connections = 0;
  #closed = false;
  #isSilent = false;
  #restarting: Promise<void> = Promise.resolve();
  #endDowntime: () => void = () => {};

  private constructor(given: SimulatorOptions, { machines, sockets }: Hardware) {
    const { java, machines: _machines, onCommand, api: _api, boards, ...rest } = given;
    const manners = mannersOf(given);
    const options: ServerOptions = {
      hostname: "127.0.0.1",
      port: 0,
      manners,
      powerDelay: 0.2,
      clock: wallClock,
      ...manners === "java" ? JAVA_DEFAULTS : PYTHON_DEFAULTS,
      ...defined(rest),
    };
    this.#clock = options.clock;
    this.#onCommand = onCommand;
    this.#boards = new SimulatedBoards({ needBoot: boards?.needBoot ?? false });
    this.#sockets = sockets;
    this.#mishaps = { powerDelay: options.powerDelay, refusal: null, powerFailures: 0 };
    const parts = {
      machines,
      options,
      mishaps: this.#mishaps,
    };
    // It listens first: a port that is taken leaves no timer behind.
    this.#listener = options.port === 0
      ? listenAnywhere(options.hostname)
      : Deno.listen({ hostname: options.hostname, port: options.port });
    try {
      this.#kind = options.manners === "java"
        ? new JavaServer(parts, { ...JAVA_SETTINGS, ...defined(java ?? {}) })
        : new PythonServer(parts);
    } catch (error) {
      this.#listener.close();
      throw error;
    }
    const { hostname, port } = this.#listener.addr as Deno.NetAddr;
    this.hostname = hostname;
    this.port = port;
    if (sockets) {
      sockets.answerOf = (machine, board, datagram) =>
        this.#boards.answerAt(machine, board, { jobs: this.#kind.list(), datagram });
    }
    this.#accepting = this.#accept();
  }

  /**
   * Starts a server.
   *
   * @throws {RequestError} if a machine makes no sense (rejects).
   * @throws {ConnectionError} if the sockets of the boards can't be opened (rejects).
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
  static async start(options: SimulatorOptions = {}): Promise<Simulator> {
    const machines = machinesFrom(options.machines ?? ["demo:4x2"], mannersOf(options));
    // They come first: no client is to be told addresses at which there is nothing yet.
    const sockets = options.boards?.sockets ? await BoardSockets.open(machines.values()) : null;
    let server;
    try {
      server = new Simulator(options, { machines, sockets });
    } catch (error) {
      await sockets?.close();
      throw error;
    }
    try {
      if (options.api) await server.#offerApi(options.api);
    } catch (error) {
      await server.close();
      throw error;
    }
    return server;
  }

  /**
   * HTTP API; `null` for a server without one.
   *
   * @example What is free, asked over HTTP
   * ```ts
   * import { Simulator } from "@spalloc/client/simulator";
   *
   * await using server = await Simulator.start({
   *   api: { accounts: [{ name: "ada", password: "secret" }] },
   * });
   * const answer = await fetch(`${server.api?.url}srv/spalloc/machines`, {
   *   headers: { Authorization: `Basic ${btoa("ada:secret")}` },
   * });
   * await answer.json(); // { machines: [{ name: "demo", width: 4, height: 2, ... }] }
   * ```
   */
  get api(): SimulatedApi | null {
    return this.#api ?? null;
  }

  /** Jobs that were not destroyed, oldest first, as they are now. */
  get jobs(): JobSnapshot[] {
    return this.#kind.list().map(snapshot);
  }

  /** Reasons of the destroyed jobs that are remembered, by id. */
  get destroyedJobs(): ReadonlyMap<number, string | null> {
    return new Map(this.#kind.destroyed);
  }

  /** Number of connected clients. */
  get connections(): number {
    return this.#sessions.size;
  }

  /** Destroys a job, as somebody else might; nothing happens if there is none. */
  destroyJob(id: number, reason: string | null = null): void {
    this.#kind.destroy(id, reason);
  }

  /**
   * With Java manners, creates a job of the server's other API: it occupies
   * boards and is listed as `<Hidden>`, and commands know no such job. Boards
   * are asked for as in `create_job`: none, how many, width and height in
   * triads, or x, y and z of one board. Returns the id.
   *
   * @throws {RequestError} if the server has Python manners, or could never give it these boards.
   *
   * @example
   * ```ts
   * import { Simulator } from "@spalloc/client/simulator";
   *
   * await using server = await Simulator.start({ manners: "java", machines: ["demo:4x2"] });
   * server.addHiddenJob([1, 1]); // 4001: three boards are somebody else's
   * ```
   */
  addHiddenJob(boards: readonly number[] = [], options: {
    /**
     * Name of the machine; any that can serve it by default.
     *
     * @default {undefined}
     */
    readonly machine?: string;
  } = {}): number {
    return this.#kind.addHiddenJob(boards, options.machine ?? null);
  }

  /** Changes the seconds that boards take to go on or off from now on. */
  setPowerDelay(seconds: number): void {
    this.#mishaps.powerDelay = seconds;
  }

  /**
   * Makes boards fail to go on the next time that those of a job are switched
   * on, or the next `times`. A Python server destroys the job; with Java manners a
   * job that was ready is destroyed, and one that waited for its boards waits
   * for others.
   */
  failPower(times: number = 1): void {
    this.#mishaps.powerFailures = times;
  }

  /** Refuses to create jobs with this text from now on; creates them again for \`null\`. */
  refuseJobs(text: string | null): void {
    this.#mishaps.refusal = text;
  }

  /** Falls silent: clients can connect, and none is heard or answered until `fallSilent(false)`. */
  fallSilent(isSilent: boolean = true): void {
    this.#isSilent = isSilent;
  }

  /**
   * Drops every connection, as a broken network might; clients can connect
   * again, to the API a moment later (see {@linkcode SimulatedApi}).
   */
  dropConnections(): void {
    this.#dropSessions();
    this.#api?.dropConnections();
  }

  /**
   * Stops and starts again on the same port, which drops every connection. A
   * warm start keeps all jobs: a Python server gives each its whole keepalive
   * again, and one with Java manners finds them in its database as they were.
   * A cold start forgets all jobs and counts from the first id again; to a
   * server with Java manners it is one with a new database. The API forgets who
   * was logged in, either way.
   */
  async restart(options: {
    /** Whether all jobs are forgotten. */
    readonly cold: boolean;
    /**
     * Seconds during which connections are refused.
     *
     * @default {0}
     */
    readonly downtime?: number;
  }): Promise<void> {
    if (this.#closed) throw new Error("Cannot restart a simulator that was closed");
    const { cold, downtime = 0 } = options;
    // One after the other: what has stopped can't be stopped.
    this.#restarting = this.#restarting.then(() => this.#restart(cold, downtime));
    await this.#restarting;
  }

  /** Closes the server: nothing listens, is connected or is pending any more. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#endDowntime();
    this.#kind.stop();
    await this.#api?.pause();
    await this.#sockets?.close();
    await this.#hangUp();
  }

  /** The same as {@linkcode Simulator.close}. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  async #offerApi(options: ApiOptions): Promise<void> {
    const kind = this.#kind;
    if (!(kind instanceof JavaServer)) return; // the constructor has refused it
    const { ApiServer } = await import("./v2/api_server.ts");
    this.#api = await ApiServer.start({
      hostname: this.hostname,
      java: () => kind.service,
      isSilent: () => this.#isSilent,
      boards: this.#boards,
    }, options);
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
    const session = new SimulatedSession(conn, this.#kind, {
      onCommand: (command) => this.#onCommand?.({ ...command, connection: id }),
      isSilent: () => this.#isSilent,
    });
    const ended = session.run().then(() => void this.#sessions.delete(session));
    this.#sessions.set(session, ended);
  }

  async #restart(cold: boolean, downtime: number): Promise<void> {
    if (this.#closed) return;
    this.#kind.pause();
    await this.#api?.pause();
    await this.#hangUp();
    if (downtime > 0 && !this.#closed) await this.#stayDown(downtime);
    if (this.#closed) return;
    this.#kind.resume(cold);
    await this.#api?.restart();
    const { hostname, port } = this;
    const listener = await whenFree(() => Deno.listen({ hostname, port }));
    if (this.#closed) return listener.close();
    this.#listener = listener;
    this.#accepting = this.#accept();
  }

  /** Waits for `seconds`, or until the server is closed. */
  #stayDown(seconds: number): Promise<void> {
    return new Promise((resolve) => {
      const cancel = this.#clock.after(seconds, resolve);
      this.#endDowntime = () => {
        cancel();
        resolve();
      };
    });
  }

  #dropSessions(): void {
    for (const session of this.#sessions.keys()) session.drop();
  }

  async #hangUp(): Promise<void> {
    try {
      this.#listener.close();
    } catch {
      // It was closed before.
    }
    // First no more clients come, then those who are here have to go.
    await this.#accepting;
    this.#dropSessions();
    await Promise.all(this.#sessions.values());
  }
}

/**
 * Returns the kind of server that options ask for.
 *
 * @throws {RequestError} if they ask for something that this kind does not have.
 */
function mannersOf({ api, manners = api ? "java" : "python" }: SimulatorOptions): Manners {
  if (api && manners !== "java") {
    throw new RequestError("Cannot offer an HTTP API with Python manners: only Java servers do");
  }
  return manners;
}
