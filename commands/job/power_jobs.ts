import { ConnectionError } from "../../lib/errors.ts";
import type { Server } from "../../lib/server.ts";
import { isGone, JobState, jobStateName, type JobStatus } from "../../lib/protocol/messages.ts";
import type { ServerOptions } from "../../lib/connect.ts";
import { Session } from "../../lib/session.ts";
import { unknownJob } from "../../lib/unknown_job.ts";
import { CommandError } from "../errors.ts";
import { EXIT_CODES } from "../exit_codes.ts";
import { Changes } from "../watch/changes.ts";
import { Attempts } from "./attempts.ts";
import { type ChangeOptions, type Target, targetsOf } from "./targets.ts";

/** Minimum seconds between two reads: a server may report changes without end. */
const REST_SECONDS = 0.05;

/**
 * Powers the boards of jobs on or off, all at the same time, and waits for that.
 *
 * @throws the reason of a signal that comes meanwhile; the server goes on.
 */
export async function powerJobs(
  server: ServerOptions,
  { on, ...options }: ChangeOptions & { on: boolean },
): Promise<Attempts> {
  const { context: { clock, interrupts }, change } = options;
  interrupts.listen();
  const { signal } = interrupts;
  const changes = new Changes(clock, { rest: REST_SECONDS });
  let targets: readonly Target[] = [];
  const subscribe = async (client: Server): Promise<void> => {
    for (const { jobId, job } of targets) if (job) await client.notifyJob(jobId);
  };
  await using session = await Session.open(server, {
    signal,
    onNotification: () => changes.notify(),
    async onReconnect(client) {
      await subscribe(client);
      changes.notify();
    },
  });
  const jobs = await session.query((client) => client.listJobs(), { signal });
  targets = await targetsOf(jobs, options);
  const attempts = new Attempts(targets, change, options.context);
  return await attempts.throughout(async () => {
    await session.query(subscribe, { signal });
    for (const target of targets) {
      await attempts.step(target, async () => {
        // Power-on resets boards that are on, so it is not repeated when it may have been done.
        await session.query((client) => power(target, client, on), {
          signal,
          onlyIfNotSent: true,
        });
      });
    }
    while (attempts.open.length > 0) {
      for (const target of attempts.open) {
        await attempts.step(target, async () => {
          const { jobId } = target;
          const [status, client] = await session.query(
            async (client) => [await client.getJobState(jobId), client] as const,
            { signal },
          );
          const { state } = asOf(target, status);
          if (state === JobState.ready) attempts.done(target);
          else if (state !== JobState.power) throw cannot(target, state, { on, client });
        });
      }
      if (attempts.open.length > 0) await changes.next(signal);
    }
  });
}

/** Switches the boards of a job, once it is certain that it is still the same job and has any. */
async function power(target: Target, client: Server, on: boolean): Promise<void> {
  const { jobId } = target;
  let status: JobStatus;
  try {
    status = asOf(target, await client.getJobState(jobId));
  } catch (cause) {
    if (!(cause instanceof ConnectionError)) throw cause;
    throw new ConnectionError(cause.message, "not sent", { cause });
  }
  const { state } = status;
  if (isGone(status) || state === JobState.queued) throw cannot(target, state, { on, client });
  await (on ? client.powerOnJobBoards(jobId) : client.powerOffJobBoards(jobId));
}

/** Returns a job's status; unknown if its id belongs to another job now. */
function asOf({ job }: Target, status: JobStatus): JobStatus {
  const before = job?.startTime ?? null;
  const isSame = before === null || status.startTime === null || status.startTime === before;
  return isSame ? status : { ...status, state: JobState.unknown };
}

function cannot(
  { jobId }: Target,
  state: number,
  { on, client }: { on: boolean; client: Pick<Server, "hidesOthers"> },
): CommandError {
  const power = on ? "on" : "off";
  return new CommandError(
    state === JobState.unknown
      ? unknownJob(jobId, client).message
      : `Cannot power ${power} job ${jobId} in state ${jobStateName(state) ?? state}`,
    { exitCode: EXIT_CODES.cannotPower },
  );
}
