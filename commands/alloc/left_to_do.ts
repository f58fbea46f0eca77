import type { Job } from "../../lib/job.ts";
import { DEFAULT_PORT } from "../../lib/protocol/client.ts";
import type { LeftToDo } from "./guard.ts";
import type { Plan } from "./prepare.ts";

/** Collects the work that remains if spalloc is killed. */
export function leftToDo(job: Job, { wanted, trial, server, keep, ending, file }: Plan): LeftToDo {
  const { hostname, port = DEFAULT_PORT, timeout = null, ignoreVersion = false, ca } = server;
  const session = server.logins?.cookie ?? null;
  const credentials = { ...server.credentials, ...(session !== null && { session }) };
  const owner = typeof wanted === "number" ? null : wanted.owner ?? null;
  return {
    job: { jobId: job.id, startTime: job.status.startTime, owner },
    server: {
      ...{ hostname, port, timeout, ignoreVersion },
      ...(server.credentials && { credentials }),
      ...(ca !== undefined && { ca }),
    },
    keep,
    ending,
    file: file.path,
    ...(trial?.failedFile && { failed: trial.failedFile.path }),
  };
}
