import type { Job } from "../../lib/job.ts";
import { DEFAULT_PORT } from "../../lib/protocol/client.ts";
import type { Guard, LeftToDo } from "./guard.ts";
import type { Plan } from "./prepare.ts";

/** Collects the work that remains if spalloc is killed. */
export function leftToDo(job: Job, plan: Plan): LeftToDo {
  const { wanted, trial, keep, ending, file } = plan;
  const owner = typeof wanted === "number" ? null : wanted.owner ?? null;
  return {
    job: { jobId: job.id, startTime: job.status.startTime, owner },
    server: serverNow(plan),
    keep,
    ending,
    file: file.path,
    ...(trial?.failedFile && { failed: trial.failedFile.path }),
  };
}

/** Has the guard know of every change of the login, until this is disposed of. */
export function followLogin(guard: Guard | null, plan: Plan): Disposable {
  const end = plan.login?.onChange(() => guard?.update({ server: serverNow(plan) }));
  return { [Symbol.dispose]: () => end?.() };
}

/** Returns the server, with what another process can log in with at this moment. */
function serverNow({ server, login }: Plan): LeftToDo["server"] {
  const { hostname, port = DEFAULT_PORT, timeout = null, ignoreVersion = false, ca } = server;
  const credentials = login?.present(server.credentials) ?? server.credentials;
  return {
    ...{ hostname, port, timeout, ignoreVersion },
    ...(credentials && { credentials }),
    ...(ca !== undefined && { ca }),
    ...(login?.makesTokens && { makesTokens: true }),
  };
}
