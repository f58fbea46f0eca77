import type { AllocatedJob } from "./allocated_job.ts";
import { anyOf, systemClock } from "./clock.ts";
import { type Config, loadConfig } from "./config/load.ts";
import type { Settings } from "./config/options.ts";
import { systemEnvironment } from "./config/system_environment.ts";
import { defined } from "./defined.ts";
import { RequestError, SpallocError } from "./errors.ts";
import { requestFromSettings, serverFromSettings } from "./from_settings.ts";
import { Job, type JobOptions } from "./job.ts";
import { loginFromConfig } from "./login_from_config.ts";
import { isUrl } from "./server_address.ts";
import type { Accounting } from "./protocol/accounting.ts";
import { openingDeadline } from "./job/opening_deadline.ts";
import type { Boards, JobConditions, JobRequest } from "./protocol/request.ts";
import { shown } from "./shown.ts";
import { asSpallocError } from "./as_spalloc_error.ts";
import { tell } from "./tell.ts";
import { findGoodBoards } from "./tries/find_good_boards.ts";
import { judgeBoards } from "./tries/judge.ts";
import { isOneBoard, trialOf, type TryOptions } from "./tries/options.ts";

/** Seconds for a check to settle that was told to stop. */
const GRACE_SECONDS = 5;

/** Options of {@linkcode allocate}: the server, the job's conditions, and how long to wait. */
export interface AllocateOptions extends Omit<JobOptions, "hostname">, JobConditions, TryOptions {
  /**
   * Name or IP address of the server; the configured one by default. If given, nothing is read from
   * the environment or from files.
   *
   * @default {undefined}
   */
  hostname?: string;
  /**
   * Owner of the job, by convention an e-mail address; the configured one by default.
   *
   * @default {undefined}
   */
  owner?: string;
  /**
   * Settings that were read already, instead of the configuration files and the environment.
   *
   * @default {undefined}
   */
  settings?: Settings;
  /**
   * Seconds from the job's creation until its boards are ready; `null` for no limit. Creating the
   * job may take as long, or 10 s if that is more. With `check` or `avoid` it is for all tries
   * together, without the time that the checks take.
   *
   * @default {null}
   */
  readyTimeout?: number | null;
  /**
   * Gives up until the boards are ready; a job created by then is destroyed.
   *
   * @default {undefined}
   */
  signal?: AbortSignal;
}

/**
 * Allocates boards, waits until they are powered on, and returns their job, which frees them at the
 * end of an `await using` block.
 *
 * Where `options` name no server, the server, the owner and all else that is not
 * given come from the configuration files and the `SPALLOC_*` environment, as
 * with the program `spalloc`; that needs `--allow-env` and `--allow-read`. Where
 * they do, nothing is read, and `--allow-net=HOST:PORT` is all that is needed.
 *
 * With `check` or `avoid`, boards that do not work are let go, and others asked for; `tries` and
 * `holdAtMost` are the limits of that.
 *
 * When anything goes wrong, or takes too long, no job is left behind.
 *
 * @param what Which boards; one board when left out.
 *
 * @throws {RequestError} if the request makes no sense, or lacks an owner.
 * @throws {ConfigError} if the configuration can't be used, or names no server.
 * @throws {ConnectionError} if the server can't be reached.
 * @throws {VersionError} if the server's version is not one that is understood.
 * @throws {ServerError} if the server refuses the request.
 * @throws {UnknownOutcomeError} if the answer was lost: a job may exist.
 * @throws {NotReadyError} if the boards are not ready within `readyTimeout`.
 * @throws {JobDestroyedError} if the job is destroyed while it waits.
 * @throws {JobUnknownError} if the server lost the job.
 * @throws {ChecksFailedError} if no try had boards that passed the check; what the check throws
 * is thrown as it is.
 *
 * @example Six boards for as long as a block lasts
 * ```ts
 * import { allocate } from "@spalloc/client";
 * import { Simulator } from "@spalloc/client/simulator";
 *
 * await using server = await Simulator.start({ machines: ["demo:4x2"], powerDelay: 0.1 });
 * const { hostname, port } = server;
 * {
 *   await using job = await allocate(6, { hostname, port, owner: "me@example.org" });
 *   job.hostname; // the address of chip (0, 0)
 *   [job.width, job.height]; // in chips
 * }
 * server.jobs; // none
 * ```
 *
 * @example As it is configured, but on one machine, and not for ever
 * ```ts
 * import { allocate, NotReadyError } from "@spalloc/client";
 *
 * async function run(work: (address: string) => Promise<void>): Promise<void> {
 *   try {
 *     await using job = await allocate([2, 1], { machine: "frame-4", readyTimeout: 600 });
 *     await work(job.hostname);
 *   } catch (error) {
 *     if (!(error instanceof NotReadyError)) throw error;
 *     console.error("All boards are taken.");
 *   }
 * }
 * ```
 */
export async function allocate(
  what: Boards = 1,
  options: AllocateOptions = {},
): Promise<AllocatedJob> {
  const { readyTimeout = null, signal, onTrouble } = options;
  if (readyTimeout !== null && !(typeof readyTimeout === "number" && readyTimeout >= 0)) {
    throw new RequestError(
      `Cannot use ${shown(readyTimeout)} as readyTimeout: it must be 0 s or more, or null`,
    );
  }
  signal?.throwIfAborted();
  const { request, server } = await settle(what, options);
  const trial = trialOf(options, request);
  const isTried = options.check !== undefined || trial.avoid.length > 0;
  const clock = options.clock ?? systemClock;
  const letGo = async (job: Job, error: unknown): Promise<void> => {
    const reason = error instanceof SpallocError ? error.message : "nobody waits for it any more";
    // The first error is more to the point than that the server is out of reach, too.
    await job.destroy(reason).catch((error) => tell(onTrouble, asSpallocError(error)));
  };
  const { job } = await findGoodBoards({
    ...trial,
    tries: isTried ? trial.tries : 1,
    isOneBoard: isOneBoard(request),
    readyTimeout,
    clock,
    signal: anyOf(signal),
    letGo,
    async create({ timeout }) {
      using late = openingDeadline(clock, timeout);
      return await Job.create(request, { ...server, signal: anyOf(late.signal, signal) });
    },
    waitUntilReady: (job, wait) => job.waitUntilReady(wait),
    judge: (job, { isLast }) =>
      judgeBoards(job, {
        checks: options.check ? [options.check] : [],
        avoid: trial.avoid,
        timeout: trial.checkTimeout,
        grace: GRACE_SECONDS,
        clock,
        ...(signal && { signal }),
      }, { isLast }),
  });
  return job; // A job that was ready has everything that others may lack.
}

/** Merges the options given with the configuration. */
async function settle(
  what: Boards,
  options: AllocateOptions,
): Promise<{ request: JobRequest; server: JobOptions }> {
  const { hostname, owner, machine } = options;
  const { keepalive, tags, minRatio, maxDeadBoards, maxDeadLinks, requireTorus } = options;
  const { group, collab, nmpiJob } = options;
  const account = defined({ group, collab, nmpiJob });
  const conditions = { machine, keepalive, tags, minRatio, maxDeadBoards, maxDeadLinks };
  const asked = { ...account, ...defined({ ...conditions, requireTorus, owner }) };
  const patience = defined(patienceOf(options));
  const config = options.settings || hostname !== undefined ? null : await configured();
  const settings = options.settings ?? config?.settings;
  if (settings) {
    const known = { ...settings, ...defined({ hostname, owner, machine }) };
    return {
      server: { ...serverFromSettings(known), ...await loginOf(config, options), ...patience },
      request: { ...withoutAccount(requestFromSettings(known), account), ...asked, what },
    };
  }
  const needsOwner = !isUrl(hostname ?? "");
  if (hostname === undefined || (owner === undefined && needsOwner)) {
    throw new RequestError(
      "A job needs an owner, by convention your e-mail address. With a hostname given, " +
        "the owner is not read from the configuration",
    );
  }
  return { request: { ...asked, what }, server: { hostname, ...patience } };
}

/** Returns a request without the account of the settings, where another one is given. */
function withoutAccount(
  { group, collab, ...request }: Omit<JobRequest, "what">,
  given: Accounting,
): Omit<JobRequest, "what"> {
  const isOther = Object.keys(given).length > 0;
  return isOther ? request : { ...request, ...defined({ group, collab }) };
}

/** Timeouts and other options of the connection, except for the server's name. */
function patienceOf(options: AllocateOptions) {
  const { port, timeout, reconnectDelay, ignoreVersion, clock, dial, fetch } = options;
  const { keepaliveIn, onTrouble, onRecovered } = options;
  const { credentials, ca } = options;
  const server = { port, timeout, reconnectDelay, ignoreVersion, clock, dial };
  return { ...server, credentials, ca, fetch, keepaliveIn, onTrouble, onRecovered };
}

/** Reads the settings as the program does. */
async function configured(): Promise<Config> {
  return await loadConfig({ env: systemEnvironment });
}

/** Finds a login for the server of the configuration, unless one is given. */
async function loginOf(
  config: Config | null,
  { credentials, signal }: AllocateOptions,
): Promise<Partial<JobOptions>> {
  if (config === null || credentials) return {};
  return await loginFromConfig(config, systemEnvironment, signal && { signal });
}
