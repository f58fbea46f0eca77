/** Numbers that look random and are the same again for the same seed. */
export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** A number from `from` up to, not including, `to`. */
  between(from: number, to: number): number {
    return from + (to - from) * this.#next();
  }

  /** True that often: 0 never, 1 always. */
  chance(share: number): boolean {
    return this.#next() < share;
  }

  /** A generator of its own, whose numbers do not depend on how often others are asked. */
  split(): Random {
    return new Random(this.#next() * 2 ** 32);
  }

  /** The steps and constants are those of the well-known Mulberry32. */
  #next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = this.#state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }
}
