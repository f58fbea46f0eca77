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

/** State of the API that requests work on. */
export interface ApiService {
  /** Options of the API. */
  readonly settings: ApiSettings;
  /** Accounts that can log in. */
  readonly accounts: Accounts;
  /** Sessions of users and clients. */
  readonly sessions: Sessions;
  /** Threads for long polls, new jobs, power and memory. */
  readonly threads: Threads;
  /** Reports of boards. */
  readonly reports: Reports;
  /** Written memory of chips, by job and chip. */
  readonly memory: Map<string, Map<number, number>>;
  /** Functions that end the pending long polls. */
  readonly waiting: Set<() => void>;
  /** Whether the server was stopped for an emergency. */
  emergency: boolean;
  /** Machines and jobs, which are those of the old port. */
  readonly java: JavaService;
}

/** A request of a user, and everything that its answer is made of. */
export interface Exchange {
  readonly service: ApiService;
  readonly request: Request;
  readonly url: URL;
  readonly links: Links;
  readonly user: User;
  /** Session of the client; `null` for none. */
  readonly session: ApiSession | null;
  /** Address of the client. */
  readonly host: string;
  /** Values of the path's placeholders, such as `id`. */
  readonly names: Readonly<Record<string, string>>;
}

/**
 * Returns the job of a request, if the user may use it.
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

/** Returns whether a job belongs to a user. */
export function isOwn({ api }: JavaJob, { name }: User): boolean {
  return api?.account === name;
}

/** Runs an action as soon as one of the server's threads is free. */
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
 * Waits until one of these jobs or machines changes, or the time is over, even if the client has
 * gone. Changes before the request do not count.
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
