import { ReferenceServer } from "../reference/reference_server.ts";
import { within } from "../reference/within.ts";
import { type Footprint, footprint } from "./footprint.ts";
import { type KeepaliveGaps, keepaliveGaps } from "./keepalive_gaps.ts";
import { type Counts, Ledger, listKeys } from "./ledger.ts";
import { type Lane, pause, runLibraryLane } from "./library_lane.ts";
import { runProgramLane } from "./program_lane.ts";
import { Random } from "../random.ts";
import { runRestarts } from "./restarts.ts";

/** Options of a soak; all times are in seconds. */
export interface SoakOptions {
  /** Duration, without the wait for the jobs that were left. */
  readonly seconds: number;
  /** Time at the start before the first measurement of memory. */
  readonly warmUp: number;
  /** Keepalive of jobs. */
  readonly keepalive: number;
  /** Concurrent jobs through the library, each with a lifeline in a worker. */
  readonly jobs: number;
  /** Concurrent runs of the program. */
  readonly programs: number;
  /** Interval of restarts. */
  readonly restartEvery: number;
  /** Maximum time that a job is used. */
  readonly longestUse: number;
  readonly seed: number;
  /** Called with progress now and then, and with errors at once. */
  readonly onProgress?: (line: string) => void;
}

/** Results of a soak. */
export interface SoakReport {
  readonly counts: Counts;
  /** Jobs that nobody wanted any more and that still existed. */
  readonly leaked: readonly string[];
  readonly gaps: KeepaliveGaps;
  /** Maximum seconds that a job's loss went unnoticed once the server was back. */
  readonly slowestNotice: number;
  /** Maximum seconds for the server to stop and start. */
  readonly slowestRestart: number;
  /** Maximum seconds that this process was stalled by the machine. */
  readonly longestStall: number;
  /**
   * After the warm-up and at the end: files when no job was in use, and memory in the middle of
   * the first and the last third of the time between.
   */
  readonly before: Footprint;
  readonly after: Footprint;
  readonly complaints: readonly string[];
}

/** Maximum seconds for all jobs to end when they are told to. */
const END_SECONDS = 90;
/** Maximum seconds, beside the keepalive, for the server to notice that a job is not kept alive. */
const NOTICE_SECONDS = 5;
const PROGRESS_SECONDS = 60;
const STALL_STEP_MS = 100;
const MEMORY_STEP_MS = 1000;

/** Creates, uses and ends jobs while the server is restarted again and again. */
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

/** Runs all lanes at once for a while, and waits until all jobs have ended. */
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

/** Lists the jobs that still exist when the last one should have died of its keepalive. */
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
 * Measures the memory while jobs come and go. Without jobs it would say little: how much of it is
 * returned then, and when, is up to the C library.
 */
class MemoryTrend implements Disposable {
  readonly #samples = [Deno.memoryUsage().rss];
  readonly #timer = setInterval(
    () => void this.#samples.push(Deno.memoryUsage().rss),
    MEMORY_STEP_MS,
  );

  /** Returns the medians of the first third of the time, and of the last, in bytes. */
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

/** Measures how late timers are. */
class Stalls implements Disposable {
  #longest = 0;
  #last = performance.now();
  readonly #timer = setInterval(() => {
    const now = performance.now();
    this.#longest = Math.max(this.#longest, now - this.#last - STALL_STEP_MS);
    this.#last = now;
  }, STALL_STEP_MS);

  /** Maximum delay of a timer, in seconds. */
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
