import { JobUnknownError } from "../../lib/errors.ts";
import { IdentityCheck, type JobIdentity } from "../../lib/lifeline/identity.ts";
import { isGone } from "../../lib/protocol/messages.ts";
import { askOnce, type ServerOptions } from "../../lib/connect.ts";
import { isUrl } from "../../lib/server_address.ts";
import type { Context } from "../context.ts";
import { readText } from "../input.ts";
import { givenLogin } from "../server_login.ts";
import { endCommand } from "../running/end_command.ts";
import type { LeftToDo } from "./guard.ts";
import { ProcessTree } from "../running/process_tree.ts";

/** Does the work that remains of a killed spalloc: a {@linkcode Guard} becomes this. */
export async function endForKilled(context: Context): Promise<number> {
  const left = JSON.parse(await readText(context.stdin)) as LeftToDo;
  const { job, others = [], server: known, keep, ending, file, failed, command, reader } = left;
  const { clock, stderr } = context;
  const { jobId } = job;
  const what = keep ? "left allocated" : "freed";
  const freed = [jobId, ...others.map(({ jobId }) => jobId)];
  const which = keep || freed.length === 1 ? `job ${jobId}` : `jobs ${freed.join(" and ")}`;
  const said = `spalloc was killed: the boards of ${which} are ${what}.`;
  stderr.sentence(said, "red");
  if (reader) await new ProcessTree(reader, { mark: null }).signal("SIGKILL");
  if (command) {
    const tree = new ProcessTree(command.pid, { mark: command.mark });
    const gone = new AbortController().signal;
    await endCommand(tree, { ending, came: null, hasEnded: () => true, gone }, context);
  }
  for (const path of [file, failed]) {
    if (path !== undefined) await Deno.remove(path).catch(() => {}); // The command may have done so.
  }
  const jobs = keep ? others : [job, ...others];
  if (jobs.length === 0) return 0;
  const { makesTokens = false, ...server } = known;
  const { hostname, credentials } = server;
  context.server = isUrl(hostname) ? hostname : `${hostname}:${server.port}`;
  const logins = isUrl(hostname) && {
    logins: givenLogin(hostname, { session: credentials?.session ?? null, makesTokens, context }),
  };
  // Each on its own: one that can't be freed must not keep the others.
  const freeing = jobs.map((job) => free(job, { ...server, ...logins, clock }));
  for (const outcome of await Promise.allSettled(freeing)) {
    if (outcome.status === "rejected") throw outcome.reason;
  }
  return 0;
}

/** Destroys a job, unless it is gone. */
async function free(job: JobIdentity, server: ServerOptions): Promise<void> {
  try {
    await askOnce(server, async (client) => {
      if (isGone(await new IdentityCheck(job).read(client))) return;
      await client.destroyJob(job.jobId, { reason: "spalloc was killed." });
    });
  } catch (error) {
    if (!(error instanceof JobUnknownError)) throw error;
  }
}
