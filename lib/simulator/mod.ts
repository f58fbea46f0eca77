/**
 * A simulated spalloc server, for the tests of programs that use one.
 *
 * It speaks the whole protocol on a real socket, and keeps the time of a
 * {@linkcode ManualClock} where a test must not wait.
 *
 * @example A test of a program that needs boards
 * ```ts
 * import { Simulator } from "@spalloc/client/simulator";
 * import { allocate } from "@spalloc/client";
 *
 * Deno.test("my program leaves no job behind", async () => {
 *   await using server = await Simulator.start({ machines: ["demo:4x2"], powerDelay: 0 });
 *   const { hostname, port } = server;
 *   {
 *     await using job = await allocate(3, { hostname, port, owner: "me@example.org" });
 *     job.boards; // what my program works with
 *   }
 *   if (server.jobs.length > 0) throw new Error("there is a job left");
 * });
 * ```
 *
 * @module
 */

export type { Clock } from "../clock.ts";
export type { BoardCoordinate, LinkCoordinate } from "../machine/coordinates.ts";
export { ManualClock } from "./clock.ts";
export type { Command } from "./command.ts";
export type { SimulatedJobState } from "./job.ts";
export type { JavaOptions } from "./java/options.ts";
export type { Manners } from "./kind.ts";
export type { MachineDescription } from "./machine_description.ts";
export type { ReceivedCommand, SimulatorOptions } from "./options.ts";
export { Simulator } from "./simulator.ts";
export type { JobSnapshot } from "./snapshot.ts";
export type {
  ApiAccount,
  ApiOptions,
  ApiRole,
  ReceivedRequest,
  RequestFault,
  SimulatedApi,
} from "./v2/options.ts";
