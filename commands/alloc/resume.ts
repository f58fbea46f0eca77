import type { Job, JobOptions } from "../../lib/job.ts";
import { askOnce } from "../../lib/connect.ts";
import { CommandError, UsageError } from "../errors.ts";
import { EXIT_CODES } from "../exit_codes.ts";
import type { Progress } from "./progress.ts";
import type { Requirements } from "./request.ts";
import { flagOf } from "./tries/trial.ts";

const BOARDS = ["machine", "tags", "minRatio", "maxDeadBoards", "maxDeadLinks"] as const;
const JOB = ["requireTorus", "keepalive", "group", "collab", "nmpiJob"] as const;
const CHECKS = ["check", "ping", "checkTimeout", "tries", "holdAtMost"] as const;
const AFTERMATH = ["avoid", "avoidFor", "report"] as const;

/** Options about the boards to request, which a resumed job ignores. */
const REQUIREMENTS = [...BOARDS, ...JOB, ...CHECKS, ...AFTERMATH];

/**
 * Names the options that have no effect on a resumed job; `null` for none.
 *
 * @throws {UsageError} if boards are asked for as well.
 */
export function withoutEffect(
  jobId: number,
  options: Requirements,
): string | null {
  const { what, physical, ip } = options;
  const named = physical !== undefined ? "--physical" : ip !== undefined ? "--ip" : null;
  if (what.length > 0 || named !== null) {
    const boards = named === null ? what.join(" ") : `the board of ${named}`;
    throw new UsageError(
      `Cannot resume job ${jobId} and allocate ${boards}: give only one of them`,
    );
  }
  const given = REQUIREMENTS.filter((key) => options[key] !== undefined)
    .map((key) => flagOf(key, options[key]));
  if (given.length === 0) return null;
  const flags = given.length === 1
    ? given[0]
    : `${given.slice(0, -1).join(", ")} and ${given.at(-1)}`;
  return `${flags} ${given.length === 1 ? "has" : "have"} no effect: job ${jobId} exists already.`;
}

/** Thrown when somebody else's boards are off: their job is neither powered nor ended. */
export class NotOursError extends CommandError {
  constructor(jobId: number, owner: string) {
    super(`The boards of job ${jobId} are off, and the job belongs to ${owner}`, {
      exitCode: EXIT_CODES.cannotPower,
      steps: [["To power them on", `spalloc job ${jobId} --power-on`]],
    });
  }
}

/**
 * Powers the boards of a resumed job on if they are off, and waits for that.
 *
 * @throws {NotOursError} if the job is somebody else's.
 * @throws {NotReadyError} if it takes longer than `--max-wait`.
 */
export async function powerIfOff(
  job: Job,
  { server, me, progress }: { server: JobOptions; me: string | null; progress: Progress },
): Promise<void> {
  if (job.status.power !== false) return;
  const until = server.signal ? { signal: server.signal } : {};
  const jobs = await askOnce(server, (client) => client.listJobs(), until);
  // Some servers hide whose jobs others are.
  const owner = jobs.find(({ jobId }) => jobId === job.id)?.owner || null;
  if (owner !== null && me !== null && owner !== me) throw new NotOursError(job.id, owner);
  progress.say(`Job ${job.id}: Its boards are off, powering them on...`, "yellow");
  await job.powerOn(until);
  // A server that is polled may still tell of how they were.
  for await (const { power } of job.states(until)) if (power !== false) break;
}
