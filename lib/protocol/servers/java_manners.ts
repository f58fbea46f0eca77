import { ServerError } from "../../errors.ts";
import { notSent } from "../not_sent.ts";
import type { BoardCoordinate, PhysicalCoordinate } from "../../machine/coordinates.ts";
import type { BoardProblem, DestroyOptions } from "../client_options.ts";
import type { CallOptions } from "../connection.ts";
import type { JobMachine, JobStatus, JobSummary, Location, MachineSummary } from "../messages.ts";
import type { Place } from "../place.ts";
import type { LineRequest } from "../request.ts";
import { integer, nullable, string } from "../shape.ts";
import { javaJobStatus, javaJobSummaries, NO_SUCH_JOB } from "./java_answers.ts";
import { javaDeadLinks } from "./java_links.ts";
import { javaWhereIs } from "./java_places.ts";
import { jobRefused, unlessNotThere } from "./java_refusals.ts";
import { javaJobArguments, refuseWhatStalls } from "./java_requests.ts";
import { ListPoller } from "./list_poller.ts";
import { isSmall, MissingBoards, positionsOf } from "./missing_boards.ts";
import type { Talk } from "./manners.ts";
import { PythonManners } from "./python_manners.ts";
import type { LineKind } from "./server_kind.ts";

/**
 * Manners of the Java server's port for old clients. It reports missing things by exceptions, and
 * means several things differently from Python servers.
 */
export class JavaManners extends PythonManners {
  override readonly kind: LineKind = "java";
  readonly #poller: ListPoller;
  readonly #missing = new MissingBoards();

  constructor(talk: Talk) {
    super(talk);
    this.#poller = new ListPoller(talk, {
      jobs: () => this.#askJobs(),
      machines: () => this.#askMachines(),
    });
  }

  override async createJob(request: LineRequest, options?: CallOptions): Promise<number> {
    const machines = await super.listMachines(options).catch((error) => {
      if (error instanceof ServerError) return [];
      throw notSent(error);
    });
    refuseWhatStalls(request, machines);
    const asked = { ...javaJobArguments(request), ...options };
    try {
      return await this.talk.ask("create_job", integer, asked);
    } catch (error) {
      throw jobRefused(error);
    }
  }

  override jobKeepalive(jobId: number, options?: CallOptions): Promise<void> {
    return unlessNotThere(super.jobKeepalive(jobId, options), undefined);
  }

  override async getJobState(jobId: number, options?: CallOptions): Promise<JobStatus> {
    const status = await unlessNotThere(super.getJobState(jobId, options), null);
    return status ? javaJobStatus(status) : NO_SUCH_JOB;
  }

  override async getJobMachineInfo(
    jobId: number,
    options?: CallOptions,
  ): Promise<JobMachine | null> {
    const machine = await unlessNotThere(super.getJobMachineInfo(jobId, options), null);
    // The remains of a job that is over.
    return machine && machine.connections.length > 0 ? machine : null;
  }

  override powerJobBoards(jobId: number, on: boolean, options?: CallOptions): Promise<void> {
    return unlessNotThere(super.powerJobBoards(jobId, on, options), undefined);
  }

  override destroyJob(jobId: number, options?: DestroyOptions): Promise<void> {
    return unlessNotThere(super.destroyJob(jobId, options), undefined);
  }

  override notifyJob(jobId: number | null, on: boolean, options?: CallOptions): Promise<void> {
    // Subscribed to all jobs, this server tells of no new one, and can spin on its database.
    if (jobId === null) return this.#poller.watch("jobs", on);
    return unlessNotThere(super.notifyJob(jobId, on, options), undefined);
  }

  override notifyMachine(name: string | null, on: boolean, options?: CallOptions): Promise<void> {
    if (name === null) return this.#poller.watch("machines", on);
    return unlessNotThere(super.notifyMachine(name, on, options), undefined);
  }

  override async listJobs(options?: CallOptions): Promise<JobSummary[]> {
    return this.#poller.takeJobs() ?? await this.#askJobs(options);
  }

  override async listMachines(options?: CallOptions): Promise<MachineSummary[]> {
    return this.#poller.takeMachines() ?? await this.#askMachines(options);
  }

  override getBoardPosition(
    machine: string,
    board: BoardCoordinate,
    options?: CallOptions,
  ): Promise<PhysicalCoordinate | null> {
    return unlessNotThere(super.getBoardPosition(machine, board, options), null);
  }

  override getBoardAtPosition(
    machine: string,
    position: PhysicalCoordinate,
    options?: CallOptions,
  ): Promise<BoardCoordinate | null> {
    return unlessNotThere(super.getBoardAtPosition(machine, position, options), null);
  }

  override whereIs(place: Place, options?: CallOptions): Promise<Location | null> {
    const sizes = async () =>
      new Map((await super.listMachines(options)).map((machine) => [machine.name, machine]));
    return javaWhereIs(place, { talk: this.talk, sizes, options });
  }

  override reportProblem(
    boardAddress: string,
    { jobId: _, ...problem }: BoardProblem,
    options?: CallOptions,
  ): Promise<string | null> {
    const asked = { args: [boardAddress], kwargs: { ...problem }, ...options };
    return this.talk.ask("report_problem", nullable(string), asked);
  }

  async #askJobs(options?: CallOptions): Promise<JobSummary[]> {
    return javaJobSummaries(await super.listJobs(options));
  }

  async #askMachines(options?: CallOptions): Promise<MachineSummary[]> {
    const machines = await super.listMachines(options);
    const read: MachineSummary[] = [];
    for (const machine of machines) {
      const missing = await this.#missing.of(machine, (machine) => this.#look(machine, options));
      read.push({
        ...machine,
        deadBoards: [...machine.deadBoards, ...missing],
        deadLinks: javaDeadLinks(machine.deadLinks, machine),
      });
    }
    return read;
  }

  /** Looks for positions without a board, one by one; `null` if there are too many for that. */
  async #look(machine: MachineSummary, options?: CallOptions): Promise<BoardCoordinate[] | null> {
    if (!isSmall(machine)) return null;
    const dead = new Set(machine.deadBoards.map(String));
    const missing: BoardCoordinate[] = [];
    for (const board of positionsOf(machine)) {
      if (dead.has(String(board))) continue;
      if (!await this.getBoardPosition(machine.name, board, options)) missing.push(board);
    }
    return missing;
  }
}
