import type { Clock } from "../clock.ts";
import type { Command } from "./command.ts";
import type { JavaOptions } from "./java/options.ts";
import type { Manners } from "./kind.ts";
import type { MachineDescription } from "./machine_description.ts";
import type { Mishaps } from "./mishaps.ts";
import type { SimulatedMachine } from "./simulated_machine.ts";
import type { ApiOptions } from "./v2/options.ts";

/** How a `Simulator` is to behave; every option may be left out. */
export interface SimulatorOptions {
  /**
   * Which server's manners it has: those of the Python server, or those of the
   * old port of the Java server; `"python"` when left out.
   */
  readonly manners?: Manners;
  /** The machines, the one to be tried first in front; `["demo:4x2"]` when left out. */
  readonly machines?: readonly (string | MachineDescription)[];
  /** The address to listen on; `"127.0.0.1"` when left out. */
  readonly hostname?: string;
  /** The port to listen on; 0, when left out, takes any free one. */
  readonly port?: number;
  /** What to answer to `version`; `"1!7.0.0"`, or `"5.0.0"` with Java manners, when left out. */
  readonly version?: string;
  /** How long boards take to go on or off, in seconds; 0.2 when left out. */
  readonly powerDelay?: number;
  /**
   * How long boards rest after they were used before they can be used again, in
   * seconds; 0, or 30 with Java manners, when left out. With Java manners they
   * are given out meanwhile, and their job waits for them in state 2.
   */
  readonly secondsBeforeFree?: number;
  /**
   * How often silent jobs are looked for, in seconds; 0.5, or 30 with Java
   * manners, when left out.
   */
  readonly timeoutCheckInterval?: number;
  /** The id of the first job; 1, or 4001 with Java manners, when left out. */
  readonly firstJobId?: number;
  /** What counts with Java manners only. */
  readonly java?: JavaOptions;
  /**
   * Has the server offer its HTTP API as well, beside the old port: the same
   * machines and jobs. Only servers with Java manners have one, which then are
   * the manners that are meant where none are given.
   */
  readonly api?: ApiOptions;
  /** What goes by for the time; the clock on the wall when left out. */
  readonly clock?: Clock;
  /** Called with every command before it is carried out. */
  readonly onCommand?: (command: ReceivedCommand) => void;
}

/** A command as it came in. */
export interface ReceivedCommand extends Command {
  /** The number of the connection it came on, from 1. */
  readonly connection: number;
}

/** The options that are the same for every kind of server, all of them set. */
export type ServerOptions = Required<
  Omit<SimulatorOptions, "onCommand" | "machines" | "java" | "api">
>;

/** What a kind of server is made of. */
export interface ServerParts {
  /** The machines by name, in the order in which they were given. */
  readonly machines: ReadonlyMap<unknown, SimulatedMachine>;
  /** How it is to behave. */
  readonly options: ServerOptions;
  /** What goes wrong. */
  readonly mishaps: Mishaps;
}

/** What is left out of the options of a server with Python manners. */
export const PYTHON_DEFAULTS = {
  version: "1!7.0.0",
  secondsBeforeFree: 0,
  timeoutCheckInterval: 0.5,
  firstJobId: 1,
} as const;

/** What is left out of the options of a server with Java manners. */
export const JAVA_DEFAULTS = {
  version: "5.0.0",
  secondsBeforeFree: 30,
  timeoutCheckInterval: 30,
  firstJobId: 4001,
} as const;
