import { type ArgumentValue, Type } from "@cliffy/command";
import { UsageError } from "../errors.ts";
import { BAD_DAYS, type BadDay, type BadDayName } from "../simulate/bad_day.ts";
import { unmarked } from "./text.ts";

const SHAPE = /^([a-z-]+)@(\d+(?:\.\d+)?)(?:\+(\d+(?:\.\d+)?))?$/;

/** What ends as soon as it has begun, so that it takes no time. */
const MOMENTS: readonly BadDayName[] = ["power-failure", "destroyed"];

/** A failure of a simulated server, and when it strikes: `restart@30`, or `restart@30+10`. */
export class BadDayType extends Type<BadDay> {
  parse(given: ArgumentValue): BadDay {
    const text = unmarked(given);
    const [, name, at, lasts] = SHAPE.exec(text) ?? [];
    const known = BAD_DAYS.find((each) => each === name);
    if (!known || (lasts !== undefined && MOMENTS.includes(known))) {
      const shape = known && lasts !== undefined ? `${known}@SECONDS` : "WHAT@SECONDS[+SECONDS]";
      const names = known ? "" : ` with one of ${BAD_DAYS.join(", ")}`;
      throw new UsageError(`${given.name} takes ${shape}${names}, not "${text}"`);
    }
    return { name: known, at: Number(at), lasts: lasts === undefined ? null : Number(lasts) };
  }
}
