import { BOARDS_PER_TRIAD, countBoards } from "../../machine/mod.ts";
import type { Asked } from "../java/fit.ts";
import { Refusal } from "../refusal.ts";
import type { SimulatedMachine } from "../simulated_machine.ts";
import { hasRole, seesAllJobs, type User } from "./accounts.ts";
import { HttpError, json, serverProblem } from "./answers.ts";
import { isOverQuota } from "./quotas.ts";
import { type JobRequest, readJobRequest, shownRequest } from "./job_request.ts";
import { jsonBody } from "./read.ts";
import { lacksRole } from "./security.ts";
import { type Exchange, inThread } from "./service.ts";

const BAD_ACCOUNTING = "At most one of group, nmpiCollabId or nmpiJobId can be specified";

/**
 * Creates a job.
 *
 * @throws {HttpError} if the request makes no sense, or no machine can ever serve it.
 */
export async function createJob(exchange: Exchange): Promise<Response> {
  const { service, user, links } = exchange;
  const fields = await jsonBody(exchange);
  const request = readJobRequest(fields, service.settings.keepalives);
  // A framework looks at the request first.
  if (!hasRole(user, "USER")) throw lacksRole("application/json");
  if (request.owner !== null && !seesAllJobs(user)) {
    throw new HttpError(400, "Only admin and NMPI users can specify an owner");
  }
  const { group, collab, nmpiJob } = request;
  const isAmbiguous = [group, collab, nmpiJob].filter((given) => given !== null).length > 1;
  // Real servers find out too late.
  if (isAmbiguous && !service.java.settings.inferred) throw new HttpError(400, BAD_ACCOUNTING);
  const id = await inThread(exchange, () => create(exchange, request, fields));
  if (isAmbiguous) throw new HttpError(400, BAD_ACCOUNTING);
  const ref = links.job(id);
  return json({ "job-id": id, "job-ref": ref }, { status: 201, headers: { Location: ref } });
}

function create(
  { service, user }: Exchange,
  request: JobRequest,
  fields: Readonly<Record<string, unknown>>,
): number {
  const { java } = service;
  const { refusal } = java.parts.mishaps;
  if (refusal !== null) throw serverProblem("IllegalState", refusal);
  const group = groupOf(request, user);
  if (isOverQuota(service, group)) throw new HttpError(400, `quota exceeded in group ${group}`);
  const account = request.owner ?? user.name;
  try {
    return java.jobs.create({
      owner: account,
      keepalive: Math.trunc(request.keepalive),
      machineName: request.machineName,
      tags: request.tags,
      args: [],
      kwargs: {},
      sent: {},
      isHidden: true,
      api: { account, group, original: shownRequest(fields, request, account) },
      asked: (machine) => {
        const hasTags = request.machineName !== null || request.tags.length > 0;
        return hasTags ? askedOf(request, machine) : null;
      },
    }).id;
  } catch (error) {
    if (error instanceof Refusal) throw new HttpError(400, error.message);
    throw error;
  }
}

/**
 * Returns the group that a job is accounted to.
 *
 * @throws {HttpError} if the user is in no such group, or has to choose one.
 */
function groupOf({ group, collab, nmpiJob }: JobRequest, user: User): string {
  if (collab !== null) return collab;
  if (nmpiJob !== null) return `nmpi-job-${nmpiJob}`;
  if (group === null) {
    if (user.standardGroup !== null) return user.standardGroup;
    throw serverProblem("NoSuchGroup", `no unique group for ${user.name}`);
  }
  if (user.groups.includes(group)) return group;
  throw serverProblem(
    "NoSuchGroup",
    `group ${group} does not exist or ${user.name} is not a member of it`,
  );
}

/** Returns the requested boards of a machine; `null` if it has no such boards. */
function askedOf(
  { boards, dimensions, board, maxDeadBoards }: JobRequest,
  machine: SimulatedMachine,
): Asked | null {
  const demands = { maxDeadBoards, maxDeadLinks: null, requireTorus: false };
  const named = board?.(machine);
  if (named === null) return null;
  if (dimensions === null) {
    return named
      ? { kind: "board", board: named }
      : { kind: "boards", count: boards ?? 1, demands };
  }
  if (named === undefined) {
    // A triad of which one board has to work is a single board.
    const isSingle = countBoards(dimensions) === BOARDS_PER_TRIAD &&
      maxDeadBoards >= BOARDS_PER_TRIAD - 1;
    return isSingle
      ? { kind: "boards", count: 1, demands }
      : { kind: "rectangle", size: dimensions, demands };
  }
  return named[2] === 0 ? { kind: "rectangle", size: dimensions, demands, root: named } : null;
}
