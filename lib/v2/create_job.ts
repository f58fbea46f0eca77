import { JobRefusedError, ServerError } from "../errors.ts";
import type { CallOptions } from "../protocol/connection.ts";
import { notSent } from "../protocol/not_sent.ts";
import { checkRequest, type JobRequest } from "../protocol/request.ts";
import { jobRefused } from "../protocol/servers/java_refusals.ts";
import { refuseWhatStalls } from "../protocol/servers/java_requests.ts";
import type { HttpAnswer } from "./http.ts";
import { apiJobRequest } from "./job_request.ts";
import { readMachines } from "./machine_list.ts";
import { createdJob } from "./messages.ts";
import { ApiRefusal, wordsOf } from "./refusals.ts";
import type { ApiTalk } from "./talk.ts";

/**
 * Matches refusals that come as failures of the server, by the name of an exception. Those of the
 * second line are of a server that can't account jobs to a collaboratory, or to an NMPI job.
 */
const REFUSAL = new RegExp(
  "^\\s*unexpected server problem: (?:NoSuchGroup\\b|IllegalState\\b|" +
    "NullPointer: [^]*\\bNMPI\\b|AuthenticationCredentialsNotFound\\b)",
);

/**
 * Minimum seconds to wait for a job, unless a caller has a timeout of its own: servers choose a
 * machine and may ask others about the account before they answer, and the stock clients wait as
 * long. Who gives up earlier does not know whether there is a job.
 */
const CREATION_SECONDS = 30;

/**
 * Creates a job, and returns its id.
 *
 * @throws {RequestError} if the request makes no sense, or would stall the server.
 * @throws {JobRefusedError} if the server refuses the request.
 * @throws {ConnectionError} if the answer was lost; with the outcome `unknown` it may have created
 * the job.
 */
export async function createJob(
  talk: ApiTalk,
  request: JobRequest,
  options?: CallOptions,
): Promise<number> {
  checkRequest(request, { needsOwner: false });
  const machines = await readMachines(talk, options).catch((error) => {
    if (error instanceof ServerError) return [];
    throw notSent(error);
  });
  refuseWhatStalls(request, machines);
  const json = apiJobRequest(request);
  const asked = { method: "POST", path: "jobs", json, refusal: refusalOf } as const;
  const limit = talk.timeout === null ? null : Math.max(talk.timeout, CREATION_SECONDS);
  try {
    return (await talk.ask("create_job", asked, createdJob, { timeout: limit, ...options })).jobId;
  } catch (error) {
    throw error instanceof JobRefusedError ? error : jobRefused(error);
  }
}

/** Returns the refusal that a failure of the server stands for; `null` for any other answer. */
function refusalOf(answer: HttpAnswer): Error | null {
  const { status, text } = answer;
  const isRefusal = status === 500 && REFUSAL.test(text);
  return isRefusal ? new ApiRefusal("create_job", status, wordsOf(answer)) : null;
}
