/**
 * A simulated spalloc server, for the tests of programs that use one.
 *
 * @example
 * ```ts
 * import { Simulator } from "@spalloc/client/simulator";
 *
 * await using server = await Simulator.start({ machines: ["demo:4x2"] });
 * server.jobs; // none yet
 * ```
 *
 * @module
 */

export type { Clock } from "../clock.ts";
export type { BoardCoordinate, LinkCoordinate } from "../machine/coordinates.ts";
export { ManualClock } from "./clock.ts";
export type { Command } from "./commands.ts";
export type { SimulatedJobState } from "./job.ts";
export type { MachineDescription } from "./machine_description.ts";
export type { ReceivedCommand, SimulatorOptions } from "./options.ts";
export { Simulator } from "./simulator.ts";
export type { JobSnapshot } from "./snapshot.ts";
