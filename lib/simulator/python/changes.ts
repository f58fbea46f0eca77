/** What changed since subscribers were last told. */
export interface Changes {
  /** Ids of jobs. */
  readonly jobs: readonly number[];
  /** Names of machines. */
  readonly machines: readonly string[];
}

/** Collects changes until they are passed on. */
export class ChangeLog {
  readonly #jobs = new Set<number>();
  readonly #machines = new Set<string>();

  /** Remembers that a job changed. */
  job(id: number): void {
    this.#jobs.add(id);
  }

  /** Remembers that jobs came to a machine, or left it. */
  machine(name: string): void {
    this.#machines.add(name);
  }

  /** Gives what was collected, and forgets it. */
  take(): Changes {
    const changes = {
      jobs: [...this.#jobs].sort((a, b) => a - b),
      machines: [...this.#machines],
    };
    this.#jobs.clear();
    this.#machines.clear();
    return changes;
  }
}

/** What a connection wants to hear of: nothing at first, then some or all. */
export class Subscription {
  readonly #some = new Set<unknown>();
  #all = false;

  /** Adds one thing, or everything for `null`. */
  add(item: unknown): void {
    if (item === null) this.#all = true;
    else this.#some.add(item);
  }

  /** Takes one thing out, or everything for `null`; one thing can't be taken out of all. */
  remove(item: unknown): void {
    if (item === null) {
      this.#all = false;
      this.#some.clear();
    } else if (!this.#all) {
      this.#some.delete(item);
    }
  }

  /** What of these is wanted. */
  filter<T>(items: readonly T[]): readonly T[] {
    return this.#all ? items : items.filter((item) => this.#some.has(item));
  }
}
