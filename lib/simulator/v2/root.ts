import { hasRole } from "./accounts.ts";
import { HttpError, json, nothing, serverProblem } from "./answers.ts";
import { csrfToken } from "./sessions.ts";
import type { Exchange } from "./service.ts";

/** Header field of CSRF tokens. */
export const CSRF_HEADER = "X-CSRF-TOKEN";

const EMERGENCY = "The machine has been shut down due to an emergency";

/** Describes the service, with a CSRF token. */
export function describeService({ service, user, session, links }: Exchange): Response {
  const [major, minor, revision] = service.settings.version.split(".").map((part) =>
    parseInt(part, 10) || 0
  );
  return json({
    version: { "major-version": major, "minor-version": minor ?? 0, revision: revision ?? 0 },
    ...hasRole(user, "READER") && { "jobs-ref": links.jobs, "machines-ref": links.machines },
    ...session && { "csrf-header": CSRF_HEADER, "csrf-token": csrfToken(session) },
  });
}

/**
 * Destroys all jobs, and takes no more until the server restarts.
 *
 * @throws {HttpError} if the code is wrong.
 */
export function stopForEmergency({ service, url }: Exchange): Response {
  const { java, settings } = service;
  const code = url.searchParams.get("commandCode") ?? "";
  // Real servers without a code take an empty one for it.
  const isRight = code === settings.commandCode && (code !== "" || java.settings.inferred);
  if (!isRight) throw serverProblem("IllegalArgument", "bad command code");
  for (const job of java.jobs.list()) java.jobs.destroy(job, EMERGENCY);
  service.emergency = true;
  java.parts.mishaps.refusal = "The Server has been stopped due to an emergency.";
  return nothing(200);
}

/** Returns the error for a path that does not exist. */
export function notFound(): HttpError {
  return new HttpError(404, "");
}
