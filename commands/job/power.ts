import { JobUnknownError } from "../../lib/errors.ts";
import { JobState, jobStateName } from "../../lib/protocol/messages.ts";
import { type ServerOptions, Session } from "../../lib/session.ts";
import type { Context } from "../context.ts";
import { CommandError } from "../errors.ts";
import { EXIT_CODES } from "../exit_codes.ts";
import { Changes } from "../watch/changes.ts";
import type { FindJob } from "./find_job.ts";

/** Seconds between two looks at the least: a server may tell of changes without end. */
const REST_SECONDS = 0.05;

/**
 * Powers a job's boards on or off, and waits until it is done.
 *
 * @throws the reason of a signal that comes meanwhile; the server goes on.
 */
export async function setPower(
  find: FindJob,
  server: ServerOptions,
  { on, context: { clock, interrupts } }: { on: boolean; context: Context },
): Promise<void> {
  interrupts.listen();
  const { signal } = interrupts;
  const changes = new Changes(clock, { rest: REST_SECONDS });
  await using session = await Session.open(server, {
    signal,
    onNotification: () => changes.notify(),
    async onReconnect(client) {
      await client.notifyJob(await find(client));
      changes.notify();
    },
  });
  const jobId = await session.query(find, { signal });
  await session.query((client) => client.notifyJob(jobId), { signal });
  // Power-on resets boards that are on, so it is not repeated when it may have been done.
  await session.query(
    (client) => on ? client.powerOnJobBoards(jobId) : client.powerOffJobBoards(jobId),
    { signal, onlyIfNotSent: on },
  );
  for (;;) {
    const { state } = await session.query((client) => client.getJobState(jobId), { signal });
    if (state === JobState.ready) return;
    if (state !== JobState.power) {
      const power = on ? "on" : "off";
      throw new CommandError(
        EXIT_CODES.cannotPower,
        state === JobState.unknown
          ? new JobUnknownError(jobId).message
          : `Cannot power ${power} job ${jobId} in state ${jobStateName(state) ?? state}`,
      );
    }
    await changes.next(signal);
  }
}
