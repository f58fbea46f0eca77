import type { Config } from "../lib/config/mod.ts";
import type { JobSummary } from "../lib/protocol/messages.ts";
import type { Context, Parsed } from "./context.ts";
import { UsageError } from "./errors.ts";
import { jobAsJson, queuePlaces } from "./ps/job_json.ts";
import { jobTable } from "./ps/job_table.ts";
import { type ColumnName, sortJobs } from "./ps/sort.ts";
import { explainMissing, serverOptions } from "./server_flags.ts";
import { show } from "./watch.ts";
import type { Subject } from "./watch/subject.ts";

export { describe } from "./ps/describe.ts";

/** Runs `spalloc ps`, and gives the code to exit with. */
export async function run(parsed: Parsed, config: Config, context: Context): Promise<number> {
  const { options } = parsed;
  const json = options.json === true;
  const ids = options.ids === true;
  if (json && ids) throw new UsageError("Cannot show --ids as --json: leave one of them out");
  return await show(
    new JobList({
      machine: options.machine as string | undefined ?? null,
      owner: ownerOf(parsed, config),
      sort: options.sort as ColumnName | undefined ?? null,
      ids,
    }),
    serverOptions(parsed, config, context),
    { watch: options.watch === true, json, context },
  );
}

function ownerOf(parsed: Parsed, config: Config): string | null {
  const { options } = parsed;
  const { settings } = config;
  if (options.me !== true) return options.owner as string | undefined ?? null;
  if (options.owner !== undefined) {
    throw new UsageError("Cannot list jobs of --me and of --owner: leave one of them out");
  }
  if (!settings.owner) throw new UsageError(explainMissing("owner", "your jobs", parsed, config));
  return settings.owner;
}

/** The jobs that were asked for, and the places of all that are queued. */
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

  text: Subject<Listed>["text"] = ({ jobs, places }, { paint, columns, zone }) => {
    if (this.#filter.ids) return jobs.map(({ jobId }) => jobId).join("\n");
    // Scripts read the table as the Python client prints it; people also get the places.
    return jobTable(jobs, { paint, zone, ...(columns !== null && { places }) });
  };

  json: Subject<Listed>["json"] = ({ jobs, places }) => ({
    schema: 1,
    jobs: jobs.map((job) => jobAsJson(job, places)),
  });
}
