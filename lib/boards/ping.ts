import { type Abortable, type Clock, orAborted, systemClock } from "../clock.ts";
import { RequestError } from "../errors.ts";
import type { EthernetChip } from "../protocol/messages.ts";
import { shown } from "../shown.ts";
import { type OpenDatagrams, openDatagrams } from "./datagrams.ts";
import { MOST_BOARDS, Questions } from "./questions.ts";
import type { PingResult } from "./ping_result.ts";

/** Options of {@linkcode ping}. */
export interface PingOptions extends Abortable {
  /**
   * Times that a board is asked again.
   *
   * @default {4}
   */
  retries?: number;
  /**
   * Seconds until a board is asked again for the first time; twice as long each further time, up to
   * 2 s.
   *
   * @default {0.5}
   */
  timeout?: number;
  /**
   * Clock of the waits; the system's by default.
   *
   * @default {undefined}
   */
  clock?: Clock;
  /**
   * Opens the UDP socket; one of the system by default.
   *
   * @default {undefined}
   */
  open?: OpenDatagrams;
}

/**
 * Asks boards for the version of their software over UDP (port 17893), all at the same time, and
 * tells which of them answer.
 *
 * Only boards that are booted answer: boards that were powered on wait for their software,
 * and are silent until then. Silent boards are asked again, for 7.5 s in all. It needs `--allow-net`
 * for `0.0.0.0:0` and for the addresses of the boards.
 *
 * @param connections Ethernet-connected chips of a job, and their addresses. Nothing else is sent to.
 *
 * @throws {RequestError} if an option makes no sense (rejects).
 * @throws {ConnectionError} if no board could be asked at all (rejects): that says nothing of the
 * boards.
 *
 * @example Boards that do not answer
 * ```ts
 * import { type Job, ping } from "@spalloc/client";
 *
 * async function tellSilent(job: Job): Promise<void> {
 *   const { silent } = await ping(job.connections ?? []);
 *   for (const { x, y, hostname } of silent) console.error(`(${x}, ${y}), ${hostname}`);
 * }
 * ```
 */
export async function ping(
  connections: readonly EthernetChip[],
  options: PingOptions = {},
): Promise<PingResult> {
  const { retries = 4, timeout = 0.5, signal } = options;
  if (!(Number.isInteger(retries) && retries >= 0)) {
    throw new RequestError(`Cannot use ${shown(retries)} as retries: it must be 0 or more`);
  }
  if (!(timeout > 0 && timeout < Infinity)) {
    throw new RequestError(`Cannot use ${shown(timeout)} as timeout: it must be above 0 s`);
  }
  if (connections.length > MOST_BOARDS) {
    throw new RequestError(`Cannot ask ${connections.length} boards: at most ${MOST_BOARDS}`);
  }
  signal?.throwIfAborted();
  const { clock = systemClock } = options;
  const questions = new Questions(connections, { retries, timeout, clock });
  const { open = openDatagrams } = options;
  const socket = await open({ onDatagram: (bytes, from) => questions.receive(bytes, from) });
  try {
    return await orAborted(questions.ask(socket), signal);
  } finally {
    questions.stop();
    await socket.close();
  }
}
