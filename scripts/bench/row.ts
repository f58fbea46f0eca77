/** Unit of a figure. */
export type Unit = "ms" | "MB" | "calls/s" | "%" | "";

/** A target of a figure, and whether it is met. */
export interface Target {
  /** Text of the target, such as `at most the empty program + 8 ms`. */
  readonly text: string;
  readonly isMet: boolean;
}

/** A figure, with those it is compared with from the same session. */
export interface Measured {
  readonly what: string;
  readonly unit: Unit;
  /** Median of ours. */
  readonly ours: number;
  /** Median of an empty program. */
  readonly empty?: number | undefined;
  /** Median of the Python client. */
  readonly python?: number | undefined;
  readonly targets?: readonly Target[];
}

/** A figure that could not be measured here. */
export interface Missing {
  readonly what: string;
  readonly reason: string;
}

export type Row = Measured | Missing;

/** A section of the figures. */
export interface Section {
  readonly title: string;
  readonly rows: readonly Row[];
}

/** Thrown when something can't be measured, with the reason. */
export class CannotMeasure extends Error {}

/** Constructors of targets, in one place. */
export const targets = {
  /** Targets at most `ms` more than an empty program. */
  nearEmpty(ours: number, empty: number, ms: number): Target {
    return { text: `empty + ${ms} ms`, isMet: ours <= empty + ms };
  },
  /** Targets at most `factor` times the empty program. */
  timesEmpty(ours: number, empty: number, factor: number): Target {
    return { text: `${factor} × empty`, isMet: ours <= factor * empty };
  },
  /** Targets at most a share of the Python client's time. */
  ofPython(ours: number, python: number, share: number): Target {
    return { text: `${share} × Python`, isMet: ours <= share * python };
  },
  /** Targets at least `factor` times the Python client's rate. */
  asOften(ours: number, python: number, factor: number): Target {
    return { text: `at least ${factor} × Python`, isMet: ours >= factor * python };
  },
  /** Targets at most a fixed figure. */
  atMost(ours: number, limit: number, text: string): Target {
    return { text, isMet: ours <= limit };
  },
} as const;

/** Returns the median of some numbers. */
export function median(numbers: readonly number[]): number {
  if (numbers.length === 0) throw new RangeError("Cannot take the median of nothing");
  const sorted = numbers.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
