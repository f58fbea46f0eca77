/** Pseudo-random numbers, the same for the same seed. */
export class Random {
  #state: number;

  /** Creates a generator from any whole number. */
  constructor(seed: number) {
    // Seeds that follow each other are to give numbers that have nothing in common.
    this.#state = Math.imul(seed ^ 0x5bd1e995, 0x27d4eb2f) >>> 0;
  }

  /**
   * Returns a number from 0 up to, not including, 1. The steps and constants are those of
   * Mulberry32.
   */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  /** Returns a number between two others. */
  between(low: number, high: number): number {
    return low + (high - low) * this.next();
  }

  /** Returns a whole number from 0 up to, not including, `end`. */
  below(end: number): number {
    return Math.floor(this.next() * end);
  }

  /** Returns whether an event with this probability, from 0 to 1, happens. */
  chance(often: number): boolean {
    return this.next() < often;
  }

  /** Returns one of some items. */
  pick<T>(items: readonly T[]): T {
    const item = items[this.below(items.length)];
    if (item === undefined) throw new Error("there is nothing to pick from");
    return item;
  }

  /** Creates a generator whose numbers do not depend on how often others are asked. */
  split(): Random {
    return new Random(this.next() * 2 ** 32);
  }
}
