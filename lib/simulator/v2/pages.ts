import { countBoards } from "../../machine/mod.ts";
import type { JavaJob } from "../java/job.ts";
import { machinesByName } from "../java/jobs.ts";
import { seesAllJobs } from "./accounts.ts";
import { escapeHtml, html, inScript, instant, redirect } from "./answers.ts";
import { flagParameter } from "./read.ts";
import { type Exchange, isOwn, jobOf } from "./service.ts";

/** Answers with the main page. */
export function mainPage({ links, user }: Exchange): Response {
  const list = ["list_jobs", "list_machines"].map((name) =>
    `<li><a href="${links.page(name)}">${name}</a></li>`
  );
  return html("Spalloc", `<p>${escapeHtml(user.name)}</p>\n<ul>${list.join("")}</ul>`);
}

/**
 * Answers with the page of all live jobs. Owners of other jobs are left out, but requests are there,
 * in a column that browsers don't show.
 */
export function jobsPage({ service, user, links }: Exchange): Response {
  const rows = service.java.jobs.shown().map((job) => {
    const { id, state, machine, isOn, startTime, keepalive, api } = job;
    const grant = job.end ? null : job.grant;
    const isShown = isOwn(job, user) || seesAllJobs(user);
    return `<tr>
<td class="textColumn">
<a href="${links.page(`job_info/${id}`)}"><code>${id}</code></a>
</td>
<td class="textColumn">${state.toUpperCase()}</td>
<td class="textColumn">${grant && isOn ? "on" : "off"}</td>
<td class="numberColumn">
${grant?.boards.length ?? 0}
</td>
<td class="textColumn">
<code>${escapeHtml(machine.name)}</code>
</td>
<td class="textColumn">
<script defer="defer">
prettyTimestamp("start-${id}");
</script>
<code id="start-${id}">${instant(startTime)}</code>
</td>
<td class="textColumn">
<script defer="defer">
prettyDuration("alive-${id}");
</script>
<code id="alive-${id}">${duration(keepalive)}</code>
</td>
<td class="textColumn" id="owner-${id}">
${isShown ? escapeHtml(job.owner) : ""}
</td>
<td class="textColumn" hidden id="request-${id}">
${api ? inScript(api.original) : ""}
</td>
</tr>`;
  });
  const headings = [
    "ID",
    "State",
    "Power",
    "Boards",
    "Machine",
    "Created at",
    "Keepalive",
    "Owner",
  ];
  const head = headings.map((heading) => `<th>${heading}</th>`).join("\n");
  const table = `<table border="1">
<thead>
<tr>
${head}
</tr>
</thead>
<tbody>
${rows.join("\n")}
</tbody>
</table>`;
  return html("SpiNNaker Jobs", rows.length > 0 ? table : "<p>No jobs are alive!</p>");
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

/** Returns a duration as in pages: `PT1M30S`. */
function duration(seconds: number | null): string {
  const whole = Math.round(seconds ?? 0);
  const minutes = Math.floor(whole / 60);
  const rest = whole % 60;
  const parts = [minutes > 0 ? `${minutes}M` : "", rest > 0 || minutes === 0 ? `${rest}S` : ""];
  return `PT${parts.join("")}`;
}
