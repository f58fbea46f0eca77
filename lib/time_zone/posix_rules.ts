import type { Zone } from "./zone.ts";

const HOUR = 3600;
const DAY = 24 * HOUR;

/**
 * Default rules for a zone with summer time that does not say when that is: POSIX leaves them open,
 * and the C libraries use those of the USA.
 */
const USUAL_RULES = ",M3.2.0,M11.1.0";

/** Start or end of summer time in a year: days after its first, and seconds of local time. */
interface Rule {
  dayIn(year: number): number;
  seconds: number;
}

/**
 * Parses a time zone as POSIX writes it in `TZ`, such as `CET-1CEST,M3.5.0,M10.5.0/3` or
 * `<+0530>-5:30`; `null` for anything else.
 *
 * @example
 * ```ts
 * import { parsePosixRules } from "./posix_rules.ts";
 *
 * const zone = parsePosixRules("CET-1CEST,M3.5.0,M10.5.0/3");
 * zone?.offsetAt(Date.UTC(2026, 6, 1) / 1000); // 7200
 * ```
 */
export function parsePosixRules(text: string): Zone | null {
  const reader = new Reader(text);
  const name = reader.take(NAME);
  const west = reader.take(OFFSET);
  if (name === null || west === null) return null;
  const winter = -secondsOf(west);
  if (reader.isAtEnd) return { offsetAt: () => winter, label: "" };
  if (reader.take(NAME) === null) return null;
  const ahead = reader.take(OFFSET);
  const summer = ahead === null ? winter + HOUR : -secondsOf(ahead);
  const rules = reader.isAtEnd ? new Reader(USUAL_RULES) : reader;
  const [begin, end] = [readRule(rules), readRule(rules)];
  if (begin === null || end === null || !rules.isAtEnd) return null;
  return { offsetAt: (at) => isSummer(at) ? summer : winter, label: "" };

  function isSummer(at: number): boolean {
    const year = new Date((at + winter) * 1000).getUTCFullYear();
    let last = { at: -Infinity, isSummer: false };
    // Around the end of a year it was a change of the last one, or of the next, that counts.
    for (const near of [year - 1, year, year + 1]) {
      // Where both are at once, as where it is always summer, the beginning counts.
      const changes = [
        { at: moment(end!, near) - summer, isSummer: false },
        { at: moment(begin!, near) - winter, isSummer: true },
      ];
      for (const change of changes) if (change.at <= at && change.at >= last.at) last = change;
    }
    return last.isSummer;
  }
}

const NAME = /[A-Za-z]{3,}|<[A-Za-z0-9+-]{3,}>/y;
const OFFSET = /[+-]?\d{1,2}(?::[0-5]?\d){0,2}/y;
const TIME = /\/([+-]?\d{1,3}(?::[0-5]?\d){0,2})/y;
const DATE = /,(?:J(\d{1,3})|M(\d{1,2})\.([1-5])\.([0-6])|(\d{1,3}))/y;

/** Reads a text piece by piece from its start. */
class Reader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  get isAtEnd(): boolean {
    return this.#at === this.#text.length;
  }

  /** Consumes what matches next; `null` if nothing does. */
  match(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.#at;
    const match = pattern.exec(this.#text);
    if (match) this.#at = pattern.lastIndex;
    return match;
  }

  take(pattern: RegExp): string | null {
    return this.match(pattern)?.[0] ?? null;
  }
}

function readRule(reader: Reader): Rule | null {
  const date = reader.match(DATE);
  if (date === null) return null;
  const [, julian, month, week, weekday, day] = date;
  const time = reader.match(TIME)?.[1];
  const seconds = time === undefined ? 2 * HOUR : secondsOf(time);
  if (julian !== undefined) {
    const number = Number(julian);
    // 29 February is never counted.
    return { dayIn: (year) => number - 1 + (isLeap(year) && number >= 60 ? 1 : 0), seconds };
  }
  if (day !== undefined) return { dayIn: () => Number(day), seconds };
  const [inMonth, inWeek, onDay] = [month, week, weekday].map(Number) as [number, number, number];
  if (inMonth < 1 || inMonth > 12) return null;
  return { dayIn: (year) => weekdayIn(year, inMonth, { week: inWeek, weekday: onDay }), seconds };
}

/**
 * Returns the day of a year that is a weekday of a month: its first, second ... or, as the fifth,
 * its last.
 */
function weekdayIn(
  year: number,
  month: number,
  { week, weekday }: { week: number; weekday: number },
): number {
  const first = dayNumber(year, month - 1);
  const days = dayNumber(year, month) - first;
  const firstWeekday = (((first + 4) % 7) + 7) % 7; // 1 January 1970 was a Thursday.
  let day = (weekday - firstWeekday + 7) % 7 + (week - 1) * 7;
  while (day >= days) day -= 7;
  return first + day - dayNumber(year, 0);
}

/** Returns the Unix seconds of a rule's moment in a year, as if local time were UTC. */
function moment({ dayIn, seconds }: Rule, year: number): number {
  return (dayNumber(year, 0) + dayIn(year)) * DAY + seconds;
}

/** Returns the days from 1970 to the first of a month, which may be the 13th. */
function dayNumber(year: number, month: number): number {
  const date = new Date(0);
  date.setUTCFullYear(year, month, 1); // `Date.UTC` takes 99 for 1999.
  return date.getTime() / 1000 / DAY;
}

function isLeap(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
}

/** Parses a time such as `-5:30` to seconds. */
function secondsOf(text: string): number {
  const [hours = 0, minutes = 0, seconds = 0] = text.replace(/^[+-]/, "").split(":").map(Number);
  const size = hours * HOUR + minutes * 60 + seconds;
  return text.startsWith("-") ? -size : size;
}
