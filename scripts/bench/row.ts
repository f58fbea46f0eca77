/** How a figure is to be read. */
export type Unit = "ms" | "MB" | "calls/s" | "%" | "";

/** What a figure has to be, and whether it is. */
export interface Target {
  /** In words, such as `at most the empty program + 8 ms`. */
  readonly text: string;
  readonly isMet: boolean;
}

/** A thing that was measured, in the same session as what it is compared with. */
export interface Measured {
  readonly what: string;
  readonly unit: Unit;
  /** The median of ours. */
  readonly ours: number;
  /** What a program that does nothing takes. */
  readonly empty?: number | undefined;
  /** What the Python client takes. */
  readonly python?: number | undefined;
  readonly targets?: readonly Target[];
}

/** A thing that could not be measured here. */
export interface Missing {
  readonly what: string;
  readonly reason: string;
}

export type Row = Measured | Missing;

/** A part of the figures. */
export interface Section {
  readonly title: string;
  readonly rows: readonly Row[];
}

/** Why something can't be measured. */
export class CannotMeasure extends Error {}

/** The targets, in one place: what has to be true of ours beside a floor and a peer. */
export const targets = {
  /** At most so many ms more than an empty program. */
  nearEmpty(ours: number, empty: number, ms: number): Target {
    return { text: `empty + ${ms} ms`, isMet: ours <= empty + ms };
  },
  /** At most so many times the empty program. */
  timesEmpty(ours: number, empty: number, factor: number): Target {
    return { text: `${factor} × empty`, isMet: ours <= factor * empty };
  },
  /** At most so much of what the Python client takes. */
  ofPython(ours: number, python: number, share: number): Target {
    return { text: `${share} × Python`, isMet: ours <= share * python };
  },
  /** At least so many times as often as the Python client. */
  asOften(ours: number, python: number, factor: number): Target {
    return { text: `at least ${factor} × Python`, isMet: ours >= factor * python };
  },
  /** At most a fixed figure. */
  atMost(ours: number, limit: number, text: string): Target {
    return { text, isMet: ours <= limit };
  },
} as const;

/** The middle of some numbers. */
export function median(numbers: readonly number[]): number {
  if (numbers.length === 0) throw new RangeError("Cannot take the median of nothing");
  const sorted = numbers.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
