import type { ReferenceServer } from "../reference/reference_server.ts";

/** Returns a unique key of a job: after a cold start the server reuses its ids. */
export function jobKey(id: number, startTime: number | null): string {
  return `${id}@${startTime}`;
}

/** Numbers of events. */
export interface Counts {
  /** Jobs that the library created. */
  created: number;
  /** Jobs that were resumed after they had been left. */
  resumed: number;
  /** Boards that were powered off, on or reset. */
  powered: number;
  /** Requests that failed since the server was away, and were repeated. */
  refused: number;
  /** Requests whose answer was lost with the server, so that nobody knew the job. */
  unknownOutcomes: number;
  /** Jobs that were lost because the server was started without them. */
  lostToRestarts: number;
  /** Jobs that were lost otherwise, which is an error. */
  lostWrongly: number;
  /** Runs of the program. */
  programs: number;
  /** Runs of the program with an exit code that no event explains. */
  programsWrong: number;
  /** Starts of the server with its jobs, without them, and with those it had saved earlier. */
  warm: number;
  cold: number;
  killed: number;
}

/** Jobs in use, and which of them the server has forgotten. */
export class Ledger {
  readonly counts: Counts = {
    created: 0,
    resumed: 0,
    powered: 0,
    refused: 0,
    unknownOutcomes: 0,
    lostToRestarts: 0,
    lostWrongly: 0,
    programs: 0,
    programsWrong: 0,
    warm: 0,
    cold: 0,
    killed: 0,
  };
  /** Maximum seconds that a job's loss went unnoticed once the server was back. */
  slowestNotice = 0;
  /** Maximum seconds for the server to stop and start. */
  slowestRestart = 0;
  /** Starts of the server without jobs that it had. */
  forgetful = 0;
  /** Errors, in words. */
  readonly complaints: string[] = [];
  readonly #onComplaint: (text: string) => void;
  /** Jobs in use, and when the server was back without them, in ms; `null` while it knows them. */
  readonly #held = new Map<string, number | null>();
  /** Settles when the server runs, and its remaining jobs are known. */
  #restart: Promise<void> = Promise.resolve();
  readonly #endings: Deno.FsFile;
  readonly #keepalive: number;

  /**
   * Keeps the ends of jobs in a file: thousands of them would look like a memory leak.
   *
   * @param keepalive That of all jobs, in seconds.
   * @param onComplaint Told at once what went wrong.
   */
  constructor(
    endings: string,
    { keepalive, onComplaint = () => {} }: {
      keepalive: number;
      onComplaint?: ((text: string) => void) | undefined;
    },
  ) {
    this.#keepalive = keepalive;
    this.#onComplaint = onComplaint;
    this.#endings = Deno.openSync(endings, { append: true, create: true });
  }

  /** Number of restarts. */
  get restarts(): number {
    const { warm, cold, killed } = this.counts;
    return warm + cold + killed;
  }

  /** Records a job as in use. */
  hold(key: string): void {
    this.#held.set(key, null);
  }

  /** Records that a job is about to be ended: from now on it may be lost. */
  release(key: string): void {
    this.#held.delete(key);
  }

  /** Records that a job has ended: nobody may keep it alive from now on. */
  end(key: string): void {
    this.#endings.writeSync(new TextEncoder().encode(`${Date.now() / 1000} ${key}\n`));
  }

  /** Records that a job in use is gone, and finds out whether a restart was the reason. */
  async lose(key: string, reason: unknown): Promise<void> {
    const noticed = performance.now();
    await this.#restart;
    const forgotten = this.#held.get(key);
    this.release(key);
    if (forgotten == null) {
      this.counts.lostWrongly++;
      this.complain(`job ${key} was lost: ${reason}`);
    } else {
      this.counts.lostToRestarts++;
      this.slowestNotice = Math.max(this.slowestNotice, (noticed - forgotten) / 1000);
    }
  }

  /** Records that a job was lost before it was in use, when `forgetful` had this value. */
  async loseEarly(forgetful: number, reason: unknown): Promise<void> {
    if (await this.hasForgotten(forgetful)) this.counts.lostToRestarts++;
    else {
      this.counts.lostWrongly++;
      this.complain(`a new job was lost: ${reason}`);
    }
  }

  /** Whether the server was started without jobs since `forgetful` had this value. */
  async hasForgotten(forgetful: number): Promise<boolean> {
    // Who lost a job can know of a restart sooner than we.
    await this.#restart;
    return this.forgetful > forgetful;
  }

  /** Restarts the server, and finds out which jobs it has forgotten. */
  restart(server: ReferenceServer, kind: "warm" | "cold" | "killed"): Promise<void> {
    return this.#restart = this.#restarted(server, kind);
  }

  complain(text: string): void {
    this.#onComplaint(text);
    // The first ones tell what is wrong; a thousand would only fill the memory.
    if (this.complaints.length < 20) this.complaints.push(text);
  }

  close(): void {
    this.#endings.close();
  }

  async #restarted(server: ReferenceServer, kind: "warm" | "cold" | "killed"): Promise<void> {
    const began = performance.now();
    await server.restart({ cold: kind === "cold", killed: kind === "killed" });
    const back = performance.now();
    const known = await listKeys(server);
    const seconds = (back - began) / 1000;
    this.slowestRestart = Math.max(this.slowestRestart, seconds);
    this.counts[kind]++;
    if (kind !== "warm" || seconds >= this.#keepalive) this.forgetful++;
    for (const [key, forgotten] of this.#held) {
      if (forgotten !== null) continue;
      // Their time runs from when it reads what it has saved, before anybody can reach it.
      if (known.has(key) && seconds < this.#keepalive) continue;
      if (kind === "warm" && seconds < this.#keepalive) {
        this.complain(`a warm start forgot job ${key}`);
      } else this.#held.set(key, back);
    }
  }
}

/** Lists the jobs of the server; this keeps none of them alive. */
export async function listKeys(server: ReferenceServer): Promise<Set<string>> {
  const jobs = await server.call<{ job_id: number; start_time: number }[]>("list_jobs");
  return new Set(jobs.map(({ job_id, start_time }) => jobKey(job_id, start_time)));
}
