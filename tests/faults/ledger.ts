/** Counts of the fault suite, and its summary. */
export class Ledger {
  /** The names of the kinds of faults that were injected. */
  readonly kinds = new Set<string>();
  /** Number of schedules so far. */
  schedules = 0;
  /** The seeds of the schedules that went wrong. */
  readonly failing: number[] = [];
  /** Times that `create_job` was sent once more for the same job. */
  duplicateCreates = 0;
  /** Answers that came to somebody who had asked for something else. */
  misdelivered = 0;
  /** Calls that never came to an end. */
  unsettled = 0;
  /** Jobs that lived on when nobody had a reason to keep them. */
  leakedJobs = 0;
  /** Timers that were left. */
  timers = 0;
  /** Connections that were left. */
  sockets = 0;
  /** Times that somebody else's job was kept alive, powered or destroyed. */
  foreign = 0;
  /** Times that it was asked whose job it is, since the list that tells was out of reach. */
  blind = 0;
  /** Rejections that nobody handled. */
  unhandled = 0;
  #longest = { share: 0, kind: "none" };

  /** The longest time between two beats, as a share of the keepalive, and the fault that made it. */
  get longestGap(): { share: number; kind: string } {
    return this.#longest;
  }

  /** Records a gap. */
  gap(share: number, kind: string): void {
    if (share > this.#longest.share) this.#longest = { share, kind };
  }

  /** Whether nothing went wrong. */
  get isClean(): boolean {
    const { failing, duplicateCreates, misdelivered, unsettled, leakedJobs } = this;
    return [
      failing.length,
      duplicateCreates,
      misdelivered,
      unsettled,
      leakedJobs,
      this.timers,
      this.sockets,
      this.foreign,
      this.unhandled,
    ].every((count) => count === 0);
  }

  /** All of it in one line. */
  toString(): string {
    const { share, kind } = this.#longest;
    return [
      `${this.kinds.size} fault kinds`,
      `${this.schedules} schedules`,
      `${this.failing.length} seeds failing`,
      `${this.duplicateCreates} duplicate creates`,
      `${this.misdelivered} misdelivered answers`,
      `${this.unsettled} unsettled calls`,
      `${this.leakedJobs} leaked jobs`,
      `${this.timers} timers`,
      `${this.sockets} sockets`,
      `${this.foreign} foreign jobs touched`,
      `${this.blind} looks without a list`,
      `${this.unhandled} unhandled rejections`,
      `longest gap ${share.toFixed(3)} of the keepalive (${kind})`,
    ].join(", ");
  }
}
