import type { Clock } from "../../lib/clock.ts";
import type { Manners, Simulator } from "../../lib/simulator/mod.ts";

/** The ways in which a server can fail. */
export const BAD_DAYS = [
  "restart",
  "cold-restart",
  "slow-power",
  "power-failure",
  "destroyed",
  "refusing",
  "silent",
] as const;

/** A way in which a server can fail. */
export type BadDayName = (typeof BAD_DAYS)[number];

/** A failure of the server, and when it strikes. */
export interface BadDay {
  /** What happens. */
  readonly name: BadDayName;
  /** When, in seconds after the server was started. */
  readonly at: number;
  /** How long it takes, in seconds; `null` where nothing was said. */
  readonly lasts: number | null;
}

/** What failures are about. */
export interface BadDayOptions {
  readonly server: Simulator;
  readonly manners: Manners;
  readonly clock: Clock;
  /** Tells, in a sentence, what happens now. */
  readonly tell: (sentence: string) => void;
}

/** Seconds that a restart takes, where nothing was said. */
const DOWNTIME = 2;
/** Seconds that slow boards take to go on or off, where nothing was said. */
const SLOW = 60;

/** What new jobs are refused with. */
const REFUSALS: Readonly<Record<Manners, string>> = {
  python: "no new jobs are accepted",
  java: "The Server has been stopped due to an emergency.",
};

/** What begins, in words, and what ends it again after some time. */
interface Strike {
  sentence: string;
  /** Ends it; nothing for what ends by itself. */
  end?: { sentence: string; action: () => void };
}

/** Has failures strike a server at their times; those that are still to come can be taken back. */
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
      const { sentence, end } = strike(day, options);
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

function strike({ name, lasts }: BadDay, { server, manners }: BadDayOptions): Strike {
  switch (name) {
    case "restart":
    case "cold-restart": {
      const cold = name === "cold-restart";
      const downtime = lasts ?? DOWNTIME;
      server.restart({ cold, downtime });
      const jobs = cold ? "forgets all jobs" : "keeps its jobs";
      return { sentence: `The server restarts, which takes ${downtime} s, and ${jobs}.` };
    }
    case "slow-power": {
      const delay = lasts ?? SLOW;
      server.setPowerDelay(delay);
      return { sentence: `Boards take ${delay} s to go on or off.` };
    }
    case "power-failure":
      server.failPower();
      return { sentence: "The next boards that are switched on fail to go on." };
    case "destroyed": {
      const { jobs } = server;
      for (const { id } of jobs) server.destroyJob(id, "destroyed by an administrator");
      const count = jobs.length === 1 ? "1 job" : `${jobs.length} jobs`;
      return { sentence: `An administrator destroys ${count}.` };
    }
    case "refusing":
      server.refuseJobs(REFUSALS[manners]);
      return {
        sentence: "The server refuses new jobs.",
        end: {
          sentence: "The server takes new jobs again.",
          action: () => server.refuseJobs(null),
        },
      };
    case "silent":
      server.fallSilent();
      return {
        sentence: "The server falls silent.",
        end: { sentence: "The server answers again.", action: () => server.fallSilent(false) },
      };
  }
}
