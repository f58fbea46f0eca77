import { type Clock, sleep } from "../lib/clock.ts";

/** Minimum seconds between attempts. */
const FIRST_SECONDS = 0.005;
const LAST_SECONDS = 0.1;

/**
 * Retries reads or writes that are not ready.
 *
 * A pipe or terminal that several programs share does not block any of them once one of them has
 * switched that off. The system then refuses instead of waiting, and this waits instead of it.
 */
export async function whenReady<T>(attempt: () => Promise<T>, clock: Clock): Promise<T> {
  for (let pause = FIRST_SECONDS;; pause = Math.min(2 * pause, LAST_SECONDS)) {
    try {
      return await attempt();
    } catch (error) {
      if (!(error instanceof Deno.errors.WouldBlock)) throw error;
    }
    await sleep(clock, pause);
  }
}
