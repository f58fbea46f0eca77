/** Threads of a server, which connections and subscriptions share. */
export class Threads {
  #free: number;
  readonly #waiting = new Set<() => void>();

  /** Creates so many threads; 0 for no limit. */
  constructor(count: number) {
    this.#free = count === 0 ? Infinity : count;
  }

  /** Runs a task as soon as a thread is free; the function it returns frees the thread. */
  take(run: () => void): () => void {
    let isRunning = false;
    const start = (): void => {
      isRunning = true;
      this.#free--;
      run();
    };
    if (this.#free > 0) start();
    else this.#waiting.add(start);
    return () => {
      this.#waiting.delete(start);
      if (!isRunning) return;
      isRunning = false;
      this.#free++;
      for (const next of this.#waiting) {
        if (this.#free <= 0) break;
        this.#waiting.delete(next);
        next();
      }
    };
  }
}
