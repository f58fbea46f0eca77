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
export type { Abortable, Clock } from "./clock.ts";
export {
  type Config,
  type Environment,
  loadConfig,
  type LoadConfigOptions,
  type Origin,
  type ReadFile,
  type ResolvedSettings,
  type Settings,
  type SourceFile,
  systemEnvironment,
  type UnknownOption,
} from "./config/mod.ts";
export * from "./errors.ts";
export { requestFromSettings, serverFromSettings } from "./from_settings.ts";
export { Job } from "./job.ts";
export type { JobOptions, WaitOptions } from "./job/options.ts";
export type { KeepaliveThread } from "./lifeline/choose_thread.ts";
export {
  boardAtStandardPosition,
  type BoardCoordinate,
  type ChipCoordinate,
  type ChipLocation,
  type ChipSize,
  chipsOfBoard,
  countBoards,
  ethernetChip,
  followLink,
  isBoardOf,
  isChipOfBoard,
  type Link,
  LINK_NAMES,
  type LinkCoordinate,
  type LinkedBoard,
  locateChip,
  oppositeLink,
  type PhysicalCoordinate,
  sizeInChips,
  standardPosition,
  type TriadSize,
  type Wrap,
} from "./machine/mod.ts";
export { type ClientOptions, type Place, ProtocolClient } from "./protocol/client.ts";
export type { CallOptions } from "./protocol/connection.ts";
export {
  type Connection,
  type JobMachine,
  JobState,
  type JobStateName,
  jobStateName,
  type JobStatus,
  type JobSummary,
  type Location,
  type MachineSummary,
  type Notification,
} from "./protocol/messages.ts";
export type { JobConditions, JobRequest } from "./protocol/request.ts";
export type { Address, Dial, Transport } from "./protocol/transport.ts";
export { checkVersion } from "./protocol/version.ts";
export type { ServerOptions } from "./session.ts";
