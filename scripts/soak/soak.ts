import { ReferenceServer } from "../reference/reference_server.ts";
import { within } from "../reference/within.ts";
import { type Footprint, footprint } from "./footprint.ts";
import { type KeepaliveGaps, keepaliveGaps } from "./keepalive_gaps.ts";
import { type Counts, Ledger, listKeys } from "./ledger.ts";
import { type Lane, pause, runLibraryLane } from "./library_lane.ts";
import { runProgramLane } from "./program_lane.ts";
import { Random } from "../random.ts";
import { runRestarts } from "./restarts.ts";

/** What a soak does, and for how long; all times are in seconds. */
export interface SoakOptions {
  /** How long it takes, the wait for the jobs that were left to themselves not included. */
  readonly seconds: number;
  /** The part of it, from the beginning, before the memory is measured for the first time. */
  readonly warmUp: number;
  /** How long jobs live without a sign of life. */
  readonly keepalive: number;
  /** Jobs at a time through the library, each with a lifeline in a worker. */
  readonly jobs: number;
  /** Runs of the program at a time. */
  readonly programs: number;
  /** How often the server is restarted. */
  readonly restartEvery: number;
  /** The longest that a job is used. */
  readonly longestUse: number;
  readonly seed: number;
  /** Told now and then how it goes, and at once what goes wrong. */
  readonly onProgress?: (line: string) => void;
}

/** What came of a soak. */
export interface SoakReport {
  readonly counts: Counts;
  /** Jobs that nobody wanted any more and that were there all the same. */
  readonly leaked: readonly string[];
  readonly gaps: KeepaliveGaps;
  /** The longest that a job's loss went unnoticed once the server was back, in seconds. */
  readonly slowestNotice: number;
  /** The longest that the server took to stop and start, in seconds. */
  readonly slowestRestart: number;
  /** The longest that this process was kept from going on, in seconds: the machine had no time for it. */
  readonly longestStall: number;
  /**
   * After the warm-up and at the end: files when no job was in use, and memory in the middle of
   * the first and the last third of the time between.
   */
  readonly before: Footprint;
  readonly after: Footprint;
  readonly complaints: readonly string[];
}

/** Seconds that all jobs have to end in when they are told to. */
const END_SECONDS = 90;
/** How long the server may take, beside the keepalive, to notice that a job is not kept alive. */
const NOTICE_SECONDS = 5;
const PROGRESS_SECONDS = 60;
const STALL_STEP_MS = 100;
const MEMORY_STEP_MS = 1000;

/** Has jobs created, used and ended while the server is restarted again and again. */
export async function soak(options: SoakOptions): Promise<SoakReport> {
  const folder = await Deno.makeTempDir({ prefix: "spalloc_soak_" });
  const keepaliveLog = `${folder}/keepalives`;
  const endings = `${folder}/endings`;
  try {
    await Deno.writeTextFile(keepaliveLog, "");
    const ledger = new Ledger(endings, {
      keepalive: options.keepalive,
      onComplaint: options.onProgress,
    });
    try {
      await using server = await ReferenceServer.start({
        machines: [{ name: "soak", width: 12, height: 12 }],
        powerDelay: 0.1,
        keepaliveLog,
        quiet: true,
      });
      using stalls = new Stalls();
      const random = new Random(options.seed);
      const { keepalive, warmUp, seconds } = options;
      await busyTime(server, options, { ledger, random, seconds: warmUp });
      const before = await footprint();
      using memory = new MemoryTrend();
      await busyTime(server, options, { ledger, random, seconds: seconds - warmUp });
      const [early, late] = memory.thirds();
      const after = await footprint();
      const leaked = await leftJobs(server, keepalive);
      const gaps = keepaliveGaps(
        await Deno.readTextFile(keepaliveLog),
        await Deno.readTextFile(endings),
      );
      for (const job of gaps.keptTooLong) leaked.add(job);
      const { counts, slowestNotice, slowestRestart, complaints } = ledger;
      return {
        counts,
        leaked: [...leaked],
        gaps,
        slowestNotice,
        slowestRestart,
        longestStall: stalls.longest,
        before: { ...before, memory: early },
        after: { ...after, memory: late },
        complaints,
      };
    } finally {
      ledger.close();
    }
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** Has everything go on at once for a while, and waits until all jobs have been ended. */
async function busyTime(
  server: ReferenceServer,
  options: SoakOptions,
  { ledger, random, seconds }: { ledger: Ledger; random: Random; seconds: number },
): Promise<void> {
  const { keepalive, longestUse, onProgress } = options;
  const lane = (name: string): Lane => ({
    name,
    server: { hostname: server.hostname, port: server.port },
    keepalive,
    longestUse,
    random: random.split(),
    ledger,
  });
  const stop = new AbortController();
  const { signal } = stop;
  const restarts = { ledger, random: random.split(), every: options.restartEvery };
  const work = [
    ...numbers(options.jobs).map((at) => runLibraryLane(lane(`library-${at}`), signal)),
    ...numbers(options.programs).map((at) => runProgramLane(lane(`program-${at}`), signal)),
    runRestarts(server, restarts, signal),
    tellProgress(ledger, onProgress, signal),
  ];
  const failed = Promise.all(work).then(() => {});
  await Promise.race([pause(seconds, signal), failed]);
  stop.abort();
  const said = () => `all jobs end\n${ledger.complaints.join("\n")}\n${server.log()}`;
  await within(END_SECONDS, said, failed);
}

/** The jobs that are still there when the last one should have died of its keepalive. */
async function leftJobs(server: ReferenceServer, keepalive: number): Promise<Set<string>> {
  const until = performance.now() + (keepalive + NOTICE_SECONDS) * 1000;
  for (;;) {
    const left = await listKeys(server);
    if (left.size === 0 || performance.now() > until) return left;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

async function tellProgress(
  ledger: Ledger,
  onProgress: SoakOptions["onProgress"],
  signal: AbortSignal,
): Promise<void> {
  for (;;) {
    await pause(PROGRESS_SECONDS, signal);
    if (signal.aborted) return;
    const { counts, restarts } = ledger;
    const { rss } = Deno.memoryUsage();
    onProgress?.(
      `${counts.created} jobs, ${counts.programs} runs of the program, ${restarts} restarts, ` +
        `${counts.lostWrongly} jobs lost wrongly, ${(rss / 1e6).toFixed(0)} MB while busy`,
    );
  }
}

/**
 * Watches the memory while jobs come and go. With no job in use it would say
 * little: what of it is given back then, and when, is up to the C library.
 */
class MemoryTrend implements Disposable {
  readonly #samples = [Deno.memoryUsage().rss];
  readonly #timer = setInterval(
    () => void this.#samples.push(Deno.memoryUsage().rss),
    MEMORY_STEP_MS,
  );

  /** The middle of the first third of the time, and of the last, in bytes. */
  thirds(): [early: number, late: number] {
    const third = Math.ceil(this.#samples.length / 3);
    return [middle(this.#samples.slice(0, third)), middle(this.#samples.slice(-third))];
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
  }
}

function middle(samples: readonly number[]): number {
  return samples.toSorted((a, b) => a - b)[Math.floor(samples.length / 2)]!;
}

/** Watches how late timers are. */
class Stalls implements Disposable {
  #longest = 0;
  #last = performance.now();
  readonly #timer = setInterval(() => {
    const now = performance.now();
    this.#longest = Math.max(this.#longest, now - this.#last - STALL_STEP_MS);
    this.#last = now;
  }, STALL_STEP_MS);

  /** The latest that one was, in seconds. */
  get longest(): number {
    return this.#longest / 1000;
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
  }
}

function numbers(count: number): number[] {
  return Array.from({ length: count }, (_, at) => at + 1);
}
