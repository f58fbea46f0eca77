import { sleep } from "../../clock.ts";
import type { JobSummary, MachineSummary } from "../messages.ts";
import type { Talk } from "./manners.ts";

/** Minimum and maximum seconds between two lists. */
const PAUSES = [1, 5] as const;
/** Factor by which a pause grows where nothing changes. */
const GROWTH = 1.5;
/** Seconds for which a list counts as new, for a subscriber who was just told of a change. */
const FRESH_SECONDS = 0.5;

/** The part of a connection that the lists are read over. */
type PolledTalk = Pick<Talk, "clock" | "changes" | "ended" | "tell">;

/** Commands that read the lists. */
export interface Lists {
  jobs(): Promise<JobSummary[]>;
  machines(): Promise<MachineSummary[]>;
}

/** The last lists. */
interface Snapshot {
  jobs: JobSummary[];
  machines: MachineSummary[] | null;
  /** Time of the lists, and the number of commands before them that may have changed something. */
  at: number;
  changes: number;
}

/**
 * Finds changes of all jobs and machines by comparing lists, for servers where a subscription to
 * all of them is of no use. A round reads one list of jobs, and one of machines if anybody
 * subscribed to them; a subscriber who then asks for a list gets that of the round.
 */
export class ListPoller {
  readonly #talk: PolledTalk;
  readonly #lists: Lists;
  readonly #pauses: readonly [shortest: number, longest: number];
  readonly #watched = { jobs: false, machines: false };
  /** Lists of the snapshot that were handed out: a second question wants news. */
  readonly #taken = new Set<"jobs" | "machines">();
  #snapshot: Snapshot | null = null;
  #isRunning = false;

  constructor(talk: PolledTalk, lists: Lists, pauses: readonly [number, number] = PAUSES) {
    this.#talk = talk;
    this.#lists = lists;
    this.#pauses = pauses;
  }

  /** Starts or stops reporting changes. It starts from the state when this settles. */
  async watch(what: "jobs" | "machines", on: boolean): Promise<void> {
    if (this.#watched[what] === on) return;
    this.#watched[what] = on;
    if (!on) return;
    try {
      this.#snapshot = await this.#look();
    } catch (error) {
      this.#watched[what] = false;
      throw error;
    }
    if (!this.#isRunning) this.#run();
  }

  /** Takes the jobs as just listed, if nothing can have changed since; once. */
  takeJobs(): JobSummary[] | null {
    return this.#take("jobs")?.jobs ?? null;
  }

  /** Takes the machines as just listed, if nothing can have changed since; once. */
  takeMachines(): MachineSummary[] | null {
    return this.#take("machines")?.machines ?? null;
  }

  #take(what: "jobs" | "machines"): Snapshot | null {
    const isTaken = this.#taken.has(what);
    this.#taken.add(what);
    return isTaken ? null : this.#fresh();
  }

  #fresh(): Snapshot | null {
    const snapshot = this.#snapshot;
    const { clock, changes } = this.#talk;
    if (!snapshot || snapshot.changes !== changes) return null;
    return clock.now() - snapshot.at <= FRESH_SECONDS ? snapshot : null;
  }

  async #run(): Promise<void> {
    this.#isRunning = true;
    const { clock, ended } = this.#talk;
    const [shortest, longest] = this.#pauses;
    let pause = shortest;
    try {
      while (this.#watched.jobs || this.#watched.machines) {
        await sleep(clock, pause, ended);
        const isChanged = await this.#round();
        pause = isChanged ? shortest : Math.min(pause * GROWTH, longest);
      }
    } catch {
      // The connection has ended, or lists make no sense; both end it for everybody.
    } finally {
      this.#isRunning = false;
    }
  }

  /** Reads new lists, and reports changes. */
  async #round(): Promise<boolean> {
    const before = this.#snapshot;
    if (!this.#watched.jobs && !this.#watched.machines) return false;
    const now = await this.#look();
    this.#snapshot = now;
    if (!before) return false;
    const jobsChanged = this.#watched.jobs ? changedJobs(before, now) : [];
    const machinesChanged = this.#watched.machines ? changedMachines(before, now) : [];
    const isChanged = jobsChanged.length > 0 || machinesChanged.length > 0;
    if (isChanged) this.#talk.tell({ jobsChanged, machinesChanged });
    return isChanged;
  }

  async #look(): Promise<Snapshot> {
    const { changes } = this.#talk;
    const machines = this.#watched.machines ? await this.#lists.machines() : null;
    const jobs = await this.#lists.jobs();
    this.#taken.clear();
    return { jobs, machines, at: this.#talk.clock.now(), changes };
  }
}

function changedJobs(before: Snapshot, now: Snapshot): number[] {
  const texts = ({ jobs }: Snapshot) =>
    new Map(jobs.map((job) => [job.jobId, JSON.stringify(job)]));
  return differences(texts(before), texts(now));
}

/** Lists machines that changed, or whose boards changed jobs. */
function changedMachines(before: Snapshot, now: Snapshot): string[] {
  const texts = ({ jobs, machines }: Snapshot) => {
    const byMachine = Map.groupBy(jobs, ({ machineName }) => machineName);
    return new Map((machines ?? []).map((machine) => {
      const taken = byMachine.get(machine.name)?.map(({ jobId, boards }) => [jobId, boards]);
      return [machine.name, JSON.stringify([machine, taken])];
    }));
  };
  return differences(texts(before), texts(now));
}

/** Lists the keys whose texts differ, those of only one map included. */
function differences<K>(before: ReadonlyMap<K, string>, now: ReadonlyMap<K, string>): K[] {
  const keys = new Set([...before.keys(), ...now.keys()]);
  return [...keys].filter((key) => before.get(key) !== now.get(key));
}
