/**
 * Allocates SpiNNaker boards on a spalloc server, watches them and frees them.
 *
 * - {@linkcode allocate} is all that most programs need: it waits until boards are
 *   ready, and frees them at the end of a block.
 * - {@linkcode Job} does the same step by step: created or resumed, followed,
 *   powered, destroyed. It is kept alive, and connected again when that is needed.
 * - {@linkcode connect} makes one connection to a server of any kind, to look at all jobs and
 *   machines; {@linkcode ProtocolClient} is one with a method for every command of the old port.
 * - {@linkcode loadConfig} reads what is configured for the program `spalloc`, with
 *   {@linkcode serverFromSettings} and {@linkcode requestFromSettings} to use it.
 * - {@linkcode ping} asks boards that are booted whether they work; {@linkcode pingBoards} makes
 *   that a check for {@linkcode allocate}, which gets others if they do not.
 * - {@linkcode locateChip}, {@linkcode followLink}, {@linkcode sizeInChips} and others
 *   reckon with triads, boards, chips and links, without a server.
 * - Whatever goes wrong is a {@linkcode SpallocError}, with a class for everything that
 *   a program would handle in its own way.
 *
 * Times are in seconds, and `null` is no limit. Everything that waits takes an
 * `AbortSignal`; {@linkcode Interruption} makes one of Ctrl-C and the like. Nothing here
 * prints or exits, or keeps anything global but who is logged in where, and nothing is read from files or the
 * environment but by {@linkcode loadConfig}, or by {@linkcode allocate} where it is given
 * no server.
 * prints, exits or keeps anything global, and nothing is read from files or the
 * environment but by {@linkcode loadConfig} and {@linkcode loginFromConfig}, or by
 * {@linkcode allocate} where it is given no server. Only the latter two write a file: the one
 * that remembers sessions and refused passwords of a server with an HTTP API.
 *
 * @example Boards for as long as a block lasts
 * ```ts
 * import { allocate } from "@spalloc/client";
 * import { Simulator } from "@spalloc/client/simulator";
 *
 * // A simulated server; leave the hostname out to use the one that is configured.
 * await using server = await Simulator.start({ machines: ["demo:4x2"], powerDelay: 0.1 });
 * const { hostname, port } = server;
 *
 * await using job = await allocate(6, { hostname, port, owner: "me@example.org" });
 * console.error(`${job.width} x ${job.height} chips, boot ${job.hostname}`);
 * ```
 *
 * @example Watching what others do
 * ```ts
 * import { ProtocolClient } from "@spalloc/client";
 * import { Simulator } from "@spalloc/client/simulator";
 *
 * await using server = await Simulator.start({ machines: ["demo:4x2"] });
 * await using client = await ProtocolClient.connect(server.hostname, { port: server.port });
 * const notifications = client.notifications();
 * await client.notifyMachine();
 * await client.createJob({ owner: "somebody@example.org", what: [1, 1] });
 * for await (const { machinesChanged } of notifications) {
 *   console.error(`Something happened on ${machinesChanged.join(", ")}`);
 *   break;
 * }
 * ```
 *
 * @module
 */
export { allocate, type AllocateOptions } from "./allocate.ts";
export type { AllocatedJob } from "./allocated_job.ts";
export type { DatagramOptions, DatagramSocket, OpenDatagrams } from "./boards/datagrams.ts";
export { ping, type PingOptions } from "./boards/ping.ts";
export { pingBoards, type PingBoardsOptions } from "./boards/ping_boards.ts";
export type { AnsweringBoard, PingResult, SilentBoard } from "./boards/ping_result.ts";
export type { Check, CheckFailure, CheckResult } from "./tries/check.ts";
export type { AvoidedBoard } from "./tries/avoid.ts";
export type { TryOptions } from "./tries/options.ts";
export type { FailedBoard, FailedTry, TryOutcome } from "./tries/failed_try.ts";
export type { Abortable, Clock } from "./clock.ts";
// Not from config/mod.ts: what reads the files is loaded when there are any to read.
export type { ReadFile, SourceFile } from "./config/files.ts";
export { type Config, loadConfig, type LoadConfigOptions } from "./config/load.ts";
export type { Settings } from "./config/options.ts";
export type { Environment } from "./config/search_path.ts";
export type { Origin } from "./config/origin.ts";
export type { ResolvedSettings, UnknownOption } from "./config/settings.ts";
export { systemEnvironment } from "./config/system_environment.ts";
export * from "./errors.ts";
export { requestFromSettings, serverFromSettings } from "./from_settings.ts";
export { Interruption } from "./interruption.ts";
export { Job } from "./job.ts";
export type {
  BoardByAddress,
  BoardByCoordinates,
  BoardOfChip,
  BoardOfJob,
  BoardReport,
} from "./job/report_board.ts";
export type { JobOptions, Surroundings, WaitOptions } from "./job/options.ts";
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
  isLink,
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
export { ProtocolClient } from "./protocol/client.ts";
export type {
  BoardProblem,
  ClientOptions,
  CommandOptions,
  DestroyOptions,
  ListJobsOptions,
} from "./protocol/client_options.ts";
export type { Accounting } from "./protocol/accounting.ts";
export type { CallOptions } from "./protocol/connection.ts";
export {
  type EthernetChip,
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
export type { AddressedBoard, NamedBoard, PhysicalBoard } from "./protocol/named_board.ts";
export type { BoardPlace, Place } from "./protocol/place.ts";
export type { Boards, JobConditions, JobRequest } from "./protocol/request.ts";
export type { RequestNotice } from "./protocol/servers/notices.ts";
export type { ServerKind } from "./protocol/servers/server_kind.ts";
export type { Address, Dial, Transport } from "./protocol/transport.ts";
export { checkVersion } from "./protocol/version.ts";
export { connect, type ConnectOptions, type ServerOptions } from "./connect.ts";
export type { Fetch } from "./v2/http.ts";
export type { Server } from "./server.ts";
export type { Credentials } from "./v2/credentials.ts";
export type { BoardChannel } from "./v2/proxy/board_channel.ts";
export type { DatagramCounters } from "./v2/proxy/channel.ts";
export type { ProxySocket } from "./v2/proxy/socket.ts";
export type { ForwardedBoard, Forwarding, ForwardOptions } from "./forwarding/forwarding.ts";
export { loginFromConfig } from "./login_from_config.ts";
export type { LoginMemory } from "./v2/login_memory.ts";
