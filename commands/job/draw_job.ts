import { connect, type ServerOptions } from "../../lib/connect.ts";
import type { Context } from "../context.ts";
import { CommandError } from "../errors.ts";
import { EXIT_CODES } from "../exit_codes.ts";
import { jobPicture, writePicture } from "../views/picture.ts";
import type { FindJob } from "./which_jobs.ts";

/** Writes a picture of a job's boards, and returns the exit code. */
export async function drawJob(
  find: FindJob,
  server: ServerOptions,
  { file, context }: { file: string; context: Context },
): Promise<number> {
  await using client = await connect(server);
  const jobId = await find(client);
  const job = (await client.listJobs({ whole: [jobId] })).find((job) => job.jobId === jobId);
  if (!job?.boards) {
    throw new CommandError(`Job ${jobId} has no boards to draw`, { exitCode: EXIT_CODES.noBoards });
  }
  await writePicture(file, jobPicture(job), context);
  return 0;
}
