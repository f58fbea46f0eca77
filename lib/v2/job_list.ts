import type { BoardCoordinate } from "../machine/coordinates.ts";
import type { ListJobsOptions } from "../protocol/client_options.ts";
import type { CallOptions } from "../protocol/connection.ts";
import { JobState, type JobSummary } from "../protocol/messages.ts";
import { isSmall } from "../protocol/servers/missing_boards.ts";
import { nullable } from "../protocol/shape.ts";
import { askedFor } from "./asked.ts";
import { askForEach, Budget } from "./at_once.ts";
import { keepaliveOf, stateOf } from "./jobs.ts";
import type { MachineBoards } from "./machine_boards.ts";
import { readMachines } from "./machine_list.ts";
import { jobBoards, type JobDescription, jobDescription, jobPage } from "./messages.ts";
import { type JobRow, readJobsPage } from "./pages/jobs_page.ts";
import type { Pages } from "./pages/pages.ts";
import { unlessNotThere } from "./refusals.ts";
import type { ApiTalk } from "./talk.ts";

/** Maximum links of a page of the list, and pages that are read of it. */
const PAGE = 200;
const MOST_PAGES = 5;
/** Maximum requests for one list, whatever the number of jobs. */
const MOST_REQUESTS = 40;
/** Maximum requests of those for jobs one by one, so that some are left for their boards. */
const MOST_DESCRIBED = 25;

/** Boards of a job. */
interface Held {
  machineName: string;
  boards: BoardCoordinate[];
  /** Whether they can't change any more: while they are switched on they may be replaced. */
  isFinal: boolean;
}

/** What is known of a job. */
interface Known {
  jobId: number;
  /** The API's description, which there is of the user's own jobs only. */
  own: JobDescription | null;
  /** Row of the page of all jobs. */
  row: JobRow | null;
  state: number;
}

/**
 * Reads the jobs of a server.
 *
 * The API lists ids only, and describes nothing but the user's own jobs. All else comes from the
 * server's pages for people, as far as they can be read; who has which board of a machine of at
 * most 24 boards can be found without them. No list takes more than 40 requests.
 */
export class JobList {
  readonly #talk: ApiTalk;
  readonly #pages: Pages;
  readonly #machines: MachineBoards;
  /** Ids of jobs of the user, and of others: an id is never used twice. */
  readonly #own = new Set<number>();
  readonly #foreign = new Set<number>();
  readonly #held = new Map<number, Held>();

  /** Creates a list that finds the boards of jobs with `machines`. */
  constructor(talk: ApiTalk, { pages, machines }: { pages: Pages; machines: MachineBoards }) {
    this.#talk = talk;
    this.#pages = pages;
    this.#machines = machines;
  }

  /**
   * Lists all jobs that are queued or have boards, oldest first; of more than 1000 the newest.
   *
   * - The ids are always right.
   * - The user's own jobs are told whole: of more than 25 the newest, and those of `whole`; of the
   *   rest what pages tell. Where no page can be read their power is `null`, and their boards are
   *   read once, when they are ready, as that keeps a job alive. Nothing else here does.
   * - The owner of a job of others is `null`, and it is hidden. Its state, power, machine, boards,
   *   time and keepalive are known where the pages can be read. Where they can't, the state is 0,
   *   and all else is `null`, but for boards of small machines.
   */
  read({ whole = [], ...options }: ListJobsOptions = {}): Promise<JobSummary[]> {
    return this.#talk.together("list_jobs", options, async (options) => {
      const budget = new Budget(MOST_REQUESTS);
      const [ids, rows] = await Promise.all([
        this.#readIds(budget, options),
        this.#readPage(budget, options),
      ]);
      this.#forget(new Set(ids));
      const described = await this.#describe(ids, { rows, whole, budget }, options);
      const jobs = ids.toReversed().flatMap((jobId): Known[] => {
        const own = described.get(jobId) ?? null;
        const row = rows?.get(jobId) ?? null;
        // A list that is a moment old has jobs that are over by now.
        if (own && own.finishTime !== null) return [];
        // It was destroyed while its boards were being switched on, and comes back for some time.
        if (row?.state === JobState.ready && row.boards === 0) return [];
        return [{ jobId, own, row, state: own ? stateOf(own) : row?.state ?? JobState.unknown }];
      });
      await this.#findBoards(jobs, budget, options);
      return jobs.map((job) => this.#summaryOf(job));
    });
  }

  /** Lists the ids of all jobs that were not destroyed, newest first. */
  async #readIds(budget: Budget, options: CallOptions): Promise<number[]> {
    const ids = new Set<number>();
    for (let page = 0; page < MOST_PAGES && budget.take(); page++) {
      const query = { limit: PAGE, start: page === 0 ? undefined : page * PAGE };
      const { jobs } = await this.#talk.ask("list_jobs", { path: "jobs", query }, jobPage, options);
      for (const id of jobs.map(jobIdOf)) if (id !== null) ids.add(id);
      if (jobs.length < PAGE) break;
    }
    return [...ids];
  }

  async #readPage(
    budget: Budget,
    options: CallOptions,
  ): Promise<ReadonlyMap<number, JobRow> | null> {
    if (!this.#pages.isWorthAsking("list_jobs") || !budget.take()) return null;
    return await this.#pages.read("list_jobs", readJobsPage, options);
  }

  #forget(ids: ReadonlySet<number>): void {
    for (const known of [this.#own, this.#foreign, this.#held]) {
      for (const id of known.keys()) if (!ids.has(id)) known.delete(id);
    }
  }

  /** Reads the descriptions of the user's own jobs, the newest first. */
  async #describe(
    ids: readonly number[],
    { rows, whole, budget }: {
      rows: ReadonlyMap<number, JobRow> | null;
      whole: readonly number[];
      budget: Budget;
    },
    options: CallOptions,
  ): Promise<ReadonlyMap<number, JobDescription>> {
    const mayBeOwn = ids.filter((id) => {
      if (this.#foreign.has(id)) return false;
      const row = rows?.get(id);
      return this.#own.has(id) || !row || row.owner !== null;
    });
    const rank = (id: number): number => whole.includes(id) ? 0 : this.#own.has(id) ? 1 : 2;
    const first = mayBeOwn.toSorted((one, other) => rank(one) - rank(other) || other - one);
    const asked = budget.takeFor(first.slice(0, MOST_DESCRIBED));
    const jobs = await askForEach(asked, async (jobId) => {
      const request = { path: `jobs/${jobId}` };
      const job = await unlessNotThere(
        this.#talk.ask("list_jobs", request, jobDescription, options),
        null,
      );
      (job ? this.#own : this.#foreign).add(jobId);
      return [jobId, job] as const;
    });
    return new Map(jobs.flatMap(([jobId, job]) => job ? [[jobId, job] as const] : []));
  }

  /** Finds the boards of jobs that have some, unless they are known. */
  async #findBoards(jobs: readonly Known[], budget: Budget, options: CallOptions): Promise<void> {
    for (const { jobId, state } of jobs) {
      if (state === JobState.queued || !this.#held.get(jobId)?.isFinal) this.#held.delete(jobId);
    }
    const without = jobs.filter(({ jobId, state }) =>
      state !== JobState.queued && !this.#held.has(jobId)
    );
    if (without.length === 0) return;
    await this.#lookAtMachines(without, budget, options);
    const own = without.filter((job) => this.#mustAskForBoards(job));
    await askForEach(budget.takeFor(own.toReversed()), (job) => this.#askForBoards(job, options));
  }

  async #lookAtMachines(
    without: readonly Known[],
    budget: Budget,
    options: CallOptions,
  ): Promise<void> {
    const names = new Set(without.flatMap(({ row }) => row?.machineName ?? []));
    const isTold = without.every(({ row }) => row !== null);
    if (!budget.take()) return;
    const machines = await readMachines(this.#talk, options);
    // Without rows it may be any machine, whose page is no better than that of the jobs.
    const looked = machines.filter((machine) =>
      names.has(machine.name) || !isTold && isSmall(machine)
    );
    const states = new Map(without.map(({ jobId, state }) => [jobId, state]));
    for (const machine of looked) {
      const look = await this.#machines.look(machine, { ...options, budget });
      for (const [jobId, boards] of look?.jobs ?? []) {
        const state = states.get(jobId);
        if (state === undefined || boards.length === 0) continue;
        const isFinal = state === JobState.ready;
        this.#held.set(jobId, { machineName: machine.name, boards, isFinal });
      }
    }
  }

  /** Whether a job's boards are to be read once, though that keeps it alive. */
  #mustAskForBoards({ jobId, own, state }: Known): boolean {
    return own !== null && state === JobState.ready && !this.#held.has(jobId);
  }

  async #askForBoards({ jobId }: Known, options: CallOptions): Promise<void> {
    const request = { path: `jobs/${jobId}/machine` };
    const job = await unlessNotThere(
      this.#talk.ask("list_jobs", request, nullable(jobBoards), options),
      null,
    );
    if (!job || job.boards.length === 0) return;
    const { machineName, boards } = job;
    this.#held.set(jobId, { machineName, boards, isFinal: true });
  }

  #summaryOf({ jobId, own, row, state }: Known): JobSummary {
    const held = this.#held.get(jobId) ?? null;
    const isOwn = own !== null || row !== null && row.owner !== null;
    const isQueued = state === JobState.queued;
    return {
      jobId,
      owner: own?.owner ?? row?.owner ?? null,
      isHidden: !isOwn,
      startTime: own?.startTime ?? row?.startTime ?? null,
      keepalive: (own && keepaliveOf(own)) ?? row?.keepalive ?? null,
      state,
      power: state === JobState.ready ? row?.power ?? null : null,
      ...askedFor(own?.request ?? row?.request ?? null, { isOwn }),
      machineName: held?.machineName ?? (isQueued ? null : row?.machineName ?? null),
      boards: held ? sorted(held.boards) : null,
      keepaliveHost: own?.keepaliveHost ?? null,
    };
  }
}

function jobIdOf(url: string): number | null {
  const [, digits] = /(\d+)\/?$/.exec(url) ?? [];
  const id = Number(digits);
  return digits !== undefined && Number.isSafeInteger(id) ? id : null;
}

/** Sorts boards by their coordinates: the server has several orders. */
function sorted(boards: readonly BoardCoordinate[]): BoardCoordinate[] {
  return boards.toSorted((one, other) =>
    one[0] - other[0] || one[1] - other[1] || one[2] - other[2]
  );
}
