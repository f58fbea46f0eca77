import { standardAddressPosition, standardBase } from "../../lib/machine/addresses.ts";
import type { Server } from "../../lib/server.ts";
import { UnsupportedError } from "../../lib/errors.ts";
import type { EthernetChip, JobSummary, Location } from "../../lib/protocol/messages.ts";
import { CommandError } from "../errors.ts";
import { EXIT_CODES } from "../exit_codes.ts";

/** Maximum jobs of others that are asked for their addresses: each question keeps one alive. */
const MOST_OTHERS = 20;

/** A board that was found. */
export interface FoundBoard {
  location: Location;
  /** What is not certain about it; `null` if a job has told the address. */
  note: string | null;
}

/** Rule of a machine's addresses, as far as it is known. */
interface Scheme {
  base: string;
  /** Job whose address gave the rule. */
  jobId: number;
  /** Whether a second address confirmed it. */
  isProven: boolean;
}

/**
 * Finds the board with an address. Some servers know addresses; on others only jobs do, and asking
 * one keeps it alive: so the caller's own come first, then one for each machine, since standard
 * addresses tell where all boards are, then a few more.
 *
 * @param address An IP address or a host name, as the server writes it.
 * @param me The caller; `null` where nobody said.
 * @throws {CommandError} if it is not found.
 */
export async function findAddress(
  address: string,
  client: Server,
  me: string | null,
): Promise<FoundBoard> {
  const known = await client.whereIsAddress(address).catch((error) => {
    if (error instanceof UnsupportedError) return "unsupported" as const;
    throw error;
  });
  return known === "unsupported" ? await searchJobs(address, client, me) : foundBy(address, known);
}

/** Returns the board that a server has found by an address. */
function foundBy(address: string, location: Location | null): FoundBoard {
  if (location) return { location, note: null };
  const why = /^[\d.]+$/.test(address)
    ? ": no machine has it"
    : ": this server knows boards by numbers, such as 10.11.0.81";
  throw new CommandError(`Found no board with the address ${address}${why}`, {
    exitCode: EXIT_CODES.nothingThere,
  });
}

/** Searches the boards of jobs for an address. */
async function searchJobs(
  address: string,
  client: Server,
  me: string | null,
): Promise<FoundBoard> {
  // Some servers give jobs that wait an empty list.
  const holders = (await client.listJobs()).filter(({ boards }) => boards && boards.length > 0);
  const jobs = holders.filter(({ isHidden }) => !isHidden);
  const isMine = ({ owner }: JobSummary): boolean => me !== null && owner === me;
  // Those that never end are kept alive by nothing.
  const others = jobs.filter((job) => !isMine(job)).sort((one, other) =>
    Number(one.keepalive !== null) - Number(other.keepalive !== null)
  );
  const search = new AddressSearch(address, client, jobs);
  let found: FoundBoard | null = null;
  for (const job of jobs.filter(isMine)) if ((found = await search.ask(job))) return found;
  for (const machine of new Set(jobs.map(({ machineName }) => machineName))) {
    if ((found = await search.calculate(machine, others))) return found;
  }
  const rest = others.filter((job) => search.isWorthAsking(job));
  for (const job of rest.slice(0, MOST_OTHERS)) if ((found = await search.ask(job))) return found;
  const unasked = Math.max(0, rest.length - MOST_OTHERS);
  throw new CommandError(
    `Found no board with the address ${address}` +
      (jobs.length === 0
        ? `: ${nobody(holders.length)}, and only jobs know addresses`
        : unasked > 0
        ? `; ${unasked} of ${jobs.length} jobs were not asked`
        : ": no job has it"),
    { exitCode: EXIT_CODES.nothingThere },
  );
}

/** Tells that no job with boards can be asked. */
function nobody(hidden: number): string {
  if (hidden === 0) return "no job has boards";
  return hidden === 1 ? "1 job with boards is hidden" : `${hidden} jobs with boards are hidden`;
}

class AddressSearch {
  readonly #wanted: string;
  readonly #client: Server;
  readonly #jobs: readonly JobSummary[];
  readonly #asked = new Map<number, EthernetChip[]>();
  readonly #schemes = new Map<string, Scheme>();

  constructor(address: string, client: Server, jobs: readonly JobSummary[]) {
    this.#wanted = address.toLowerCase();
    this.#client = client;
    this.#jobs = jobs;
  }

  /** Whether a job may have the board, as far as is known by now. */
  isWorthAsking({ jobId, machineName }: JobSummary): boolean {
    const scheme = machineName === null ? undefined : this.#schemes.get(machineName);
    return !this.#asked.has(jobId) && !scheme?.isProven;
  }

  /** Searches the boards of a job. */
  async ask({ jobId }: JobSummary): Promise<FoundBoard | null> {
    const { connections = [] } = await this.#client.getJobMachineInfo(jobId) ?? {};
    this.#asked.set(jobId, connections);
    const chip = connections.find(({ hostname }) => hostname.toLowerCase() === this.#wanted);
    const location = chip && await this.#locate(jobId, chip);
    return location ? { location, note: null } : null;
  }

  /** Calculates where the board is in a machine, from the address of another board there. */
  async calculate(
    machineName: string | null,
    others: readonly JobSummary[],
  ): Promise<FoundBoard | null> {
    if (machineName === null || !/^\d+(\.\d+){3}$/.test(this.#wanted)) return null;
    const here = (job: JobSummary): boolean => job.machineName === machineName;
    const other = others.find(here);
    if (other && !this.#jobs.some((job) => here(job) && this.#asked.has(job.jobId))) {
      const found = await this.ask(other);
      if (found) return found;
    }
    const scheme = await this.#schemeOf(machineName);
    const physical = scheme && standardAddressPosition(this.#wanted, scheme.base);
    const location = physical && await this.#client.whereIs({ machine: machineName, physical });
    if (!scheme || !location) return null;
    const holder = this.#jobs.find(({ jobId }) => jobId === location.jobId);
    // Whoever has the board knows for certain.
    if (holder) return this.#asked.has(holder.jobId) ? null : await this.ask(holder);
    const from = `the standard addresses, based on job ${scheme.jobId}`;
    return { location, note: `No job reports this address. The place follows from ${from}.` };
  }

  /** Derives the addresses of a machine, and checks them on a second board of the same job. */
  async #schemeOf(machine: string): Promise<Scheme | null> {
    for (const { jobId, machineName } of this.#jobs) {
      const [first, second] = this.#asked.get(jobId) ?? [];
      if (machineName !== machine || !first) continue;
      const location = await this.#locate(jobId, first);
      const base = location && standardBase(first.hostname, location.physical);
      if (!base) continue;
      const physical = second && standardAddressPosition(second.hostname, base);
      const there = physical && await this.#client.whereIs({ machine, physical });
      const isProven = there?.jobId === jobId &&
        there.jobChip?.join() === `${second!.x},${second!.y}`;
      if (second && !isProven) return null;
      const scheme = { base, jobId, isProven };
      this.#schemes.set(machine, scheme);
      return scheme;
    }
    return null;
  }

  #locate(jobId: number, { x, y }: EthernetChip): Promise<Location | null> {
    return this.#client.whereIs({ jobId, chip: [x, y] });
  }
}
