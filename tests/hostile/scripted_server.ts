import { LineSplitter } from "../../lib/protocol/lines.ts";
import { TcpServer, write } from "../lib_test_kit/tcp_server.ts";

/** Answers by command: a value, or an `Error` whose message is the refusal. */
export type Answers = Record<string, unknown>;

/** When all jobs were created, in Unix seconds. */
const START_TIME = 1_500_000_000.25;

/** A server on the loopback interface that gives set answers to commands. */
export class ScriptedServer implements AsyncDisposable {
  /** Its HTTP API: it has none, whatever tests run on. */
  readonly api = null;
  /** The answers, which a test may change at any time. */
  answers: Answers;
  /** The names of the commands that it was sent. */
  readonly heard: string[] = [];
  readonly hostname = "127.0.0.1";
  readonly #server: TcpServer;
  readonly #raw = new Map<string, string>();

  constructor(answers: Answers = {}) {
    this.answers = answers;
    this.#server = new TcpServer((conn) => this.#talk(conn));
  }

  /** Answers a command with a text that JSON.stringify() would not make. */
  replace(command: string, json: string): void {
    this.#raw.set(command, json);
  }

  /** The port it listens on. */
  get port(): number {
    return this.#server.port;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server[Symbol.asyncDispose]();
  }

  async #talk(conn: Deno.TcpConn): Promise<void> {
    const lines = new LineSplitter();
    const buffer = new Uint8Array(65536);
    try {
      for (let size; (size = await conn.read(buffer)) !== null;) {
        for (const line of lines.push(buffer.subarray(0, size))) {
          await write(conn, `${this.#answer(JSON.parse(line).command)}\n`);
        }
      }
    } catch {
      // The client has gone.
    }
  }

  #answer(command: string): string {
    this.heard.push(command);
    const raw = this.#raw.get(command);
    if (raw !== undefined) return `{"return": ${raw}}`;
    const answer = Object.hasOwn(this.answers, command) ? this.answers[command] : usual(command);
    return JSON.stringify(
      answer instanceof Error ? { exception: answer.message } : { return: answer },
    );
  }
}

function usual(command: string): unknown {
  if (command === "version") return "1!7.0.0";
  if (command === "create_job") return 1;
  return command.startsWith("list_") ? [] : null;
}

/** A job as `list_jobs` has it, with a text wherever there is one. */
export function jobWith(text: string, id = 1): Record<string, unknown> {
  return {
    job_id: id,
    owner: text,
    start_time: START_TIME,
    keepalive: 60,
    state: 3,
    power: true,
    args: [text, [text]],
    kwargs: { [`k${text.toWellFormed()}`]: text, tags: [text] },
    allocated_machine_name: text,
    boards: [[0, 0, 0]],
    keepalivehost: text,
  };
}

/** The texts of {@linkcode jobWith}, counted. */
export const JOB_FIELDS = 7;

/** A machine as `list_machines` has it, with a text wherever there is one. */
export function machineWith(text: string): Record<string, unknown> {
  return {
    name: text,
    tags: [text, `t${text}`],
    width: 1,
    height: 1,
    dead_boards: [],
    dead_links: [],
  };
}

/** The texts of {@linkcode machineWith}, counted. */
export const MACHINE_FIELDS = 2;

/** Returns an answer of `get_job_machine_info` with a text in every possible place. */
export function boardsWith(text: string): Record<string, unknown> {
  return {
    width: 8,
    height: 8,
    connections: [[[0, 0], text], [[4, 8], `h${text}`]],
    machine_name: text,
    boards: [[0, 0, 0]],
  };
}

/** The texts of {@linkcode boardsWith}, counted. */
export const BOARDS_FIELDS = 2;

/** Returns an answer of `get_job_state` with a text in every possible place. */
export function stateWith(text: string, state = 3): Record<string, unknown> {
  return {
    state,
    power: true,
    keepalive: 60,
    reason: state === 4 ? text : null,
    start_time: START_TIME,
    keepalivehost: text,
  };
}

/** An answer to `where_is`: chip (0, 0) of job 1. */
export function placeOn(machine: string): Record<string, unknown> {
  return {
    machine,
    logical: [0, 0, 0],
    physical: [0, 0, 0],
    chip: [0, 0],
    board_chip: [0, 0],
    job_id: 1,
    job_chip: [0, 0],
  };
}
