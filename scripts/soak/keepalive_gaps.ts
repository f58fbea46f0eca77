/** Signs of life, as the server saw them. */
export interface KeepaliveGaps {
  /** Number of signs of life. */
  readonly kept: number;
  /** Maximum time between two of them, as a share of the keepalive. */
  readonly longest: number;
  /**
   * Maximum time from a start of the server, which gives jobs their time again, to the first of
   * them.
   */
  readonly longestAfterRestart: number;
  /** Jobs that were kept alive although nobody wanted them any more. */
  readonly keptTooLong: readonly string[];
}

/** Seconds after the end of a job in which late messages may still reach the server. */
const UNDER_WAY_SECONDS = 3;

/**
 * Parses the logs of the server and the ledger.
 *
 * @param keepalives The server's keepalive log, as `server.py` describes it.
 * @param endings A line for each job that was done with: the time, and its key.
 */
export function keepaliveGaps(keepalives: string, endings: string): KeepaliveGaps {
  const ended = new Map<string, number>();
  for (const [time = "", key = ""] of words(endings)) ended.set(key, Number(time));
  const last = new Map<string, { time: number; event: string }>();
  const keptTooLong = new Set<string>();
  let kept = 0;
  let longest = 0;
  let longestAfterRestart = 0;
  for (const [time = "", id, startTime, keepalive = "", event = ""] of words(keepalives)) {
    const key = `${id}@${startTime}`;
    const now = Number(time);
    const before = last.get(key);
    last.set(key, { time: now, event });
    if (event !== "kept") continue;
    kept++;
    if (now > (ended.get(key) ?? Infinity) + UNDER_WAY_SECONDS) keptTooLong.add(key);
    if (!before) continue;
    const gap = (now - before.time) / Number(keepalive);
    if (before.event === "reset") longestAfterRestart = Math.max(longestAfterRestart, gap);
    else longest = Math.max(longest, gap);
  }
  return { kept, longest, longestAfterRestart, keptTooLong: [...keptTooLong] };
}

function words(text: string): string[][] {
  // A server that was killed may have left part of a line.
  return text.split("\n").slice(0, -1).map((line) => line.split(" "));
}
