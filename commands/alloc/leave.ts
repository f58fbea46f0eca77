import type { Job } from "../../lib/job.ts";
import { JobState } from "../../lib/protocol/messages.ts";
import { escapeText } from "../../lib/escape.ts";
import type { Context } from "../context.ts";
import { inSteps, Interrupted } from "../errors.ts";
import { messageOf } from "../../lib/message_of.ts";
import type { Progress } from "./progress.ts";
import type { Recorder } from "./receipt.ts";

/** Maximum seconds for the way out. */
const LEAVE_SECONDS = 2;
/** Maximum seconds for it after a second signal. */
const HURRY_SECONDS = 0.3;

/** How to leave a job. */
export interface LeaveOptions {
  /** Whether to leave it allocated. */
  keep: boolean;
  /** Reason, for whoever asks about the job. */
  reason: unknown;
  progress: Progress;
  /** Receipt of the call; `null` for none. */
  receipt: Recorder | null;
}

/**
 * Destroys the job on the way out, or leaves it allocated, and reports failures.
 *
 * @returns Whether the boards are free, are kept as asked, or will be freed without anybody's doing.
 */
export async function leave(
  job: Job,
  { keep, reason, progress, receipt }: LeaveOptions,
  { stderr, clock, interrupts: { again } }: Context,
): Promise<boolean> {
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
    await Promise.race([
      job.destroy(explain(reason), { timeout: LEAVE_SECONDS }),
      hurry.promise,
    ]);
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
