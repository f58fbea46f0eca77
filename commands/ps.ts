import { EnumType } from "@cliffy/command";
import { escapeText } from "../lib/escape.ts";
import type { JobSummary } from "../lib/protocol/messages.ts";
import type { Server } from "../lib/server.ts";
import type { Call, OptionsOf } from "./call.ts";
import { type Caller, callerOf, isJobOf, usualOwner } from "./caller.ts";
import { needSetting } from "./missing.ts";
import { serverCommand, serverOptions, usesApi } from "./options.ts";
import { show } from "./show.ts";
import { MACHINE, OWNER } from "./types/live.ts";
import { jobAsJson, queuePlaces } from "./views/job_json.ts";
import { jobList, jobTable } from "./views/job_list.ts";
import { noSuchMachine } from "./views/usage.ts";
import type { Subject } from "./watch/subject.ts";

type Key = number | string | null;

/** Sort keys of jobs, by column. */
const KEYS = {
  id: ({ jobId }) => jobId,
  state: ({ state }) => state,
  power: ({ power }) => power === null ? null : Number(power),
  boards: ({ boards }) => boards?.length ?? null,
  machine: ({ machineName }) => machineName,
  created: ({ startTime }) => startTime,
  // Without a limit is longer than any.
  keepalive: ({ keepalive }) => keepalive ?? Infinity,
  owner: ({ owner }) => owner,
} satisfies Record<string, (job: JobSummary) => Key>;

/** Name of a column to sort by. */
type ColumnName = keyof typeof KEYS;

/** Names of the columns to sort by. */
const COLUMNS: ColumnName[] = Object.keys(KEYS) as ColumnName[];

/** Sorts jobs by a column, the smallest first; jobs that have nothing there come last. */
function sortJobs(jobs: readonly JobSummary[], column: ColumnName): JobSummary[] {
  const key: (job: JobSummary) => Key = KEYS[column];
  return jobs.toSorted((one, other) => compare(key(one), key(other)));
}

function compare(one: Key, other: Key): number {
  if (one === other) return 0;
  if (one === null) return 1;
  if (other === null) return -1;
  return one < other ? -1 : 1;
}

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
    .option("--me", `Only your own jobs (owner: ${usualOwner(call.shown)}).`)
    .action(async (options) => {
      call.exitCode = await listJobs(options, call);
    });
}

type PsOptions = OptionsOf<typeof psCommand>;

async function listJobs(options: PsOptions, call: Call): Promise<number> {
  const { machine = null, sort = null, ids = false, watch = false, json = false } = options;
  const asked = ownerOf(options, call);
  const server = await serverOptions(options, call);
  const me = callerOf(server, null);
  // Who is logged in is known only now.
  const owner = asked?.name === null ? me : asked;
  const isStranger = owner !== null && me.isLoggedIn && owner.name !== me.name;
  const { stderr } = call.context;
  // What is painted over itself has no room for a note.
  const onNote = (note: string): void => {
    if (!watch) stderr.sentence(escapeText(`spalloc: ${note}`));
  };
  const list = new JobList({ machine, owner, isStranger, sort, ids, onNote });
  return await show(list, server, {
    watch,
    json,
    context: call.context,
  });
}

/** Returns the owner whose jobs are asked for; `null` for all. */
function ownerOf(options: PsOptions, call: Call): Caller | null {
  const isLoggedIn = usesApi(options, call);
  if (!options.me) return options.owner === undefined ? null : { name: options.owner, isLoggedIn };
  if (isLoggedIn) return { name: null, isLoggedIn };
  const flags = { hostname: options.hostname };
  return { name: needSetting("owner", flags, { call, of: "your jobs" }), isLoggedIn };
}

/** Requested jobs, and the places of all queued ones. */
interface Listed {
  jobs: JobSummary[];
  places: ReadonlyMap<number, number>;
  /** Number of jobs that may be those of the owner who was asked for, if the server hides them. */
  untold: number;
}

interface Filter {
  machine: string | null;
  owner: Caller | null;
  /** Whether that is somebody else than the user who is logged in. */
  isStranger: boolean;
  sort: ColumnName | null;
  ids: boolean;
  /** Called with what explains an empty list. */
  onNote: (note: string) => void;
}

class JobList implements Subject<Listed> {
  readonly #filter: Filter;
  #isMachineKnown = false;

  constructor(filter: Filter) {
    this.#filter = filter;
  }

  subscribe: Subject<Listed>["subscribe"] = (client) => client.notifyJob();

  read: Subject<Listed>["read"] = async (client) => {
    const { machine, owner, isStranger, sort } = this.#filter;
    const all = await client.listJobs();
    const here = all.filter((job) => machine === null || job.machineName === machine);
    if (machine !== null && here.length === 0) await this.#needMachine(machine, client);
    const jobs = here.filter((job) => owner === null || isJobOf(job, owner));
    const untold = isStranger ? here.filter(({ isHidden }) => isHidden).length : 0;
    return { jobs: sort ? sortJobs(jobs, sort) : jobs, places: queuePlaces(all), untold };
  };

  /** Notes once that there is no such machine: scripts get an empty list, as from Python. */
  async #needMachine(name: string, client: Server): Promise<void> {
    if (this.#isMachineKnown) return;
    this.#isMachineKnown = true;
    const note = noSuchMachine(name, await client.listMachines());
    if (note !== null) this.#filter.onNote(note);
  }

  text: Subject<Listed>["text"] = ({ jobs, places, untold }, look) => {
    if (this.#filter.ids) return jobs.map(({ jobId }) => jobId).join("\n");
    // Scripts read the table as the Python client prints it.
    if (look.columns === null) return jobTable(jobs, look);
    const list = jobList(jobs, { places, look });
    return untold === 0 ? list : `${list}\n\n${untoldText(untold)}`;
  };

  json: Subject<Listed>["json"] = ({ jobs, places }) => ({
    schema: 1,
    jobs: jobs.map((job) => jobAsJson(job, places)),
  });
}

function untoldText(count: number): string {
  const owners = count === 1 ? "The owner of 1 job is" : `The owners of ${count} jobs are`;
  return `${owners} hidden: this server shows you only your own jobs whole.`;
}
