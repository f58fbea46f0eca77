import type { Job } from "../../lib/job.ts";
import { JobState } from "../../lib/protocol/messages.ts";
import { escapeText } from "../../lib/escape.ts";
import { inSteps, Interrupted } from "../errors.ts";
import { messageOf } from "../../lib/message_of.ts";
import type { Plan } from "./prepare.ts";

/** Maximum seconds for the way out. */
const LEAVE_SECONDS = 2;
/** Maximum seconds for it after a second signal. */
const HURRY_SECONDS = 0.3;

/**
 * Destroys the job on the way out, or leaves it allocated, and reports failures.
 *
 * @param reason Why it is left, for whoever asks about the job.
 * @returns Whether the boards are free, are kept as asked, or will be freed without anybody's doing.
 */
export async function leave(
  job: Job,
  reason: unknown,
  { keep, progress, receipt, context }: Pick<Plan, "keep" | "progress" | "receipt" | "context">,
): Promise<boolean> {
  const { stderr, clock, interrupts: { again } } = context;
  const { id, expiresWithin } = job;
  const end = expiresWithin === null
    ? "It has no keepalive, so it stays until somebody destroys it"
    : `The server destroys it within ${expiresWithin} s unless something keeps it alive`;
  if (keep) {
    await job.close();
    await receipt?.left(job, job.gone.aborted ? "gone" : "kept");
    if (!job.gone.aborted) {
      const said = `Job ${id} is left allocated. ${end}`;
      const steps = [["To resume it", `spalloc --resume ${id}`]] as const;
      for (const line of inSteps(said, steps)) stderr.sentence(line);
    }
    return true;
  }
  if (job.gone.aborted) {
    await job.close();
    await receipt?.left(job, "gone");
    return true;
  }
  const given = job.state === JobState.queued ? "taken out of the queue" : "boards freed";
  const hurry = Promise.withResolvers<never>();
  let cancel = (): void => {};
  // An answer that is on its way is still worth the moment that it takes.
  const stop = (): void => {
    const late = new Error("it was not confirmed before the second signal");
    cancel = clock.after(HURRY_SECONDS, () => hurry.reject(late));
  };
  if (again.aborted) stop();
  again.addEventListener("abort", stop, { once: true });
  hurry.promise.catch(() => {});
  try {
    const destroyed = job.destroy(explain(reason), { timeout: LEAVE_SECONDS });
    await Promise.race([destroyed, hurry.promise]);
    progress.say(`Job ${id}: ${given}.`);
    await receipt?.left(job, "freed");
    return true;
  } catch (error) {
    const why = messageOf(error);
    const said = `spalloc: Could not destroy job ${id} (${escapeText(why)}). ${end}`;
    const steps = [["To destroy it yourself", `spalloc job ${id} --destroy`]] as const;
    for (const line of inSteps(said, steps)) stderr.sentence(line);
    await receipt?.left(job, "not freed");
    return expiresWithin !== null;
  } finally {
    cancel();
    again.removeEventListener("abort", stop);
  }
}

/** Returns the reason for whoever asks about the job. */
function explain(reason: unknown): string | undefined {
  if (reason instanceof Interrupted) {
    return reason.signal === "SIGINT" ? "Keyboard interrupt." : `Interrupted by ${reason.signal}.`;
  }
  return reason instanceof Error ? reason.message : undefined;
}
