import type { Clock } from "../../lib/clock.ts";
import type { Dial } from "../../lib/protocol/transport.ts";
import { FakeTransport } from "./fake_transport.ts";

/** Answer of a server that does not answer. */
export const MUTE: unique symbol = Symbol("mute");

/** A command as a fake server heard it. */
export interface Heard {
  /** Its name. */
  command: string;
  /** Its positional arguments. */
  args: unknown[];
  /** Its named arguments. */
  kwargs: Record<string, unknown>;
  /** When it was heard, in seconds on the server's clock. */
  at: number;
  /** On which connection it came, from 0. */
  connection: number;
}

/** Answers a command: with a value to return, an `Error` to refuse it, or {@linkcode MUTE}. */
export type Answer = (heard: Heard) => unknown;

/** When the job of a fake server was created, in Unix seconds. */
export const START_TIME = 1_500_000_000.25;

/** A server in memory with one job, which does as its test says. */
export class FakeServer {
  /** Everything that was heard, in order. */
  readonly heard: Heard[] = [];
  /** Every connection there ever was, in order. */
  readonly connections: FakeTransport[] = [];
  /** Answers that differ from the usual ones. */
  readonly answers: Record<string, Answer> = {};
  /** Result of the next dials: they work, are refused or hang. */
  dials: "work" | "refused" | "hang" = "work";
  /** Seconds that a successful dial takes. */
  dialDelay = 0;
  /** Number of dials. */
  dialled = 0;
  /** Line ending of the next connections. */
  lineEnding: "\n" | "\r\n" = "\n";
  /** Seconds that every answer takes. */
  answerDelay = 0;
  /** The one job; `null` for none. */
  job: Record<string, unknown> | null = {
    job_id: 1,
    owner: "me",
    start_time: START_TIME,
    keepalive: 12,
    state: 3,
    power: true,
    args: [],
    kwargs: {},
    allocated_machine_name: "m",
    boards: [[0, 0, 0]],
    keepalivehost: "127.0.0.1",
  };
  /** Why the job was destroyed, once it was. */
  reason: string | null | undefined;
  #endsWithClient = true;
  readonly #clock: Clock;

  /** Creates a server with the clock of its log. */
  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Connects a client; for `dial` options. */
  readonly dial: Dial = (_address, signal) => {
    this.dialled++;
    if (this.dials === "refused") {
      return Promise.reject(new Deno.errors.ConnectionRefused("Connection refused"));
    }
    if (this.dials === "hang") {
      return new Promise((_, reject) => {
        signal?.addEventListener("abort", () => reject(signal.reason), { once: true });
      });
    }
    const connection = this.connections.length;
    const transport = new FakeTransport();
    transport.lineEnding = this.lineEnding;
    transport.endsWithClient = this.#endsWithClient;
    this.connections.push(transport);
    transport.onLine = (line) => this.#hear(JSON.parse(line), connection);
    if (this.dialDelay === 0) return Promise.resolve(transport);
    return new Promise((resolve) => this.#clock.after(this.dialDelay, () => resolve(transport)));
  };

  /** The last connection that was made. */
  get last(): FakeTransport {
    const transport = this.connections.at(-1);
    if (!transport) throw new Error("nobody has connected yet");
    return transport;
  }

  /** Number of connections that the clients have not closed. */
  get open(): number {
    return this.connections.filter(({ closes }) => closes === 0).length;
  }

  /** The names of what was heard, on one connection or on all. */
  commands(connection?: number): string[] {
    return this.heard
      .filter((heard) => connection === undefined || heard.connection === connection)
      .map(({ command }) => command);
  }

  /** Closes every connection. */
  drop(): void {
    for (const transport of this.connections) transport.end();
  }

  /** Keeps connections open when the clients end their side. */
  ignoreGoodbyes(): void {
    this.#endsWithClient = false;
    for (const transport of this.connections) transport.endsWithClient = false;
  }

  /** The state of the job, as `get_job_state` answers. */
  state(): Record<string, unknown> {
    const { power = null, keepalive = null, start_time = null, keepalivehost = null } = this.job ??
      {};
    const state = this.job?.state ?? (this.reason === undefined ? 0 : 4);
    return { state, power, keepalive, reason: this.reason ?? null, start_time, keepalivehost };
  }

  #hear(line: Omit<Heard, "at" | "connection">, connection: number): void {
    const heard = { ...line, at: this.#clock.now(), connection };
    this.heard.push(heard);
    const answer = (this.answers[heard.command] ?? ((): unknown => this.#usual(heard)))(heard);
    if (answer === MUTE) return;
    const message = answer instanceof Error ? { exception: answer.message } : { return: answer };
    const send = (): void => this.connections[connection]?.sendMessage(message);
    if (this.answerDelay > 0) this.#clock.after(this.answerDelay, send);
    else send();
  }

  /** Destroys the job, and tells every client, whether it wants to know or not. */
  destroy(reason: string | null = null): void {
    this.job = null;
    this.reason = reason;
    for (const transport of this.connections) transport.sendMessage({ jobs_changed: [1] });
  }

  #usual({ command }: Heard): unknown {
    switch (command) {
      case "version":
        return "1!7.0.0";
      case "list_machines":
        return [];
      case "list_jobs":
        return this.job === null ? [] : [this.job];
      case "get_job_state":
        return this.state();
      case "create_job":
        return 1;
      case "destroy_job":
        this.job = null;
        this.reason = null;
        return null;
      case "get_job_machine_info":
        return {
          width: 8,
          height: 8,
          connections: [[[0, 0], "10.0.0.1"]],
          machine_name: "m",
          boards: [[0, 0, 0]],
        };
      default:
        return null;
    }
  }
}
