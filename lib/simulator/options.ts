import type { Clock } from "../clock.ts";
import type { IncomingCommand } from "./command.ts";
import type { JavaOptions } from "./java/options.ts";
import type { Manners } from "./kind.ts";
import type { MachineDescription } from "./machine_description.ts";
import type { Mishaps } from "./mishaps.ts";
import type { SimulatedMachine } from "./simulated_machine.ts";
import type { ApiOptions } from "./v2/options.ts";

/** Options of a `Simulator`. */
export interface SimulatorOptions {
  /**
   * Kind of server to simulate: the Python server, or the old port of the Java server.
   *
   * @default {"python"}
   */
  readonly manners?: Manners;
  /**
   * Machines, the one to be tried first in front.
   *
   * @default {["demo:4x2"]}
   */
  readonly machines?: readonly (string | MachineDescription)[];
  /**
   * Address to listen on.
   *
   * @default {"127.0.0.1"}
   */
  readonly hostname?: string;
  /**
   * Port to listen on; 0 for any free one.
   *
   * @default {0}
   */
  readonly port?: number;
  /**
   * Answer to `version`.
   *
   * @default {"1!7.0.0"} with Java manners `"5.0.0"`
   */
  readonly version?: string;
  /**
   * Seconds for boards to go on or off.
   *
   * @default {0.2}
   */
  readonly powerDelay?: number;
  /**
   * Seconds that boards rest between two jobs. With Java manners they are allocated meanwhile, and
   * their job waits for them in state 2.
   *
   * @default {0} with Java manners 30
   */
  readonly secondsBeforeFree?: number;
  /**
   * Seconds between checks for silent jobs.
   *
   * @default {0.5} with Java manners 30
   */
  readonly timeoutCheckInterval?: number;
  /**
   * Id of the first job.
   *
   * @default {1} with Java manners 4001
   */
  readonly firstJobId?: number;
  /**
   * Options of Java manners.
   *
   * @default {{}}
   */
  readonly java?: JavaOptions;
  /**
   * HTTP API to offer beside the old port, with the same machines and jobs. Only Java servers have
   * one, so that `manners` are `"java"` with it when left out.
   *
   * @default {undefined} no HTTP API
   */
  readonly api?: ApiOptions;
  /**
   * How boards are reached over UDP.
   *
   * @default {{}}
   */
  readonly boards?: BoardOptions;
  /**
   * Clock of the server; the system's by default.
   *
   * @default {undefined}
   */
  readonly clock?: Clock;
  /**
   * Called with every command before it is carried out.
   *
   * @default {undefined}
   */
  readonly onCommand?: (command: ReceivedCommand) => void;
}

/** How boards of a `Simulator` are reached over UDP. */
export interface BoardOptions {
  /**
   * Whether every board has sockets of its own: it answers to the version command of SCP (port
   * 17893) and takes boot packets (port 54321) on a loopback address, which is the address that
   * clients are told. At most 1,200 boards can have them, and none on macOS, which has too few
   * loopback addresses.
   *
   * @default {false}
   */
  readonly sockets?: boolean;
  /**
   * Whether boards are silent until they are booted, as real ones. Boards are always silent when
   * they are off.
   *
   * @default {false}
   */
  readonly needBoot?: boolean;
}

/** A command that the server received. */
export interface ReceivedCommand extends IncomingCommand {
  /** Number of its connection, from 1. */
  readonly connection: number;
}

/** Options of every kind of server, all of them set. */
export type ServerOptions = Required<
  Omit<SimulatorOptions, "onCommand" | "machines" | "java" | "api" | "boards">
>;

/** Parts of every kind of server. */
export interface ServerParts {
  /** Machines by name, in the order in which they were given. */
  readonly machines: ReadonlyMap<unknown, SimulatedMachine>;
  /** Options of the server. */
  readonly options: ServerOptions;
  /** Present faults. */
  readonly mishaps: Mishaps;
}

/** Defaults of a server with Python manners. */
export const PYTHON_DEFAULTS = {
  version: "1!7.0.0",
  secondsBeforeFree: 0,
  timeoutCheckInterval: 0.5,
  firstJobId: 1,
} as const;

/** Defaults of a server with Java manners. */
export const JAVA_DEFAULTS = {
  version: "5.0.0",
  secondsBeforeFree: 30,
  timeoutCheckInterval: 30,
  firstJobId: 4001,
} as const;
