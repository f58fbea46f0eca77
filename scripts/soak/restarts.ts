import type { ReferenceServer } from "../reference/reference_server.ts";
import type { Ledger } from "./ledger.ts";
import { pause } from "./library_lane.ts";
import type { Random } from "../random.ts";

/** Kinds of restarts, in turn. */
const KINDS = ["warm", "cold", "killed", "warm", "warm"] as const;

/** Minimum seconds that the server runs between restarts. */
const LEAST_UP_SECONDS = 1;

/** Restarts a server at intervals, give or take a third, until the signal is aborted. */
export async function runRestarts(
  server: ReferenceServer,
  { ledger, random, every }: { ledger: Ledger; random: Random; every: number },
  signal: AbortSignal,
): Promise<void> {
  let due = performance.now();
  for (;;) {
    due += random.between(2 / 3, 4 / 3) * every * 1000;
    await pause(Math.max(LEAST_UP_SECONDS, (due - performance.now()) / 1000), signal);
    if (signal.aborted) return;
    await ledger.restart(server, KINDS[ledger.restarts % KINDS.length]!);
  }
}
