import type { TriadSize } from "../machine/coordinates.ts";
import type { Region } from "./region.ts";

/** Counts things in rectangles of triads, in constant time once they are summed up. */
export class AreaCount {
  readonly #height: number;
  readonly #width: number;
  /** Things below and left of each corner: one column and one row more than there are triads. */
  readonly #sums: Int32Array;

  /** Creates the counts of a machine, all of them 0. */
  constructor({ width, height }: TriadSize) {
    this.#width = width;
    this.#height = height;
    this.#sums = new Int32Array((width + 1) * (height + 1));
  }

  /** Adds one to a triad, counted up the columns. */
  add(triad: number): void {
    const [x, y] = [Math.floor(triad / this.#height), triad % this.#height];
    this.#sums[this.#corner(x + 1, y + 1)]! += 1;
  }

  /** Sums up what was added, once. */
  sum(): void {
    for (let x = 1; x <= this.#width; x++) {
      for (let y = 1; y <= this.#height; y++) {
        this.#sums[this.#corner(x, y)]! += this.#at(x - 1, y) + this.#at(x, y - 1) -
          this.#at(x - 1, y - 1);
      }
    }
  }

  /** Returns the number of things in a region. */
  in({ x, y, width, height }: Region): number {
    return this.#at(x + width, y + height) - this.#at(x, y + height) - this.#at(x + width, y) +
      this.#at(x, y);
  }

  #at(x: number, y: number): number {
    return this.#sums[this.#corner(x, y)] ?? 0;
  }

  #corner(x: number, y: number): number {
    return x * (this.#height + 1) + y;
  }
}
