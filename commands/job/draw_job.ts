import { connect, type ServerOptions } from "../../lib/session.ts";
import type { Context } from "../context.ts";
import { CommandError } from "../errors.ts";
import { jobPicture, writePicture } from "../picture.ts";
import type { FindJob } from "./find_job.ts";

/** The exit code for a job that has no boards yet, or no longer. */
const NO_BOARDS = 9;

/** Writes a picture of a job's boards. */
export async function drawJob(
  find: FindJob,
  server: ServerOptions,
  { file, context }: { file: string; context: Context },
): Promise<void> {
  await using client = await connect(server);
  const jobId = await find(client);
  const job = (await client.listJobs()).find((job) => job.jobId === jobId);
  if (!job?.boards) throw new CommandError(NO_BOARDS, `Job ${jobId} has no boards to draw`);
  await writePicture(file, jobPicture(job), context);
}
