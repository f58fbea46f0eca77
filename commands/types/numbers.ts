import type { ArgumentValue } from "@cliffy/command";
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

/** Returns what reads a number within bounds. */
function bounded({ named, read, takes }: Numbers): (given: ArgumentValue) => number {
  return (given) => {
    const text = unmarked(given);
    const number = read(text);
    if (number !== undefined && takes(number)) return number;
    throw new UsageError(`${given.name} takes ${named}, not "${text}"`);
  };
}

function digits(text: string): number | undefined {
  return /^\d+$/.test(text) ? Number(text) : undefined;
}

/** TCP port, or 0 for any that is free. */
export const PORT_OR_ANY = bounded({
  named: "a port from 1 to 65535, or 0 for any that is free",
  read: (text) => text.trim() === "" ? undefined : Number(text),
  takes: (port) => Number.isInteger(port) && port >= 0 && port < 65536,
});

/** Column, row or the like of a board or a chip. */
export const COORDINATE = bounded({
  named: "whole numbers that count from 0",
  read: digits,
  takes: Number.isSafeInteger,
});

/** UDP port. */
export const UDP_PORT = bounded({
  named: "a UDP port from 1 to 65535",
  read: digits,
  takes: (port) => port >= 1 && port < 65536,
});

/** Id of a job of the NMPI, which runs jobs for others. */
export const NMPI_JOB = bounded({
  named: "the id of an NMPI job, a whole number",
  read: digits,
  takes: Number.isSafeInteger,
});

/** Duration: seconds, or with units as in `1h30m`. */
export const TIME = bounded({
  named: "a time such as 90 or 5m",
  read: parseDuration,
  takes: (seconds) => seconds >= 0,
});

/** Whole number of 1 or more. */
export const COUNT = bounded({
  named: "a whole number of 1 or more",
  read: parsePythonInt,
  takes: (count) => Number.isSafeInteger(count) && count >= 1,
});
