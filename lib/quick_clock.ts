import { type Clock, systemClock, timerDelay } from "./clock.ts";

/**
 * The system's clock with timers that start quickly. The first `setTimeout` of a process takes Deno
 * 2.9 as long as the rest of `spalloc ps` (8 ms), because it loads Node's timers for it.
 *
 * One that is taken back goes on unheard until its time comes, which keeps
 * nothing from ending.
 */
export const quickClock: Clock = {
  now: systemClock.now,
  after(seconds, action) {
    const signal = AbortSignal.timeout(timerDelay(seconds));
    signal.addEventListener("abort", action, { once: true });
    return () => signal.removeEventListener("abort", action);
  },
};
