import type { Server } from "../../lib/server.ts";
import type { JobSummary } from "../../lib/protocol/messages.ts";
import { type Caller, isJobOf, ownerText } from "../caller.ts";
import { CommandError } from "../errors.ts";
import { shellLine } from "../shell_words.ts";
import { EXIT_CODES } from "../exit_codes.ts";

/** Selection of jobs: by their ids, all of an owner, or the only one of an owner. */
export type WhichJobs =
  | { kind: "named"; ids: readonly number[] }
  | { kind: "all"; owner: Caller }
  | { kind: "only"; owner: Caller };

/** Finds the id of a job. */
export type FindJob = (client: Server) => Promise<number>;

/** Whether the selection is one job, and no list that may be longer or shorter. */
export function isOne(which: WhichJobs): boolean {
  return which.kind === "only" || (which.kind === "named" && which.ids.length === 1);
}

/** Returns a function that finds the job of a selection of one. Once found it stays the same. */
export function findJob(which: WhichJobs): FindJob {
  let found = which.kind === "named" ? which.ids[0] : undefined;
  return async (client) => found ??= idsOf(which, await client.listJobs())[0]!;
}

/**
 * Lists the ids of a selection, given all jobs that are queued or have boards.
 *
 * @throws {CommandError} if it should be the only job of an owner who has none, or several.
 */
export function idsOf(which: WhichJobs, jobs: readonly JobSummary[]): readonly number[] {
  if (which.kind === "named") return which.ids;
  const { owner } = which;
  const ids = jobs.filter((job) => isJobOf(job, owner)).map(({ jobId }) => jobId);
  if (which.kind === "all" || ids.length === 1) return ids;
  if (ids.length === 0) {
    throw new CommandError(`${ownerText(owner)} has no live jobs`, {
      exitCode: EXIT_CODES.notOneJob,
    });
  }
  const who = owner.name ?? "the user who is logged in";
  throw new CommandError(`Ambiguous: ${who} has ${ids.length} live jobs: ${ids.join(", ")}`, {
    exitCode: EXIT_CODES.notOneJob,
    steps: [["To name one", `spalloc job ${ids[0]}`], [
      "To see them all",
      owner.name === null ? "spalloc ps --me" : shellLine(["spalloc", "ps", "--owner", owner.name]),
    ]],
  });
}
