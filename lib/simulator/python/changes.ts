/** Changes since subscribers were last told. */
export interface PendingChanges {
  /** Ids of jobs. */
  readonly jobs: readonly number[];
  /** Names of machines. */
  readonly machines: readonly string[];
}

/** Collects changes until they are passed on. */
export class ChangeLog {
  readonly #jobs = new Set<number>();
  readonly #machines = new Set<string>();

  /** Records that a job changed. */
  job(id: number): void {
    this.#jobs.add(id);
  }

  /** Records that jobs came to a machine, or left it. */
  machine(name: string): void {
    this.#machines.add(name);
  }

  /** Returns the collected changes, and forgets them. */
  take(): PendingChanges {
    const changes = {
      jobs: [...this.#jobs].sort((a, b) => a - b),
      machines: [...this.#machines],
    };
    this.#jobs.clear();
    this.#machines.clear();
    return changes;
  }
}

/** Subscription of a connection: to nothing at first, then to some or all. */
export class Subscription {
  readonly #some = new Set<unknown>();
  #all = false;

  /** Adds one thing, or everything for `null`. */
  add(item: unknown): void {
    if (item === null) this.#all = true;
    else this.#some.add(item);
  }

  /** Removes one item, or everything for `null`; one item can't be removed from all. */
  remove(item: unknown): void {
    if (item === null) {
      this.#all = false;
      this.#some.clear();
    } else if (!this.#all) {
      this.#some.delete(item);
    }
  }

  /** Keeps the items that are subscribed to. */
  filter<T>(items: readonly T[]): readonly T[] {
    return this.#all ? items : items.filter((item) => this.#some.has(item));
  }
}
