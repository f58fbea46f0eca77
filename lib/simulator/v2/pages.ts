import { countBoards } from "../../machine/mod.ts";
import type { JavaJob } from "../java/job.ts";
import { machinesByName } from "../java/jobs.ts";
import { seesAllJobs } from "./accounts.ts";
import { escapeHtml, html, redirect } from "./answers.ts";
import { machineOf } from "./machines.ts";
import { flagParameter } from "./read.ts";
import { type Exchange, isOwn, jobOf } from "./service.ts";

/** Answers with the main page. */
export function mainPage({ links, user }: Exchange): Response {
  const list = ["list_jobs", "list_machines"].map((name) =>
    `<li><a href="${links.page(name)}">${name}</a></li>`
  );
  return html("Spalloc", `<p>${escapeHtml(user.name)}</p>\n<ul>${list.join("")}</ul>`);
}

/** Answers with the page of all live jobs; owners of other jobs are left out. */
export function jobsPage({ service, user, links }: Exchange): Response {
  const rows = service.java.jobs.list().map((job) => {
    const isShown = isOwn(job, user) || seesAllJobs(user);
    return [
      isShown ? `<a href="${links.page(`job_info/${job.id}`)}">${job.id}</a>` : String(job.id),
      job.state,
      job.machine.name,
      String(job.grant?.boards.length ?? 0),
      isShown ? escapeHtml(job.owner) : "",
      isShown ? escapeHtml(job.host ?? "") : "",
    ];
  });
  return html("Jobs", table(["id", "state", "machine", "boards", "owner", "host"], rows));
}

/** Answers with the page of all machines. */
export function machinesPage({ service, links }: Exchange): Response {
  const rows = machinesByName(service.java.parts).map((machine) => [
    `<a href="${links.page(`machine_info/${encodeURIComponent(machine.name)}`)}">` +
    `${escapeHtml(machine.name)}</a>`,
    String(countBoards(machine) - machine.missingBoards.length - machine.deadBoards.length),
    escapeHtml(machine.tags.join(", ")),
  ]);
  return html("Machines", table(["name", "boards", "tags"], rows));
}

/** Answers with the page of a machine; its script holds the jobs and their boards. */
export function machinePage(exchange: Exchange): Response {
  const machine = machineOf(exchange);
  const jobs = exchange.service.java.jobs.list().flatMap(({ id, grant }) =>
    grant?.machine === machine ? [{ id, boards: grant.boards }] : []
  );
  const { width, height, deadBoards } = machine;
  const description = { width, height, "dead-boards": deadBoards, jobs };
  const literal = JSON.stringify(description).replaceAll("<", "\\u003c");
  return html(machine.name, `<script>const machine = ${literal};</script>`);
}

/** Answers with the page of a job. */
export function jobPage(exchange: Exchange): Response {
  return html(`Job ${exchange.names.id}`, describe(jobOf(exchange)));
}

/** Destroys a job, and redirects to the page of all. */
export function deleteFromPage(exchange: Exchange): Response {
  const { service, links, url } = exchange;
  service.java.jobs.destroy(jobOf(exchange), url.searchParams.get("reason"));
  return redirect(links.page("list_jobs"));
}

/** Switches a job's boards, and redirects to its page. */
export function powerFromPage(exchange: Exchange): Response {
  const { service, links } = exchange;
  const job = jobOf(exchange);
  if (job.grant) service.java.jobs.setPower(job, flagParameter(exchange, "power"));
  return redirect(links.page(`job_info/${job.id}`));
}

function describe(job: JavaJob): string {
  const boards = job.grant?.boards.map(String).join(" ") ?? "";
  return table(["owner", "state", "machine", "boards"], [
    [escapeHtml(job.owner), job.end ? "destroyed" : job.state, job.machine.name, boards],
  ]);
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const row = (cells: readonly string[], tag: string): string =>
    `<tr>${cells.map((cell) => `<${tag}>${cell}</${tag}>`).join("")}</tr>`;
  return `<table>\n${
    [row(head, "th"), ...rows.map((cells) => row(cells, "td"))].join("\n")
  }\n</table>`;
}
