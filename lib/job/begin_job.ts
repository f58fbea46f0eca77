import { RequestError } from "../errors.ts";
import { chooseThread, type KeepaliveThread } from "../lifeline/choose_thread.ts";
import { checkRequest, type JobRequest } from "../protocol/request.ts";
import { isUrl } from "../server_address.ts";
import { createJob } from "./create_job.ts";
import { throwIfGone } from "./known_status.ts";
import { type OpenedJob, openJob } from "./opening.ts";
import type { JobOptions } from "./options.ts";

/** A job that was opened, and the thread that is to keep it alive. */
export interface BegunJob {
  opened: OpenedJob;
  keepaliveIn: KeepaliveThread;
}

/** Creates a job, and opens it. It throws what `Job.create` does. */
export async function beginJob(request: JobRequest, options: JobOptions): Promise<BegunJob> {
  checkRequest(request, { needsOwner: !isUrl(options.hostname) });
  // Before there is a job that nobody could keep.
  const keepaliveIn = chooseThread(options.keepaliveIn, options);
  const { owner = null } = request;
  const opened = await openJob(options, async (session, until) => {
    const jobId = await createJob(session, request, { ...options, ...until });
    return { jobId, startTime: null, owner };
  }, { isOurs: true });
  return { opened, keepaliveIn };
}

/** Opens a job that there is. It throws what `Job.resume` does. */
export async function takeOnJob(jobId: number, options: JobOptions): Promise<BegunJob> {
  if (!Number.isSafeInteger(jobId) || jobId < 1) {
    throw new RequestError(`Cannot resume job ${jobId}: a job id is a whole number of 1 or more`);
  }
  const keepaliveIn = chooseThread(options.keepaliveIn, options);
  const identity = { jobId, startTime: null, owner: null };
  const opened = await openJob(options, () => Promise.resolve(identity), { isOurs: false });
  const { session, status } = opened;
  try {
    throwIfGone(jobId, status, options);
  } catch (error) {
    await session.close();
    throw error;
  }
  return { opened, keepaliveIn };
}
