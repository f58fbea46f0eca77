import { anyOf, orAborted, sleep } from "../../lib/clock.ts";
import type { ServerOptions } from "../../lib/connect.ts";
import { Session } from "../../lib/session.ts";
import type { Context } from "../context.ts";
import { readerDeparture } from "../departure.ts";
import { Interrupted } from "../errors.ts";
import { type SignalName, SIGNALS } from "../signals.ts";
import { Changes } from "./changes.ts";
import type { View, Watched } from "./subject.ts";

/** Minimum seconds between two reads: nobody looks faster. */
const REST_SECONDS = 0.2;
/** Seconds for the signal of a terminal's end to arrive. */
const HANG_UP_SECONDS = 0.5;

/**
 * Watches a subject in a view that is opened for it, and returns the exit code. Ends with a signal
 * or a key, or when nothing can change any more.
 *
 * A broken connection is made again for as long as it takes.
 */
export async function watchIn<T>(
  open: () => View<T>,
  subject: Watched<T>,
  { server, context }: { server: ServerOptions; context: Context },
): Promise<number> {
  const { interrupts, stdout } = context;
  // Before the view takes the terminal, which no signal may leave so.
  interrupts.listen();
  const view = open();
  using departed = readerDeparture(context);
  const signal = anyOf(interrupts.signal, stdout.broken, departed.signal, view.left);
  try {
    return await follow(subject, view, { server, context, signal });
  } catch (error) {
    const hasLost = departed.signal.aborted || stdout.broken.aborted;
    if (hasLost && !stdout.isTerminal) return 0;
    // This is how a watch ends: nothing went wrong that a message would have to tell.
    const name = await signalOf(error, context);
    if (name) return 128 + SIGNALS[name];
    if (stdout.broken.aborted || view.left.aborted) return 0;
    throw error;
  } finally {
    view.close();
  }
}

/** Returns the signal that ended a watch, if one did. */
async function signalOf(
  error: unknown,
  { stdout, clock, interrupts: { signal } }: Context,
): Promise<SignalName | null> {
  // Output to a closed terminal fails before its signal is heard.
  if (stdout.isTerminal && stdout.broken.aborted) {
    await sleep(clock, HANG_UP_SECONDS, signal).catch(() => {});
  }
  const reason = signal.aborted ? signal.reason : error;
  return reason instanceof Interrupted ? reason.signal : null;
}

/**
 * Shows a subject in a view whenever it changes, until it can change no more.
 *
 * @throws the reason of a signal, or of whoever left the view.
 */
export async function follow<T>(
  subject: Omit<Watched<T>, "text">,
  view: View<T>,
  { server, context: { clock }, signal }: {
    server: ServerOptions;
    context: Context;
    signal: AbortSignal;
  },
): Promise<number> {
  const changes = new Changes(clock, { rest: REST_SECONDS });
  await using session = await Session.open(server, {
    signal,
    onNotification() {
      view.heard();
      changes.notify();
    },
    async onReconnect(client) {
      await subject.subscribe(client);
      changes.notify();
    },
    onTrouble: (error) => view.lost(error),
    onRecovered: () => view.recovered(),
  });
  // Every line that comes wakes this program up, though it can only show some of them.
  let isSilent = false;
  const silence = async (): Promise<void> => {
    isSilent = true;
    await session.query(async (client) => {
      await client.noNotifyJob();
      await client.noNotifyMachine();
    }, { signal });
  };
  // Inside of the session, so that a dead server does not keep the terminal waiting.
  try {
    await session.query((client) => subject.subscribe(client), { signal });
    for (;;) {
      const value = await session.query(async (client) => {
        // Before it looks, so that nothing changes unheard in between.
        if (isSilent) await subject.subscribe(client);
        return await subject.read(client);
      }, { signal });
      isSilent = false;
      view.heard();
      await orAborted(view.show(value), signal);
      if (subject.isLast?.(value)) return 0;
      await changes.next(signal, silence);
    }
  } finally {
    view.close();
  }
}
