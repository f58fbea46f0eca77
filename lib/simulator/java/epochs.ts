/** Something that is watched: what has changed of it, from the beginning on. */
export class Epoch<Key> {
  /** What has changed; it is never forgotten. */
  readonly changed: Set<Key> = new Set<Key>();
  /** Called with every change. */
  onChange: () => void = () => {};
}

/** Tells those who watch jobs, or machines, of their changes. */
export class Epochs<Key> {
  readonly #watched = new Map<Epoch<Key>, Set<Key>>();

  /** Begins to watch things; whoever watches nothing gets the next thing that there is. */
  watch(keys: Iterable<Key>): Epoch<Key> {
    const epoch = new Epoch<Key>();
    this.#watched.set(epoch, new Set(keys));
    return epoch;
  }

  /** Stops to watch. */
  forget(epoch: Epoch<Key>): void {
    this.#watched.delete(epoch);
  }

  /** Something new is there, which nobody could watch before. */
  appear(key: Key): void {
    for (const keys of this.#watched.values()) if (keys.size === 0) keys.add(key);
  }

  /** Something has changed. */
  change(key: Key): void {
    for (const [epoch, keys] of this.#watched) {
      if (!keys.has(key)) continue;
      epoch.changed.add(key);
      epoch.onChange();
    }
  }
}
