import type { Transport } from "../../lib/protocol/transport.ts";
import { JavaServer } from "../../lib/simulator/java/java_server.ts";
import { JAVA_SETTINGS } from "../../lib/simulator/java/options.ts";
import type { Kind, Manners } from "../../lib/simulator/kind.ts";
import { machinesFrom } from "../../lib/simulator/machines_from.ts";
import { type JobSnapshot, type MachineDescription, ManualClock } from "../../lib/simulator/mod.ts";
import {
  JAVA_DEFAULTS,
  PYTHON_DEFAULTS,
  type ReceivedCommand,
} from "../../lib/simulator/options.ts";
import { PythonServer } from "../../lib/simulator/python/python_server.ts";
import { SimulatedSession } from "../../lib/simulator/session.ts";
import { snapshot } from "../../lib/simulator/snapshot.ts";
import type { SimulatedMachine } from "../../lib/simulator/simulated_machine.ts";

/** Options of a {@linkcode MemoryServer}. */
export interface MemoryServerOptions {
  manners?: Manners;
  machines?: readonly (string | MachineDescription)[];
  powerDelay?: number;
  /** Called with every command before it is carried out. */
  onCommand?: (command: ReceivedCommand) => void;
}

/**
 * The simulated server without a network: clients dial into memory, and its clock stands still until
 * it is advanced.
 */
export class MemoryServer {
  readonly clock: ManualClock = new ManualClock();
  /** The machines by name. */
  readonly machines: ReadonlyMap<unknown, SimulatedMachine>;
  readonly #kind: Kind;
  readonly #sessions = new Set<SimulatedSession>();
  readonly #onCommand: (command: ReceivedCommand) => void;
  #connections = 0;

  constructor(
    { manners = "python", machines = ["demo:4x2"], powerDelay = 0.2, onCommand = () => {} }:
      MemoryServerOptions = {},
  ) {
    this.#onCommand = onCommand;
    const defaults = manners === "java" ? JAVA_DEFAULTS : PYTHON_DEFAULTS;
    this.machines = machinesFrom(machines, manners);
    const parts = {
      machines: this.machines,
      options: {
        ...{ hostname: "127.0.0.1", port: 0, manners, powerDelay, clock: this.clock, ...defaults },
      },
      mishaps: { powerDelay, refusal: null, powerFailures: 0 },
    };
    this.#kind = manners === "java"
      ? new JavaServer(parts, JAVA_SETTINGS)
      : new PythonServer(parts);
  }

  /** Jobs that were not destroyed, oldest first. */
  get jobs(): JobSnapshot[] {
    return this.#kind.list().map(snapshot);
  }

  /** Number of connected clients. */
  get connections(): number {
    return this.#sessions.size;
  }

  /** Destroys a job, as somebody else might. */
  destroyJob(id: number, reason: string | null = null): void {
    this.#kind.destroy(id, reason);
  }

  /** Opens a connection to it. */
  readonly dial = (): Promise<Transport> => {
    const up = new Pipe();
    const down = new Pipe();
    const connection = ++this.#connections;
    const theirs = {
      remoteAddr: { transport: "tcp", hostname: "127.0.0.1", port: 1 },
      read: (buffer: Uint8Array) => up.read(buffer),
      write: (bytes: Uint8Array) => down.write(bytes),
      close: () => down.end(),
    };
    const session = new SimulatedSession(theirs as unknown as Deno.TcpConn, this.#kind, {
      onCommand: (command) => this.#onCommand({ ...command, connection }),
      isSilent: () => false,
    });
    this.#sessions.add(session);
    session.run().finally(() => this.#sessions.delete(session));
    return Promise.resolve({
      read: (buffer) => down.read(buffer),
      write: (bytes) => up.write(bytes),
      closeWrite: () => Promise.resolve(up.end()),
      close() {
        up.end();
        down.end();
      },
    });
  };

  /** Cancels everything pending. */
  stop(): void {
    this.#kind.stop();
  }
}

/** Bytes on their way. */
class Pipe {
  readonly #bytes: Uint8Array[] = [];
  #isOver = false;
  #wake: () => void = () => {};

  write(bytes: Uint8Array): Promise<number> {
    if (this.#isOver) return Promise.reject(new Deno.errors.BrokenPipe("Broken pipe"));
    this.#bytes.push(bytes.slice());
    this.#wake();
    return Promise.resolve(bytes.length);
  }

  async read(buffer: Uint8Array): Promise<number | null> {
    for (;;) {
      const next = this.#bytes.shift();
      if (next) {
        const size = Math.min(next.length, buffer.length);
        buffer.set(next.subarray(0, size));
        if (size < next.length) this.#bytes.unshift(next.subarray(size));
        return size;
      }
      if (this.#isOver) return null;
      await new Promise<void>((resolve) => this.#wake = resolve);
    }
  }

  end(): void {
    this.#isOver = true;
    this.#wake();
  }
}
