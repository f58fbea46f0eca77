import { LineSplitter } from "../../lib/protocol/lines.ts";
import type { Simulator, SimulatorOptions } from "../../lib/simulator/mod.ts";
import { TcpServer } from "../lib_test_kit/tcp_server.ts";
import { SlowFront } from "./phases_front.ts";
import { startServer } from "../lib_test_kit/manners.ts";

/** A slow answer. */
export interface Slow {
  /** The command that it answers. */
  command: string;
  /** Seconds that it is held back; `null` for ever, and all that would follow with it. */
  seconds: number | null;
  /** Whether it is then the same on every other connection. */
  everywhere?: boolean;
}

/** A simulated server whose answers to one command can be slow, and which counts what it hears. */
export class SlowServer implements AsyncDisposable {
  /** The server behind. */
  readonly simulator: Simulator;
  /** The commands that it carried out, in order. */
  readonly heard: string[];
  readonly #slow: Slow | null;
  readonly #front: TcpServer;
  readonly #apiFront: SlowFront | null;
  readonly #reached = Promise.withResolvers<void>();
  #isMute = false;

  private constructor(simulator: Simulator, heard: string[], slow: Slow | null) {
    this.simulator = simulator;
    this.heard = heard;
    this.#slow = slow;
    this.#front = new TcpServer((conn) => this.#relay(conn));
    const { api } = simulator;
    this.#apiFront = api && new SlowFront(api.url, slow, () => this.#reached.resolve());
  }

  /** Starts it. */
  static async start(options: SimulatorOptions, slow: Slow | null = null): Promise<SlowServer> {
    const heard: string[] = [];
    const onCommand = ({ name }: { name: string }): void => void heard.push(name);
    return new SlowServer(await startServer({ ...options, onCommand }), heard, slow);
  }

  /** The address it listens on. */
  get hostname(): string {
    return this.#front.hostname;
  }

  /** The port it listens on. */
  get port(): number {
    return this.#front.port;
  }

  /** The HTTP API that it offers; `null` for none. */
  get api(): { url: string } | null {
    return this.#apiFront;
  }

  /** Settles when the slow command was carried out, and its answer is held back. */
  get reached(): Promise<void> {
    return this.#reached.promise;
  }

  /** Stops both, once the clients are gone. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#front[Symbol.asyncDispose]();
    await this.#apiFront?.[Symbol.asyncDispose]();
    await this.simulator.close();
  }

  async #relay(client: Deno.TcpConn): Promise<void> {
    const { hostname, port } = this.simulator;
    using server = await Deno.connect({ hostname, port });
    let isHeld = false;
    const asked = pass(client, server, {
      onLine: (line) => isHeld ||= JSON.parse(line).command === this.#slow?.command,
    }).then(() => server.closeWrite()).catch(() => {});
    await pass(server, client, {
      before: async () => {
        if (this.#isMute) return false;
        if (!isHeld) return true;
        this.#isMute = this.#slow?.everywhere === true;
        this.#reached.resolve();
        const seconds = this.#slow?.seconds ?? null;
        if (seconds === null) return false;
        await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
        isHeld = false;
        return true;
      },
    }).catch(() => {});
    await asked;
  }
}

/** Passes everything on up to the end, but what `before` refuses. */
async function pass(
  from: Deno.Conn,
  to: Deno.Conn,
  { onLine = () => {}, before = () => Promise.resolve(true) }: {
    onLine?: (line: string) => void;
    before?: () => Promise<boolean>;
  },
): Promise<void> {
  const lines = new LineSplitter();
  const buffer = new Uint8Array(65536);
  for (let size; (size = await from.read(buffer)) !== null;) {
    const bytes = buffer.slice(0, size);
    for (const line of lines.push(bytes)) onLine(line);
    if (!await before()) continue;
    for (let at = 0; at < bytes.length;) at += await to.write(bytes.subarray(at));
  }
}
