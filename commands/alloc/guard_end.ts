import { JobUnknownError } from "../../lib/errors.ts";
import { IdentityCheck } from "../../lib/lifeline/identity.ts";
import { isGone } from "../../lib/protocol/messages.ts";
import { connect } from "../../lib/connect.ts";
import { isUrl } from "../../lib/server_address.ts";
import type { Context } from "../context.ts";
import { rememberedLogins } from "../server_login.ts";
import { endCommand } from "../running/end_command.ts";
import { Guard } from "./guard.ts";
import { ProcessTree } from "../running/process_tree.ts";

/** Does the work that remains of a killed spalloc: a {@linkcode Guard} becomes this. */
export async function endForKilled(context: Context): Promise<number> {
  const { clock, stderr, stdin } = context;
  const { job, server, keep, ending, file, command, reader } = await Guard.read(stdin);
  const { jobId } = job;
  const what = keep ? "left allocated" : "freed";
  stderr.line(stderr.style("red", `spalloc was killed: the boards of job ${jobId} are ${what}.`));
  if (reader) await new ProcessTree(reader, { mark: null }).signal("SIGKILL");
  if (command) {
    const tree = new ProcessTree(command.pid, { mark: command.mark });
    const gone = new AbortController().signal;
    await endCommand(tree, { ending, came: null, hasEnded: () => true, gone }, context);
  }
  if (file !== undefined) await Deno.remove(file).catch(() => {}); // The command may have done so.
  if (keep) return 0;
  const { hostname, port } = server;
  context.server = isUrl(hostname) ? hostname : `${hostname}:${port}`;
  const logins = isUrl(hostname) ? { logins: rememberedLogins(hostname, context) } : {};
  await using client = await connect({ ...server, ...logins, clock });
  try {
    if (!isGone(await new IdentityCheck(job).read(client))) {
      await client.destroyJob(jobId, { reason: "spalloc was killed." });
    }
  } catch (error) {
    if (!(error instanceof JobUnknownError)) throw error;
  }
  return 0;
}
