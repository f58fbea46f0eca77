import type { BoardCoordinate, PhysicalCoordinate } from "../../machine/coordinates.ts";
import { UnsupportedError } from "../../errors.ts";
import type { BoardProblem, DestroyOptions } from "../client_options.ts";
import type { CallOptions } from "../connection.ts";
import {
  type JobMachine,
  jobMachine,
  type JobStatus,
  jobStatus,
  jobSummaries,
  type JobSummary,
  type Location,
  location,
  machineSummaries,
  type MachineSummary,
} from "../messages.ts";
import { type Place, whereIsArguments } from "../place.ts";
import { createJobArguments, type LineRequest } from "../request.ts";
import { integer, nothing, nullable, triple } from "../shape.ts";
import type { ServerManners, Talk } from "./manners.ts";
import type { LineKind } from "./server_kind.ts";

/** Manners of the Python server, which the protocol was designed for: nothing needs translation. */
export class PythonManners implements ServerManners {
  readonly kind: LineKind = "python";
  /** Connection to the server. */
  protected readonly talk: Talk;

  constructor(talk: Talk) {
    this.talk = talk;
  }

  createJob(request: LineRequest, options?: CallOptions): Promise<number> {
    return this.talk.ask("create_job", integer, { ...createJobArguments(request), ...options });
  }

  jobKeepalive(jobId: number, options?: CallOptions): Promise<void> {
    return this.talk.ask("job_keepalive", nothing, { args: [jobId], ...options });
  }

  getJobState(jobId: number, options?: CallOptions): Promise<JobStatus> {
    return this.talk.ask("get_job_state", jobStatus, { args: [jobId], ...options });
  }

  getJobMachineInfo(jobId: number, options?: CallOptions): Promise<JobMachine | null> {
    return this.talk.ask("get_job_machine_info", jobMachine, { args: [jobId], ...options });
  }

  powerJobBoards(jobId: number, on: boolean, options?: CallOptions): Promise<void> {
    const command = on ? "power_on_job_boards" : "power_off_job_boards";
    return this.talk.ask(command, nothing, { args: [jobId], ...options });
  }

  destroyJob(jobId: number, options: DestroyOptions = {}): Promise<void> {
    const { reason = null, ...rest } = options;
    return this.talk.ask("destroy_job", nothing, { args: [jobId], kwargs: { reason }, ...rest });
  }

  notifyJob(jobId: number | null, on: boolean, options?: CallOptions): Promise<void> {
    const command = on ? "notify_job" : "no_notify_job";
    return this.talk.ask(command, nothing, { args: some(jobId), ...options });
  }

  notifyMachine(name: string | null, on: boolean, options?: CallOptions): Promise<void> {
    const command = on ? "notify_machine" : "no_notify_machine";
    return this.talk.ask(command, nothing, { args: some(name), ...options });
  }

  listJobs(options?: CallOptions): Promise<JobSummary[]> {
    return this.talk.ask("list_jobs", jobSummaries, { ...options });
  }

  listMachines(options?: CallOptions): Promise<MachineSummary[]> {
    return this.talk.ask("list_machines", machineSummaries, { ...options });
  }

  getBoardPosition(
    machine: string,
    [x, y, z]: BoardCoordinate,
    options?: CallOptions,
  ): Promise<PhysicalCoordinate | null> {
    // Named arguments: Java servers read no others here.
    const kwargs = { machine_name: machine, x, y, z };
    return this.talk.ask("get_board_position", nullable(triple), { kwargs, ...options });
  }

  getBoardAtPosition(
    machine: string,
    [cabinet, frame, board]: PhysicalCoordinate,
    options?: CallOptions,
  ): Promise<BoardCoordinate | null> {
    const kwargs = { machine_name: machine, x: cabinet, y: frame, z: board };
    return this.talk.ask("get_board_at_position", nullable(triple), { kwargs, ...options });
  }

  async whereIs(place: Place, options?: CallOptions): Promise<Location | null> {
    const kwargs = whereIsArguments(place);
    return await this.talk.ask("where_is", location, { kwargs, ...options });
  }

  reportProblem(
    _boardAddress: string,
    _problem: BoardProblem,
    _options?: CallOptions,
  ): Promise<string | null> {
    const why = "This kind of server takes no reports of boards: tell its administrators instead";
    return Promise.reject(new UnsupportedError(why));
  }
}

function some<T>(value: T | null): T[] {
  return value === null ? [] : [value];
}
