import { type ArgumentValue, Type } from "@cliffy/command";
import { parseDuration } from "../../lib/config/duration.ts";
import { parsePythonInt } from "../../lib/config/python_numbers.ts";
import { UsageError } from "../errors.ts";
import { unmarked } from "./text.ts";

/** Numbers that a type accepts. */
interface Numbers {
  /** Phrase for a message: `a port from 1 to 65535`. */
  named: string;
  /** Parses a number; NaN or `undefined` if invalid. */
  read: (text: string) => number | undefined;
  /** Whether it accepts a number. */
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
    const number = this.#numbers.read(text);
    if (number !== undefined && this.#numbers.takes(number)) return number;
    throw new UsageError(`${given.name} takes ${this.#numbers.named}, not "${text}"`);
  }
}

/** TCP port, or 0 for any that is free. */
export const PORT_OR_ANY: BoundedType = new BoundedType({
  named: "a port from 1 to 65535, or 0 for any that is free",
  read: (text) => text.trim() === "" ? undefined : Number(text),
  takes: (port) => Number.isInteger(port) && port >= 0 && port < 65536,
});

/** Column, row or the like of a board or a chip. */
export const COORDINATE: BoundedType = new BoundedType({
  named: "whole numbers that count from 0",
  read: (text) => /^\d+$/.test(text) ? Number(text) : undefined,
  takes: Number.isSafeInteger,
});

/** UDP port. */
export const UDP_PORT: BoundedType = new BoundedType({
  named: "a UDP port from 1 to 65535",
  read: (text) => /^\d+$/.test(text) ? Number(text) : undefined,
  takes: (port) => port >= 1 && port < 65536,
});

/** Id of a job of the NMPI, which runs jobs for others. */
export const NMPI_JOB: BoundedType = new BoundedType({
  named: "the id of an NMPI job, a whole number",
  read: (text) => /^\d+$/.test(text) ? Number(text) : undefined,
  takes: Number.isSafeInteger,
});

/** Duration: seconds, or with units as in `1h30m`. */
export const TIME: BoundedType = new BoundedType({
  named: "a time such as 90 or 5m",
  read: parseDuration,
  takes: (seconds) => seconds >= 0,
});

/** Whole number of 1 or more. */
export const COUNT: BoundedType = new BoundedType({
  named: "a whole number of 1 or more",
  read: parsePythonInt,
  takes: (count) => Number.isSafeInteger(count) && count >= 1,
});
