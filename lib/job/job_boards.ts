import { type Abortable, type Clock, Deadline } from "../clock.ts";
import { NoTorusError, NotReadyError } from "../errors.ts";
import { isTorus } from "../machine/extent.ts";
import { type JobMachine, JobState } from "../protocol/messages.ts";
import type { HeldJob } from "./held_job.ts";
import type { WaitOptions } from "./options.ts";

/** Seconds until a server is asked again that gives no boards for a ready job. */
const BOARDS_SECONDS = 2;

/** The boards of a job: what is known of them, and the wait for them. */
export class JobBoards {
  readonly #held: HeldJob;
  readonly #clock: Clock;
  readonly #requireTorus: boolean;
  /** The boards, and how often the job had lost boards before. */
  #allocated: { machine: JobMachine; requeues: number } | null = null;

  /** Knows nothing yet of the boards of a job. */
  constructor(
    held: HeldJob,
    { clock, requireTorus }: { clock: Clock; requireTorus: boolean },
  ) {
    this.#held = held;
    this.#clock = clock;
    this.#requireTorus = requireTorus;
  }

  /** The boards, if they are known and not lost again. */
  get known(): JobMachine | null {
    const isOurs = this.#allocated?.requeues === this.#held.known.requeues;
    return isOurs && this.#allocated ? this.#allocated.machine : null;
  }

  /** Returns the boards, read from the server the first time; `null` while there are none. */
  async read(options: Abortable): Promise<JobMachine | null> {
    if (this.known) return this.known;
    const { id, known: { requeues } } = this.#held;
    const machine = await this.#held.ask((client) => client.getJobMachineInfo(id), options);
    this.#allocated = machine && { machine, requeues };
    return machine;
  }

  /**
   * Waits until the boards are allocated and powered, and returns them.
   *
   * @throws {NotReadyError} when the timeout is over first.
   * @throws {NoTorusError} if a torus was required, and the boards are none.
   * @throws the reason why there will be none.
   */
  async waitUntilReady({ timeout = null, signal }: WaitOptions): Promise<JobMachine> {
    const { id, known } = this.#held;
    const tooLate = (seconds: number): Error => new NotReadyError(id, seconds);
    using late = new Deadline(this.#clock, timeout, tooLate);
    const until = known.until(late.signal, signal);
    for (;;) {
      until.throwIfAborted();
      const { state } = known.current;
      const isReady = state === JobState.ready;
      const machine = isReady ? await this.read({ signal: until }) : null;
      if (machine && this.#requireTorus && !isTorus(machine)) throw new NoTorusError(id, machine);
      if (machine) return machine;
      // Of the boards that a ready job lacks, no notification will tell.
      const pause = isReady ? BOARDS_SECONDS : null;
      await known.waitForChange(state, { signal: until, timeout: pause });
    }
  }
}
