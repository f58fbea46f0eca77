import { EnumType } from "@cliffy/command";
import type { JobSummary } from "../lib/protocol/messages.ts";
import type { Call, OptionsOf } from "./call.ts";
import { needSetting } from "./missing.ts";
import { serverCommand, serverOptions } from "./options.ts";
import { jobTable } from "./ps/job_table.ts";
import { type ColumnName, COLUMNS, sortJobs } from "./ps/sort.ts";
import { show } from "./show.ts";
import { MACHINE, OWNER } from "./types/live.ts";
import { jobAsJson, queuePlaces } from "./views/job_json.ts";
import { jobList } from "./views/job_list.ts";
import type { Subject } from "./watch/subject.ts";

/** Builds `spalloc ps`. */
export function psCommand(call: Call) {
  return serverCommand(call)
    .description("List queued and running jobs.")
    .usage("[OPTIONS]")
    .example("Watch your jobs", "spalloc ps --me --watch")
    .example(
      "Destroy your jobs on a machine",
      "spalloc ps --me -m frame-4 --ids | spalloc job - --destroy",
    )
    .type("column", new EnumType(COLUMNS))
    .type("machine", MACHINE)
    .type("owner", OWNER)
    .option("-w, --watch", "Show the list again whenever it changes.")
    .option("--ids", "Print ids only, one per line.", { conflicts: ["json"] })
    .option("--sort <COLUMN:column>", `Sort by this column: ${COLUMNS.join(", ")}.`)
    .option("--json", "Print the jobs as JSON; with --watch, one line per change.")
    .group("Which jobs")
    .option("-m, --machine <NAME:machine>", "Only jobs on this machine.")
    .option("-o, --owner <NAME:owner>", "Only jobs of this owner.", { conflicts: ["me"] })
    .option("--me", `Only your own jobs (owner: ${call.shown.owner ?? "none"}).`)
    .action(async (options) => {
      call.exitCode = await listJobs(options, call);
    });
}

type PsOptions = OptionsOf<typeof psCommand>;

async function listJobs(options: PsOptions, call: Call): Promise<number> {
  const { machine = null, sort = null, ids = false, watch = false, json = false } = options;
  const list = new JobList({ machine, owner: ownerOf(options, call), sort, ids });
  return await show(list, await serverOptions(options, call), {
    watch,
    json,
    context: call.context,
  });
}

function ownerOf(options: PsOptions, call: Call): string | null {
  if (!options.me) return options.owner ?? null;
  return needSetting("owner", { hostname: options.hostname }, { call, of: "your jobs" });
}

/** Requested jobs, and the places of all queued ones. */
interface Listed {
  jobs: JobSummary[];
  places: ReadonlyMap<number, number>;
}

interface Filter {
  machine: string | null;
  owner: string | null;
  sort: ColumnName | null;
  ids: boolean;
}

class JobList implements Subject<Listed> {
  readonly #filter: Filter;

  constructor(filter: Filter) {
    this.#filter = filter;
  }

  subscribe: Subject<Listed>["subscribe"] = (client) => client.notifyJob();

  read: Subject<Listed>["read"] = async (client) => {
    const { machine, owner, sort } = this.#filter;
    const all = await client.listJobs();
    const jobs = all.filter((job) =>
      (machine === null || job.machineName === machine) && (owner === null || job.owner === owner)
    );
    return { jobs: sort ? sortJobs(jobs, sort) : jobs, places: queuePlaces(all) };
  };

  text: Subject<Listed>["text"] = ({ jobs, places }, look) => {
    if (this.#filter.ids) return jobs.map(({ jobId }) => jobId).join("\n");
    // Scripts read the table as the Python client prints it.
    return look.columns === null ? jobTable(jobs, look) : jobList(jobs, { places, look });
  };

  json: Subject<Listed>["json"] = ({ jobs, places }) => ({
    schema: 1,
    jobs: jobs.map((job) => jobAsJson(job, places)),
  });
}
