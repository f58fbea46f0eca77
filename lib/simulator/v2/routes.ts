import type { ApiRole } from "./options.ts";
import { changeService, describeService as describeBoardService } from "./admin.ts";
import { createJob } from "./create_job.ts";
import {
  deleteJob,
  describeChip,
  describeJob,
  describeMachine as describeJobMachine,
  describePower,
  keepAlive,
  listJobs,
  switchPower,
} from "./jobs.ts";
import { describeMachine, listMachines } from "./machines.ts";
import { machinePage } from "./machine_page.ts";
import { readMemory, resetRouter, writeMemory } from "./memory.ts";
import {
  deleteFromPage,
  jobPage,
  jobsPage,
  machinesPage,
  mainPage,
  powerFromPage,
} from "./pages.ts";
import { whereIsAddress, whereIsChip, whereIsLogical, whereIsPhysical } from "./places.ts";
import { reportIssue } from "./report_issue.ts";
import { describeService, stopForEmergency } from "./root.ts";
import type { Exchange } from "./service.ts";

/** Function that answers a request. */
export type Handler = (exchange: Exchange) => Response | Promise<Response>;

/** A path and a method that are answered. */
export interface Route {
  readonly method: "GET" | "POST" | "PUT" | "DELETE";
  /** Path behind the base URL; `{id}` stands for a number, `{name}` for any name. */
  readonly path: string;
  /** Role that it needs. */
  readonly role: ApiRole;
  /** Content type of its answers. */
  readonly produces: string;
  readonly handle: Handler;
}

const JSON_TYPE = "application/json";
const HTML = "text/html";
const BYTES = "application/octet-stream";
const JOB = "srv/spalloc/jobs/{id}";
const MACHINE = "srv/spalloc/machines/{name}";

/** Routes of the API, and of the pages beside it. */
export const ROUTES: readonly Route[] = [
  route("GET", "srv/spalloc", "BASIC", describeService),
  route("GET", "srv/spalloc/emergencyStop", "BASIC", stopForEmergency),
  route("GET", "srv/spalloc/machines", "READER", listMachines),
  route("GET", MACHINE, "READER", describeMachine),
  route("GET", `${MACHINE}/logical-board`, "READER", whereIsLogical),
  route("GET", `${MACHINE}/physical-board`, "READER", whereIsPhysical),
  route("GET", `${MACHINE}/chip`, "READER", whereIsChip),
  route("GET", `${MACHINE}/board-ip`, "READER", whereIsAddress),
  route("GET", "srv/spalloc/jobs", "READER", listJobs),
  route("POST", "srv/spalloc/jobs", "BASIC", createJob),
  route("GET", JOB, "USER", describeJob),
  route("DELETE", JOB, "USER", deleteJob, "*/*"),
  route("PUT", `${JOB}/keepalive`, "USER", keepAlive, "text/plain"),
  route("GET", `${JOB}/machine`, "USER", describeJobMachine),
  route("GET", `${JOB}/machine/power`, "USER", describePower),
  route("POST", `${JOB}/machine/power`, "USER", switchPower),
  route("GET", `${JOB}/chip`, "USER", describeChip),
  route("POST", `${JOB}/report-issue`, "USER", reportIssue),
  route("GET", `${JOB}/memory`, "USER", readMemory, BYTES),
  route("POST", `${JOB}/memory`, "USER", writeMemory, "*/*"),
  route("GET", `${JOB}/fast-data-read`, "USER", readMemory, BYTES),
  route("POST", `${JOB}/fast-data-write`, "USER", writeMemory, "*/*"),
  route("DELETE", `${JOB}/router`, "USER", resetRouter, "*/*"),
  route("GET", "srv/spalloc/admin/board", "ADMIN", describeBoardService),
  route("PUT", "srv/spalloc/admin/board", "ADMIN", changeService),
  route("GET", "srv/info", "BASIC", listServices, HTML),
  route("GET", "system", "BASIC", mainPage, HTML),
  route("GET", "system/list_jobs", "READER", jobsPage, HTML),
  route("GET", "system/list_machines", "READER", machinesPage, HTML),
  route("GET", "system/machine_info/{name}", "READER", machinePage, HTML),
  route("GET", "system/job_info/{id}", "USER", jobPage, HTML),
  route("POST", "system/delete_job/{id}", "USER", deleteFromPage, HTML),
  route("POST", "system/power_job/{id}", "USER", powerFromPage, HTML),
];

/** Returns the routes of a path for all methods, and the values of its placeholders. */
export function findRoutes(path: string): { routes: Route[]; names: Record<string, string> } {
  let names: Record<string, string> = {};
  const routes = ROUTES.filter((route) => {
    const found = patternOf(route.path).exec(path)?.groups;
    if (found) names = decoded(found);
    return found !== undefined;
  });
  return { routes, names };
}

/** Returns the OpenAPI description. */
export function describeApi(version: string): unknown {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const { method, path, produces } of ROUTES) {
    if (!path.startsWith("srv/spalloc")) continue;
    const operation = { responses: { default: { description: "", content: { [produces]: {} } } } };
    (paths[`/${path.slice("srv/".length)}`] ??= {})[method.toLowerCase()] = operation;
  }
  return { openapi: "3.0.1", info: { title: "Spalloc", version }, paths };
}

function listServices({ links }: Exchange): Response {
  const page = `<!DOCTYPE html>\n<a href="${links.base}srv/openapi.json">openapi.json</a>\n`;
  return new Response(page, { headers: { "Content-Type": "text/html;charset=UTF-8" } });
}

function route(
  method: Route["method"],
  path: string,
  role: ApiRole,
  handle: Handler,
  produces: string = JSON_TYPE,
): Route {
  return { method, path, role, handle, produces };
}

function patternOf(path: string): RegExp {
  const pattern = path.replace("{id}", "(?<id>\\d+)").replace("{name}", "(?<name>[^/]+)");
  return new RegExp(`^(?<all>${pattern})$`);
}

function decoded(names: Readonly<Record<string, string>>): Record<string, string> {
  try {
    return Object.fromEntries(
      Object.entries(names).map(([key, value]) => [key, decodeURIComponent(value)]),
    );
  } catch {
    return {};
  }
}
