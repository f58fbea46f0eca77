/** Changes of watched jobs or machines, from the beginning on. */
export class Epoch<Key> {
  /** Keys that changed; never forgotten. */
  readonly changed: Set<Key> = new Set<Key>();
  /** Called with every change. */
  onChange: () => void = () => {};
}

/** Reports changes of jobs, or of machines, to those who watch them. */
export class Epochs<Key> {
  readonly #watched = new Map<Epoch<Key>, Set<Key>>();

  /** Starts watching keys; with none, waits for the next new one. */
  watch(keys: Iterable<Key>): Epoch<Key> {
    const epoch = new Epoch<Key>();
    this.#watched.set(epoch, new Set(keys));
    return epoch;
  }

  /** Stops watching. */
  forget(epoch: Epoch<Key>): void {
    this.#watched.delete(epoch);
  }

  /** Reports a new job or machine, which nobody could watch before. */
  appear(key: Key): void {
    for (const keys of this.#watched.values()) if (keys.size === 0) keys.add(key);
  }

  /** Reports a change. */
  change(key: Key): void {
    for (const [epoch, keys] of this.#watched) {
      if (!keys.has(key)) continue;
      epoch.changed.add(key);
      epoch.onChange();
    }
  }
}
