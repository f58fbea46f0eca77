/**
 * Requests, watches and frees SpiNNaker boards through a spalloc server.
 *
 * @example Boards for as long as a block lasts
 * ```ts
 * import { Job } from "@spalloc/client";
 * import { Simulator } from "@spalloc/client/simulator";
 *
 * await using server = await Simulator.start({ machines: ["demo:4x2"], powerDelay: 0.1 });
 * const { hostname, port } = server;
 * await using job = await Job.create({ what: [3], owner: "me@example.org" }, { hostname, port });
 * const { width, height } = await job.waitUntilReady();
 * ```
 *
 * @module
 */
export { allocate, type AllocatedJob, type AllocateOptions, type Boards } from "./allocate.ts";
export * from "./errors.ts";
export * from "./config/mod.ts";
export { type Clock } from "./clock.ts";
export { requestFromSettings, serverFromSettings } from "./from_settings.ts";
export { Job, type JobOptions } from "./job.ts";
export { type WaitOptions } from "./job/known_status.ts";
export { type KeepaliveThread } from "./lifeline/choose_thread.ts";
export { type OpeningOptions } from "./job/opening.ts";
export { type ClientOptions, DEFAULT_PORT, type Place, ProtocolClient } from "./protocol/client.ts";
export { type CallOptions } from "./protocol/connection.ts";
export {
  type Connection,
  type JobMachine,
  JobState,
  type JobStatus,
  type JobSummary,
  type Location,
  type MachineSummary,
  type Notification,
} from "./protocol/messages.ts";
export {
  type BoardCoordinate,
  type ChipCoordinate,
  type LinkCoordinate,
  type PhysicalCoordinate,
} from "./machine/coordinates.ts";
export { type JobRequest } from "./protocol/request.ts";
export { type Address, type Dial, type Transport } from "./protocol/transport.ts";
export { checkVersion, parseVersion, type Version } from "./protocol/version.ts";
export { type QueryOptions, type ServerOptions, Session, type SessionEvents } from "./session.ts";
