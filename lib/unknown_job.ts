import { JobUnknownError } from "./errors.ts";
import type { Server } from "./server.ts";

/** Returns the error of a job that a server does not know, or does not show to the user. */
export function unknownJob(
  jobId: number,
  { hidesOthers }: Pick<Server, "hidesOthers">,
): JobUnknownError {
  if (!hidesOthers) return new JobUnknownError(jobId);
  return new JobUnknownError(
    jobId,
    `Job ${jobId} is not known to the server, or belongs to somebody else: this server shows ` +
      "users only their own jobs",
  );
}
