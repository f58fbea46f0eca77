import type { Allocator } from "./allocator.ts";
import { grantOf, type SimulatedJob } from "./job.ts";

/**
 * The queues of jobs, one a machine, first come first served.
 *
 * A job waits at every machine that could ever serve it and goes to the first
 * one that can. Only the head of a machine's queue is looked at, so a job that
 * does not fit now holds up those behind it.
 */
export class Queue {
  readonly #lanes: readonly { allocator: Allocator; jobs: SimulatedJob[] }[];

  /** Takes the allocators of the machines, the one to be tried first in front. */
  constructor(allocators: readonly Allocator[]) {
    this.#lanes = allocators.map((allocator) => ({ allocator, jobs: [] }));
  }

  /** The machines that a job may run on, by its `machine` and `tags`, big enough or not. */
  candidates(job: SimulatedJob): Allocator[] {
    const { machine = null, tags } = job.kwargs;
    const wanted = Array.isArray(tags) ? tags : ["default"];
    return this.#lanes.map(({ allocator }) => allocator).filter((allocator) =>
      machine === null
        ? wanted.every((tag) => allocator.machine.tags.includes(tag))
        : allocator.machine.name === machine
    );
  }

  /** Whether a job waits at any machine. */
  has(job: SimulatedJob): boolean {
    return this.#lanes.some(({ jobs }) => jobs.includes(job));
  }

  /** Makes a job wait at the given machines. */
  join(job: SimulatedJob, allocators: readonly Allocator[]): void {
    for (const lane of this.#lanes) {
      if (allocators.includes(lane.allocator)) lane.jobs.push(job);
    }
  }

  /** Gives boards to all jobs that can have them now, and gives back these jobs. */
  advance(): SimulatedJob[] {
    const served: SimulatedJob[] = [];
    // From the first machine again after each round: a job that was served at
    // one machine makes room for the next in its other queues.
    for (let before = -1; before < served.length;) {
      before = served.length;
      for (const lane of this.#lanes) {
        const job = this.#serve(lane);
        if (job !== undefined) served.push(job);
      }
    }
    return served;
  }

  #serve({ allocator, jobs }: { allocator: Allocator; jobs: SimulatedJob[] }):
    | SimulatedJob
    | undefined {
    while (jobs[0] !== undefined && !jobs[0].waiting) jobs.shift();
    const [head] = jobs;
    if (head?.request === undefined) return undefined;
    const allocation = allocator.allocate(head.request);
    if (allocation === undefined) return undefined;
    jobs.shift();
    head.waiting = false;
    head.grant = grantOf(allocation, allocator);
    return head;
  }
}
