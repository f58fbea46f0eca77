import type { Epochs } from "../java/epochs.ts";
import type { JavaJob } from "../java/job.ts";
import type { JavaService } from "../java/service.ts";
import type { Threads } from "../java/threads.ts";
import { type Accounts, seesAllJobs, type User } from "./accounts.ts";
import { HttpError } from "./answers.ts";
import type { Links } from "./links.ts";
import type { ApiSettings } from "./options.ts";
import type { Reports } from "./reports.ts";
import type { ApiSession, Sessions } from "./sessions.ts";

/** What requests work on. */
export interface ApiService {
  /** How the API is to behave. */
  readonly settings: ApiSettings;
  /** Who there is. */
  readonly accounts: Accounts;
  /** Who is here. */
  readonly sessions: Sessions;
  /** The threads that wait, create and change. */
  readonly threads: Threads;
  /** The reports of broken boards. */
  readonly reports: Reports;
  /** What was written into the memory of chips, by job and chip. */
  readonly memory: Map<string, Map<number, number>>;
  /** Ends what waits for a change: the server stops. */
  readonly waiting: Set<() => void>;
  /** Whether the server was stopped for an emergency. */
  emergency: boolean;
  /** The machines and jobs, which are those of the old port. */
  readonly java: JavaService;
}

/** A request of somebody who is logged in, and all that its answer is made of. */
export interface Exchange {
  readonly service: ApiService;
  readonly request: Request;
  readonly url: URL;
  readonly links: Links;
  readonly user: User;
  /** The session; `null` if a request with a name and a password begins none. */
  readonly session: ApiSession | null;
  /** The client's address. */
  readonly host: string;
  /** What the path names, such as `id`. */
  readonly names: Readonly<Record<string, string>>;
}

/**
 * The job that a request names, if it is the user's business.
 *
 * @throws {HttpError} if there is none: jobs of others look the same.
 */
export function jobOf({ service, user, names }: Exchange): JavaJob {
  const job = service.java.jobs.get(Number(names.id));
  if (job === undefined || !isOwn(job, user) && !seesAllJobs(user)) {
    throw new HttpError(404, "no such job");
  }
  return job;
}

/** Whether a job is a user's. */
export function isOwn({ api }: JavaJob, { name }: User): boolean {
  return api?.account === name;
}

/** Runs something as soon as one of the server's threads is free. */
export async function inThread<T>({ service }: Exchange, run: () => T): Promise<T> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const done = service.threads.take(resolve);
  await promise;
  try {
    return run();
  } finally {
    done();
  }
}

/**
 * Waits until one of these things changes, or the time is over, be the client
 * still there or not. What changed before the request came does not count.
 */
export async function untilChange<Key>(
  { service }: Exchange,
  epochs: Epochs<Key>,
  keys: readonly Key[],
): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const epoch = epochs.watch(keys);
  epoch.onChange = resolve;
  let cancel = (): void => {};
  const done = service.threads.take(() => {
    cancel = service.java.parts.options.clock.after(service.settings.wait, resolve);
  });
  service.waiting.add(resolve);
  try {
    await promise;
  } finally {
    service.waiting.delete(resolve);
    epochs.forget(epoch);
    cancel();
    done();
  }
}
