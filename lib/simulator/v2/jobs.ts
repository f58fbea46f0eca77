import type { JavaJob } from "../java/job.ts";
import { fromOrigin } from "../job.ts";
import { wrapChip } from "../../machine/mod.ts";
import { HttpError, instant, json, nothing, text } from "./answers.ts";
import { flagParameter, jsonBody, needType, numberParameter } from "./read.ts";
import { type Exchange, inThread, jobOf, untilChange } from "./service.ts";
import { answerPlace } from "./places.ts";

/** Owner of the jobs of the old port. */
const OLD_PORT_USER = "spalloc-v1";

/** Maximum links of a page. */
const MAX_LIMIT = 200;

/** Lists links to everybody's jobs, the newest first. */
export async function listJobs(exchange: Exchange): Promise<Response> {
  const { service, links } = exchange;
  const limit = numberParameter(exchange, "limit", 100);
  const start = numberParameter(exchange, "start");
  if (limit < 1) throw new HttpError(400, "limit must be at least 1");
  if (limit > MAX_LIMIT) throw new HttpError(400, `limit must not be bigger than ${MAX_LIMIT}`);
  if (start < 0) throw new HttpError(400, "start must be at least 0");
  const { jobs } = service.java;
  if (flagParameter(exchange, "wait")) {
    const ids = jobs.shown().map(({ id }) => id);
    if (ids.length > 0) await untilChange(exchange, jobs.jobEpochs, ids);
  }
  const withDestroyed = flagParameter(exchange, "deleted");
  const ids = (withDestroyed ? jobs.all() : jobs.shown()).map(({ id }) => id).toReversed();
  const page = ids.slice(start, start + limit);
  const place = (start: number): string => {
    const query = new URLSearchParams(exchange.url.search);
    for (const [key, value] of Object.entries({ deleted: false, wait: false, limit: 100 })) {
      if (!query.has(key)) query.set(key, String(value));
    }
    query.set("start", String(start));
    return `${links.jobs}?${query}`;
  };
  const others = {
    ...page.length === limit && { next: place(start + limit) },
    ...start > 0 && { prev: place(Math.max(0, start - limit)) },
  };
  const link = Object.entries(others).map(([rel, url]) => `<${url}>; rel="${rel}"`).join(", ");
  return json({ jobs: page.map((id) => links.job(id)), ...others }, {
    headers: link === "" ? {} : { Link: link },
  });
}

/** Describes a job, without keeping it alive. */
export async function describeJob(exchange: Exchange): Promise<Response> {
  const { service, links } = exchange;
  const job = jobOf(exchange);
  if (flagParameter(exchange, "wait")) {
    await untilChange(exchange, service.java.jobs.jobEpochs, [job.id]);
  }
  const { end, host, api, isBack } = job;
  const url = links.job(job.id);
  const isAlive = !end || isBack;
  const hasProxy = service.settings.proxy && isAlive && job.state !== "queued";
  const isOwned = api !== undefined || !job.isHidden;
  return json({
    state: isAlive ? job.state.toUpperCase() : "DESTROYED",
    ...isOwned && { owner: api ? job.owner : OLD_PORT_USER },
    "start-time": instant(job.startTime),
    ...end && { "finish-time": instant(end.at), reason: end.reason ?? "" },
    ...isAlive && {
      "keep-alive-time": instant(job.keptAliveAt),
      ...host && { "keepalive-host": host },
    },
    "keepalive-ref": `${url}/keepalive`,
    "machine-ref": `${url}/machine`,
    "power-ref": `${url}/machine/power`,
    "chip-ref": `${url}/chip`,
    ...hasProxy && { "proxy-ref": links.proxy(job.id) },
    ...api && { "original-request": api.original },
  });
}

/** Keeps a job alive, and answers `ok` for a destroyed one too. */
export function keepAlive(exchange: Exchange): Response {
  needType(exchange.request, "text/plain");
  visit(exchange);
  return text("ok");
}

/** Destroys a job. */
export function deleteJob(exchange: Exchange): Response {
  const reason = exchange.url.searchParams.get("reason");
  exchange.service.java.jobs.destroy(jobOf(exchange), reason);
  return nothing();
}

/** Describes the boards of a job. */
export function describeMachine(exchange: Exchange): Response {
  const { links, service: { java } } = exchange;
  const job = visit(exchange);
  const { grant, end } = job;
  if (!grant) return nothing();
  const { machine, allocation: { region, single } } = grant;
  // Boards come in the order of their triads, and in none within a triad.
  const boards = end
    ? []
    : grant.boards.toSorted((one, other) =>
      one[0] - other[0] || one[1] - other[1] || other[2] - one[2]
    );
  if (end && !java.settings.inferred) return nothing();
  return json({
    width: single ? 1 : region.width,
    height: single ? 1 : region.height,
    depth: single ? 1 : 3,
    "machine-name": machine.name,
    connections: boards.map((board) => [
      wrapChip(fromOrigin(board, grant.origin), machine),
      machine.address(board),
    ]),
    boards,
    power: `${links.job(job.id)}/machine/power`,
    "machine-ref": links.machineOfPlace(machine.name),
  });
}

/** Answers whether all boards of a job are on. */
export function describePower(exchange: Exchange): Response {
  const { grant, end, isOn } = visit(exchange);
  const { inferred } = exchange.service.java.settings;
  if (!grant || end && !inferred) return nothing();
  // A job that is dead has no boards, all of which are on.
  return json({ power: isOn || end ? "ON" : "OFF" });
}

/**
 * Switches a job's boards. Without a state they go off; a request that can't be read changes
 * nothing, and looks as if there were no boards.
 *
 * @throws {HttpError} without a request.
 */
export async function switchPower(exchange: Exchange): Promise<Response> {
  const fields = await jsonBody(exchange).catch((error: HttpError) => {
    if (error.status === 500) return { power: "unreadable" };
    throw error.status === 400 ? new HttpError(400, "bad power description") : error;
  });
  const { power = null, ...others } = fields;
  const job = visit(exchange);
  const isRead = [null, "ON", "OFF"].some((state) => state === power) &&
    Object.keys(others).length === 0;
  if (!job.grant || !isRead) return nothing();
  // A job that is dead takes it, too.
  await inThread(exchange, () => exchange.service.java.jobs.setPower(job, power === "ON"));
  return nothing(202);
}

/** Answers where a chip of a job is. */
export function describeChip(exchange: Exchange): Response {
  return answerPlace(exchange, visit(exchange));
}

/** Returns the job of a request, and keeps it alive. */
export function visit(exchange: Exchange): JavaJob {
  const job = jobOf(exchange);
  exchange.service.java.jobs.keepAlive(job, exchange.host);
  return job;
}
