import type { ArgumentValue } from "@cliffy/command";
import type { Clock } from "../../lib/clock.ts";
import { UsageError } from "../errors.ts";
import { unmarked } from "../types/text.ts";
import { plural } from "../views/machine_line.ts";
import { parseDuration } from "../../lib/config/duration.ts";
import type { Manners, Simulator } from "../../lib/simulator/mod.ts";

/** A failure of the server, and when it strikes. */
export interface BadDay {
  /** Kind of the failure. */
  readonly name: BadDayName;
  /** Start, in seconds after that of the server. */
  readonly at: number;
  /** Duration in seconds; `null` for the default. */
  readonly lasts: number | null;
}

/** Options of {@linkcode scheduleBadDays}. */
export interface BadDayOptions {
  readonly server: Simulator;
  readonly manners: Manners;
  readonly clock: Clock;
  /** Reports a failure as it happens, in a sentence. */
  readonly tell: (sentence: string) => void;
}

/** Default seconds of a restart. */
const DOWNTIME = 2;
/** Default seconds for slow boards to go on or off. */
const SLOW = 60;

/** Texts with which new jobs are refused. */
const REFUSALS: Readonly<Record<Manners, string>> = {
  python: "no new jobs are accepted",
  java: "The Server has been stopped due to an emergency.",
};

/** Start of a failure, in words, and its end. */
interface Strike {
  sentence: string;
  /** Ends it; not set for failures that end by themselves. */
  end?: { sentence: string; action: () => void };
}

/** Kinds of failures of a server: each begins one. */
const STRIKES = {
  restart: (lasts, options) => restart(lasts, options, { cold: false }),
  "cold-restart": (lasts, options) => restart(lasts, options, { cold: true }),
  "slow-power"(lasts, { server }) {
    const delay = lasts ?? SLOW;
    server.setPowerDelay(delay);
    return { sentence: `Boards take ${delay} s to go on or off.` };
  },
  "power-failure"(_, { server }) {
    server.failPower();
    return { sentence: "The next boards that are switched on fail to go on." };
  },
  destroyed(_, { server }) {
    const { jobs } = server;
    for (const { id } of jobs) server.destroyJob(id, "destroyed by an administrator");
    return { sentence: `An administrator destroys ${plural(jobs.length, "job")}.` };
  },
  refusing(_, { server, manners }) {
    server.refuseJobs(REFUSALS[manners]);
    const action = (): void => server.refuseJobs(null);
    return {
      sentence: "The server refuses new jobs.",
      end: { sentence: "The server takes new jobs again.", action },
    };
  },
  silent(_, { server }) {
    server.fallSilent();
    const action = (): void => server.fallSilent(false);
    return {
      sentence: "The server falls silent.",
      end: { sentence: "The server answers again.", action },
    };
  },
} satisfies Record<string, (lasts: number | null, options: BadDayOptions) => Strike>;

/** Kind of a failure. */
export type BadDayName = keyof typeof STRIKES;

/** Kinds of failures of a server. */
export const BAD_DAYS: readonly BadDayName[] = Object.keys(STRIKES) as BadDayName[];

function restart(
  lasts: number | null,
  { server }: BadDayOptions,
  { cold }: { cold: boolean },
): Strike {
  const downtime = lasts ?? DOWNTIME;
  server.restart({ cold, downtime });
  const jobs = cold ? "forgets all jobs" : "keeps its jobs";
  return { sentence: `The server restarts, which takes ${downtime} s, and ${jobs}.` };
}

/** Schedules failures of a server; disposing cancels those that are still to come. */
export function scheduleBadDays(days: readonly BadDay[], options: BadDayOptions): Disposable {
  const { clock, tell } = options;
  const cancels = new Set<() => void>();
  const after = (seconds: number, action: () => void): void => {
    const cancel = clock.after(seconds, () => {
      cancels.delete(cancel);
      action();
    });
    cancels.add(cancel);
  };
  for (const day of days) {
    after(day.at, () => {
      const { sentence, end }: Strike = STRIKES[day.name](day.lasts, options);
      tell(sentence);
      if (!end || day.lasts === null) return;
      after(day.lasts, () => {
        end.action();
        tell(end.sentence);
      });
    });
  }
  return {
    [Symbol.dispose]() {
      for (const cancel of cancels) cancel();
    },
  };
}

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
