import type { Allocator } from "./allocator.ts";
import { grantOf, type SimulatedJob } from "./job.ts";

/** Jobs that wait at one machine. */
interface Lane<Job> {
  readonly allocator: Allocator;
  jobs: Job[];
}

/**
 * The queues of jobs, one a machine, first come first served.
 *
 * A job waits at every machine that could ever serve it and goes to the first
 * one that can. Unless jobs may overtake, only the head of a machine's queue is
 * looked at, so a job that does not fit now holds up those behind it.
 */
export class Queue<Job extends SimulatedJob = SimulatedJob> {
  readonly #lanes: readonly Lane<Job>[];

  /** Creates queues for the allocators of the machines, the one to be tried first in front. */
  constructor(allocators: readonly Allocator[]) {
    this.#lanes = allocators.map((allocator) => ({ allocator, jobs: [] }));
  }

  /** Lists the machines that match a job's machine and tags, big enough or not. */
  candidates(wishes: { machine?: unknown; tags?: unknown }): Allocator[] {
    const { machine = null, tags } = wishes;
    const wanted = Array.isArray(tags) ? tags : ["default"];
    return this.#lanes.map(({ allocator }) => allocator).filter((allocator) =>
      machine === null
        ? wanted.every((tag) => allocator.machine.tags.includes(tag))
        : allocator.machine.name === machine
    );
  }

  /** Whether a job waits at any machine. */
  has(job: Job): boolean {
    return this.#lanes.some(({ jobs }) => jobs.includes(job));
  }

  /** Queues a job at the given machines. */
  join(job: Job, allocators: readonly Allocator[]): void {
    for (const lane of this.#lanes) {
      // A job that comes back has its old place.
      if (!allocators.includes(lane.allocator)) continue;
      lane.jobs = [...lane.jobs, job].sort((one, other) => one.id - other.id);
    }
  }

  /**
   * Allocates boards to all jobs that can have them now, and returns these jobs; where jobs may
   * overtake, also to those behind one that does not fit.
   */
  advance({ mayOvertake = false } = {}): Job[] {
    const served: Job[] = [];
    // From the first machine again after each round: a job that was served at
    // one machine makes room for the next in its other queues.
    for (let before = -1; before < served.length;) {
      before = served.length;
      for (const lane of this.#lanes) {
        const job = this.#serve(lane, mayOvertake);
        if (job !== undefined) served.push(job);
      }
    }
    return served;
  }

  #serve(lane: Lane<Job>, mayOvertake: boolean): Job | undefined {
    lane.jobs = lane.jobs.filter(({ waiting }) => waiting);
    for (const job of mayOvertake ? lane.jobs : lane.jobs.slice(0, 1)) {
      const allocation = job.request && lane.allocator.allocate(job.request);
      if (allocation === undefined) continue;
      lane.jobs = lane.jobs.filter((other) => other !== job);
      job.waiting = false;
      job.grant = grantOf(allocation, lane.allocator);
      return job;
    }
    return undefined;
  }
}
