import { type ArgumentValue, Type } from "@cliffy/command";
import { UsageError } from "../errors.ts";
import { unmarked } from "./text.ts";

/** Which numbers a type takes. */
interface Numbers {
  /** How a message names them: `a port from 1 to 65535`. */
  named: string;
  /** Whether it takes a number. */
  takes: (number: number) => boolean;
}

/** A number within bounds. */
export class BoundedType extends Type<number> {
  readonly #numbers: Numbers;

  constructor(numbers: Numbers) {
    super();
    this.#numbers = numbers;
  }

  parse(given: ArgumentValue): number {
    const text = unmarked(given);
    const number = text.trim() === "" ? NaN : Number(text);
    if (this.#numbers.takes(number)) return number;
    throw new UsageError(`${given.name} takes ${this.#numbers.named}, not "${text}"`);
  }
}

/** A number within bounds, or a negative one for no limit: `null`. */
export class LimitType extends Type<number | null> {
  readonly #bounded: BoundedType;

  constructor({ named, takes }: Numbers) {
    super();
    const orNone = `${named}, or -1 for no limit`;
    this.#bounded = new BoundedType({
      named: orNone,
      takes: (number) => number < 0 || takes(number),
    });
  }

  parse(given: ArgumentValue): number | null {
    const number = this.#bounded.parse(given);
    return number < 0 ? null : number;
  }
}

const isTime = (number: number): boolean => number >= 0 && number < Infinity;
const isCount = (number: number): boolean => number >= 0 && Number.isInteger(number);

/** A TCP port. */
export const PORT: BoundedType = new BoundedType({
  named: "a port from 1 to 65535",
  takes: (number) => isCount(number) && number > 0 && number < 65536,
});

/** A TCP port, or 0 for any that is free. */
export const PORT_OR_ANY: BoundedType = new BoundedType({
  named: "a port from 1 to 65535, or 0 for any that is free",
  takes: (number) => isCount(number) && number < 65536,
});

/** A time in seconds. */
export const SECONDS: BoundedType = new BoundedType({
  named: "a number of seconds, 0 or more",
  takes: isTime,
});

/** A time in seconds, or no limit. */
export const SECONDS_LIMIT: LimitType = new LimitType({
  named: "a number of seconds",
  takes: isTime,
});

/** A time of more than 0 seconds, or no limit. */
export const POSITIVE_LIMIT: LimitType = new LimitType({
  named: "a number of seconds above 0",
  takes: (number) => isTime(number) && number > 0,
});

/** A proportion. */
export const RATIO: BoundedType = new BoundedType({
  named: "a number from 0 to 1",
  takes: (number) => number >= 0 && number <= 1,
});

/** A number of things, or no limit. */
export const COUNT_LIMIT: LimitType = new LimitType({
  named: "a whole number",
  takes: isCount,
});
