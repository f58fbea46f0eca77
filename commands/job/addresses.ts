import type { Server } from "../../lib/server.ts";
import { JobState, jobStateName } from "../../lib/protocol/messages.ts";
import { escapeText } from "../../lib/escape.ts";
import { toJson } from "../../lib/render/json.ts";
import { connect, type ServerOptions } from "../../lib/connect.ts";
import type { Context } from "../context.ts";
import { unknownJob } from "../../lib/unknown_job.ts";
import { CommandError } from "../errors.ts";
import { EXIT_CODES } from "../exit_codes.ts";
import { addressesCsv } from "../views/addresses_csv.ts";
import { idsOf, type WhichJobs } from "./which_jobs.ts";

/**
 * Lists the addresses of jobs' boards: as CSV those of one job, as JSON those of any number, one
 * line each.
 *
 * @throws {CommandError} if a job has no boards, once those of all others are listed.
 */
export async function listAddresses(
  which: WhichJobs,
  server: ServerOptions,
  { json, context: { stdout, stderr } }: { json: boolean; context: Context },
): Promise<void> {
  await using client = await connect(server);
  const ids = which.kind === "named" ? which.ids : idsOf(which, await client.listJobs());
  const without: string[] = [];
  for (const jobId of ids) {
    const machine = await client.getJobMachineInfo(jobId);
    if (!machine) without.push(await whyNone(jobId, client));
    else if (json) {
      stdout.line(toJson({ schema: 1, job_id: jobId, connections: machine.connections }));
    } else stdout.write(addressesCsv(machine.connections));
  }
  const last = without.pop();
  for (const why of without) stderr.sentence(`spalloc: ${escapeText(why)}`, "red");
  if (last !== undefined) throw new CommandError(last, { exitCode: EXIT_CODES.noBoards });
}

async function whyNone(jobId: number, client: Server): Promise<string> {
  const { state } = await client.getJobState(jobId);
  return state === JobState.unknown
    ? unknownJob(jobId, client).message
    : `Job ${jobId} has no boards: it is ${jobStateName(state) ?? `in state ${state}`}`;
}
