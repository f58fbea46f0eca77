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
 * Servers in the field are of two kinds, and so is this one: with `manners: "java"`
 * it behaves as the Java server does to old clients, whose answers, times and
 * failures are others. With {@linkcode Simulator.restart}, `failPower`,
 * `refuseJobs` and `fallSilent` it has a bad day.
 *
 * @example A job whose boards fail to go on, and which gets others
 * ```ts
 * import { ManualClock, Simulator } from "@spalloc/client/simulator";
 *
 * const clock = new ManualClock();
 * await using server = await Simulator.start({
 *   manners: "java",
 *   java: { allocatorPeriod: 1 },
 *   secondsBeforeFree: 0,
 *   clock,
 * });
 * server.failPower();
 * server.addHiddenJob([1, 1]); // somebody else's, made over the server's other API
 * clock.advance(0.4);
 * server.jobs[0]?.state; // "queued", again
 * clock.advance(1);
 * server.jobs[0]?.state; // "ready"
 * ```
 *
 * @module
 */

export type { Clock } from "../clock.ts";
export type { BoardCoordinate, LinkCoordinate } from "../machine/coordinates.ts";
export { ManualClock } from "./clock.ts";
export type { IncomingCommand } from "./command.ts";
export type { SimulatedJobState } from "./job.ts";
export type { JavaOptions } from "./java/options.ts";
export type { Manners } from "./kind.ts";
export type { MachineDescription } from "./machine_description.ts";
export type { BoardOptions, ReceivedCommand, SimulatorOptions } from "./options.ts";
export { Simulator } from "./simulator.ts";
export type { JobSnapshot } from "./snapshot.ts";
export type {
  ApiAccount,
  ApiCertificate,
  ApiOptions,
  ApiRole,
  ReceivedRequest,
  RequestFault,
  SimulatedApi,
} from "./v2/options.ts";
