import { JobRefusedError, UnknownOutcomeError } from "../../lib/errors.ts";
import { escapeText } from "../../lib/escape.ts";
import { Job } from "../../lib/job.ts";
import type { JobRequest } from "../../lib/protocol/request.ts";
import type { Context } from "../context.ts";
import type { Plan } from "./prepare.ts";
import { explainRefusal } from "./unsuitable.ts";

/** Creates a job; a signal counts more than an unknown outcome, but both are reported. */
export async function createOrWarn(
  request: JobRequest,
  server: Plan["server"],
  { interrupts, stderr }: Context,
): Promise<Job> {
  try {
    return await Job.create(request, server);
  } catch (error) {
    if (error instanceof UnknownOutcomeError && interrupts.signal.aborted) {
      stderr.sentence(`spalloc: ${escapeText(error.message)}`);
      throw interrupts.signal.reason;
    }
    if (error instanceof JobRefusedError) {
      throw await explainRefusal(error, request, { server, signal: interrupts.signal });
    }
    throw error;
  }
}
