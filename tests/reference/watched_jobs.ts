import { ProtocolClient } from "../../lib/protocol/client.ts";
import type { JobSummary } from "../../lib/protocol/messages.ts";

/** Boards that may be held in any case. */
const FEW_BOARDS = 12;

/** What the jobs of an owner may have. */
interface Limit {
  /** Maximum boards at once; `null` for twice those of a job, or 12 if that is more. */
  holdAtMost: number | null;
  /** Most boards that one of the jobs had. */
  most: number;
}

/**
 * All jobs of a server, listed whenever one has changed, over a connection of its own: how many
 * boards each owner has at once, and when its jobs are as a test waits for.
 */
export class WatchedJobs implements AsyncDisposable {
  /** What was more than is allowed. */
  readonly offences: string[] = [];
  /** Number of times that the jobs were listed. */
  listings = 0;
  readonly #client: ProtocolClient;
  readonly #stop = new AbortController();
  readonly #limits = new Map<string, Limit>();
  readonly #listeners = new Set<() => void>();
  #jobs: readonly JobSummary[] = [];
  #end: Promise<void> = Promise.resolve();

  private constructor(client: ProtocolClient) {
    this.#client = client;
  }

  /** Connects, and watches from then on. */
  static async start(
    { hostname, port }: { hostname: string; port: number },
  ): Promise<WatchedJobs> {
    const client = await ProtocolClient.connect(hostname, { port });
    const watched = new WatchedJobs(client);
    const changes = client.notifications({ signal: watched.#stop.signal });
    await client.notifyJob();
    watched.#end = watched.#follow(changes).catch((error) => {
      if (!watched.#stop.signal.aborted) watched.offences.push(String(error));
    });
    return watched;
  }

  /** Sets how many boards an owner may have at once. */
  limit(owner: string, holdAtMost: number | null): void {
    this.#limits.set(owner, { holdAtMost, most: 0 });
  }

  /** Lists the jobs that an owner has now. */
  async jobsOf(owner: string): Promise<JobSummary[]> {
    return (await this.#client.listJobs()).filter((job) => job.owner === owner);
  }

  /** Settles as soon as the jobs of an owner were seen to be so. */
  async until(owner: string, isSo: (jobs: readonly JobSummary[]) => boolean): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const look = (): void => {
      if (isSo(this.#jobs.filter((job) => job.owner === owner))) resolve();
    };
    this.#listeners.add(look);
    look();
    await promise;
    this.#listeners.delete(look);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort();
    await this.#end;
    await this.#client.close();
  }

  async #follow(changes: AsyncIterable<unknown>): Promise<void> {
    for await (const _ of changes) {
      this.#jobs = await this.#client.listJobs();
      this.listings++;
      for (const [owner, limit] of this.#limits) this.#judge(owner, limit);
      for (const look of this.#listeners) look();
    }
  }

  #judge(owner: string, limit: Limit): void {
    const counts = this.#jobs.filter((job) => job.owner === owner)
      .map(({ boards }) => boards?.length ?? 0);
    limit.most = Math.max(limit.most, ...counts);
    const allowed = limit.holdAtMost ?? Math.max(FEW_BOARDS, 2 * limit.most);
    const held = counts.reduce((sum, count) => sum + count, 0);
    if (held > allowed) this.offences.push(`${owner}: ${held} boards, ${allowed} allowed`);
  }
}
