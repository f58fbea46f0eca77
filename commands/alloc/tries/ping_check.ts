import { pingBoards } from "../../../lib/boards/ping_boards.ts";
import { CommandError } from "../../errors.ts";
import type { CheckMaker } from "./checks.ts";

/**
 * Returns the check that asks all boards for their version; those that are silent fail.
 *
 * Where nothing was run that may have booted the boards, and all are silent, that says nothing about
 * them: they are what boards are before they are booted.
 */
export function pingCheck(
  { mayBeBooted, proxy }: { mayBeBooted: boolean; proxy: boolean },
): CheckMaker {
  // Boards of another job have answered: they boot by themselves, or are booted by somebody.
  let haveAnswered = mayBeBooted;
  return ({ progress, context: { clock } }) => async (job, { signal }) => {
    progress.say(`Job ${job.id}: Asking its boards for their version...`, "yellow");
    const count = job.connections.length;
    const result = await pingBoards({ clock, proxy })(job, { signal });
    const silent = result?.failed?.length ?? 0;
    if (silent < count) haveAnswered = true;
    if (!haveAnswered) throw notBooted(job.id, count);
    return result;
  };
}

function notBooted(id: number, count: number): CommandError {
  const who = count === 1
    ? `The board of job ${id} does not answer`
    : `None of the ${count} boards of job ${id} answers`;
  const said = `${who}: boards answer only once they are booted. To boot them first, add --boot`;
  return new CommandError(said);
}
