import type { Clock } from "../clock.ts";
import type { Command } from "./commands.ts";
import type { MachineDescription } from "./machine_description.ts";

/** How a `Simulator` is to behave; every option may be left out. */
export interface SimulatorOptions {
  /** The machines, the one to be tried first in front; `["demo:4x2"]` when left out. */
  readonly machines?: readonly (string | MachineDescription)[];
  /** The address to listen on; `"127.0.0.1"` when left out. */
  readonly hostname?: string;
  /** The port to listen on; 0, when left out, takes any free one. */
  readonly port?: number;
  /** What to answer to `version`; `"1!7.0.0"` when left out. */
  readonly version?: string;
  /** How long boards take to go on or off, in seconds; 0.2 when left out. */
  readonly powerDelay?: number;
  /** How long boards rest after a job before they are given out again, in seconds; 0 when left out. */
  readonly secondsBeforeFree?: number;
  /** How often silent jobs are looked for, in seconds; 0.5 when left out. */
  readonly timeoutCheckInterval?: number;
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
