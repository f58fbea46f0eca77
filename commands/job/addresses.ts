import { toJson } from "../../lib/render/json.ts";
import { connect, type ServerOptions } from "../../lib/session.ts";
import type { Context } from "../context.ts";
import { CommandError } from "../errors.ts";
import { EXIT_CODES } from "../exit_codes.ts";
import { addressesCsv } from "../views/addresses_csv.ts";
import type { FindJob } from "./find_job.ts";

/** Lists the addresses of a job's boards, and gives the code to exit with. */
export async function listAddresses(
  find: FindJob,
  server: ServerOptions,
  { json, context: { stdout } }: { json: boolean; context: Context },
): Promise<number> {
  await using client = await connect(server);
  const jobId = await find(client);
  const machine = await client.getJobMachineInfo(jobId);
  if (!machine) {
    throw new CommandError(EXIT_CODES.noBoards, `Job ${jobId} is queued or does not exist`);
  }
  const { connections } = machine;
  if (json) {
    stdout.line(toJson({ schema: 1, job_id: jobId, connections }));
  } else {
    stdout.write(addressesCsv(connections));
  }
  return 0;
}
