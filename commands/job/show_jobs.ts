import { askOnce, type ServerOptions } from "../../lib/connect.ts";
import type { Context } from "../context.ts";
import { shownText } from "../watch/subject.ts";
import { JobInfo, type Note } from "./job_info.ts";
import { idsOf, type WhichJobs } from "./which_jobs.ts";

/** Shows jobs one after the other, as JSON one object per line, and returns their number. */
export async function showJobs(
  which: WhichJobs,
  server: ServerOptions,
  { json, context, note }: {
    json: boolean;
    context: Context;
    note: Note;
  },
): Promise<number> {
  const { stdout } = context;
  return await askOnce(server, async (client) => {
    const jobs = await client.listJobs(which.kind === "named" ? { whole: which.ids } : {});
    const ids = idsOf(which, jobs);
    for (const [at, jobId] of ids.entries()) {
      const info = new JobInfo(() => Promise.resolve(jobId), note);
      const details = await info.readFrom(jobs, jobId, client);
      if (!json && at > 0) stdout.line();
      stdout.line(shownText(info, details, { json, context }));
    }
    return ids.length;
  });
}
