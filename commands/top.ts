import { askOnce, type ServerOptions } from "../lib/connect.ts";
import type { JobSummary } from "../lib/protocol/messages.ts";
import type { Call, OptionsOf } from "./call.ts";
import { callerOf, usualOwner } from "./caller.ts";
import { CommandError, UsageError } from "./errors.ts";
import { EXIT_CODES } from "./exit_codes.ts";
import { serverCommand, serverOptions } from "./options.ts";
import { Top } from "./top/top.ts";
import { MACHINE, OWNER } from "./types/live.ts";
import { Screen } from "./watch/screen.ts";
import { watchIn } from "./watch/watch_subject.ts";

/** Builds `spalloc top`. */
export function topCommand(call: Call) {
  return serverCommand(call)
    .description(
      "Watch jobs and machines on one screen: choose a job to see its boards on the map, and " +
        "destroy your own. ? lists the keys, q leaves.",
    )
    .usage("[OPTIONS]")
    .example("All jobs", "spalloc top")
    .example("Jobs on one machine", "spalloc top -m frame-4")
    .type("machine", MACHINE)
    .type("owner", OWNER)
    .option(
      "-m, --machine <NAME:machine>",
      "Show only this machine, its jobs and the queued jobs that it may serve.",
    )
    .option(
      "-o, --owner <NAME:owner>",
      `Owner whose jobs are yours (default: ${usualOwner(call.shown)}).`,
    )
    .action(async (options) => {
      call.exitCode = await watchAll(options, call);
    });
}

type TopOptions = OptionsOf<typeof topCommand>;

async function watchAll(options: TopOptions, call: Call): Promise<number> {
  const { context } = call;
  const { stdout, stdin, interrupts } = context;
  if (!stdout.canRepaint || !stdin.isTerminal()) {
    throw new UsageError("top needs a terminal", {
      steps: [
        ["To follow jobs without one", "spalloc ps --watch"],
        ["To follow machines", "spalloc machine --watch"],
      ],
    });
  }
  const server = await serverOptions(options, call);
  const owner = options.owner ??
    (call.mistakes.has("owner") ? null : call.given(undefined, "owner"));
  const top = new Top({
    machine: options.machine ?? null,
    me: callerOf(server, owner),
    destroy: (job) => destroyOwn(job, server, { signal: interrupts.signal }),
  });
  return await watchIn(() => new Screen(top, context), top, { server, context });
}

/**
 * Destroys a job over a connection of its own, if it is still the one on the screen: after a cold
 * start of the server the id may be a stranger's.
 *
 * @throws {CommandError} if it is not.
 */
async function destroyOwn(
  { jobId, owner, startTime }: JobSummary,
  server: ServerOptions,
  { signal }: { signal: AbortSignal },
): Promise<void> {
  await askOnce(server, async (client) => {
    const jobs = await client.listJobs({ whole: [jobId], signal });
    const job = jobs.find((job) => job.jobId === jobId);
    if (job?.owner !== owner || job.startTime !== startTime) {
      throw new CommandError(`job ${jobId} is over`, { exitCode: EXIT_CODES.notOneJob });
    }
    await client.destroyJob(jobId, { reason: `Destroyed by ${owner}`, signal });
  }, { signal });
}
