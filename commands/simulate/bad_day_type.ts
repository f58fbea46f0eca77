import type { ArgumentValue } from "@cliffy/command";
import { parseDuration } from "../../lib/config/duration.ts";
import { UsageError } from "../errors.ts";
import { BAD_DAYS, type BadDay, type BadDayName } from "./bad_day.ts";
import { unmarked } from "../types/text.ts";

const SHAPE = /^([a-z-]+)@([^@+]+)(?:\+([^@+]+))?$/;

/** Failures without a duration. */
const MOMENTS: readonly BadDayName[] = ["power-failure", "destroyed"];

/** Reads a failure, and when it strikes: `restart@30`, or `restart@5m+10`. */
export function badDay(given: ArgumentValue): BadDay {
  const text = unmarked(given);
  const [, name, start = "", length] = SHAPE.exec(text) ?? [];
  const known = BAD_DAYS.find((each) => each === name);
  const at = parseDuration(start);
  const lasts = length === undefined ? null : parseDuration(length);
  const isMoment = known !== undefined && MOMENTS.includes(known);
  if (!known || !isTime(at) || (lasts !== null && (isMoment || !isTime(lasts)))) {
    const shape = known ? `${known}@TIME${isMoment ? "" : "[+TIME]"}` : "WHAT@TIME[+TIME]";
    const names = known ? "a time such as 90 or 5m" : `one of ${BAD_DAYS.join(", ")}`;
    throw new UsageError(`${given.name} takes ${shape} with ${names}, not "${text}"`);
  }
  return { name: known, at, lasts };
}

function isTime(seconds: number | null | undefined): seconds is number {
  return typeof seconds === "number" && seconds >= 0;
}
