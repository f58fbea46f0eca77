import { type ArgumentValue, Type } from "@cliffy/command";
import { parseDuration } from "../../lib/config/duration.ts";
import { UsageError } from "../errors.ts";
import { BAD_DAYS, type BadDay, type BadDayName } from "../simulate/bad_day.ts";
import { unmarked } from "./text.ts";

const SHAPE = /^([a-z-]+)@([^+-]+)(?:\+([^+-]+))?$/;

/** What ends as soon as it has begun, so that it takes no time. */
const MOMENTS: readonly BadDayName[] = ["power-failure", "destroyed"];

/** A failure of a simulated server, and when it strikes: `restart@30`, or `restart@30+10`. */
export class BadDayType extends Type<BadDay> {
  parse(given: ArgumentValue): BadDay {
    const text = unmarked(given);
    const [, name, after = "", length] = SHAPE.exec(text) ?? [];
    const known = BAD_DAYS.find((each) => each === name);
    const at = parseDuration(after);
    const lasts = length === undefined ? null : parseDuration(length);
    const isMoment = known !== undefined && MOMENTS.includes(known);
    if (known && at !== undefined && lasts !== undefined && !(isMoment && lasts !== null)) {
      return { name: known, at, lasts };
    }
    const shape = isMoment ? `${known}@TIME` : `${known ?? "WHAT"}@TIME[+TIME]`;
    const names = known ? "" : ` with one of ${BAD_DAYS.join(", ")}`;
    throw new UsageError(`${given.name} takes ${shape}${names}, not "${text}"`);
  }
}
