import { UnsupportedError } from "../../lib/errors.ts";
import type { Forwarding } from "../../lib/forwarding/forwarding.ts";
import { needPermission } from "../../lib/forwarding/udp_socket.ts";
import type { Job } from "../../lib/job.ts";
import { escapeText } from "../../lib/escape.ts";
import { messageOf } from "../../lib/message_of.ts";
import type { JobMachine } from "../../lib/protocol/messages.ts";
import type { Call } from "../call.ts";
import { type ServerFlags, usesApi } from "../options.ts";

/** Boards that are within reach of this computer's programs, for as long as they are. */
export interface Reach extends AsyncDisposable {
  readonly forwarding: Forwarding;
  /** Boards of the job at their addresses on this computer. */
  readonly machine: JobMachine;
}

/** Options of {@linkcode reachBoards}. */
interface ReachOptions {
  /** UDP ports of all boards, besides the usual ones. */
  ports: readonly number[];
  signal: AbortSignal;
  /** Shows a line. */
  say: (line: string, style?: "red") => void;
}

/**
 * Refuses a server that boards can't be reached through, before there is a job.
 *
 * @throws {UnsupportedError} if its boards are reached directly.
 * @throws {Deno.errors.NotCapable} if Deno may not use loopback addresses.
 */
export function needProxy(flags: ServerFlags, call: Call, what: string): void {
  if (usesApi(flags, call)) return needPermission();
  throw new UnsupportedError(
    `${what} is for servers with an https:// URL, through which boards are reached from anywhere. ` +
      "On this server they are reached directly, at their own addresses, without it",
  );
}

/**
 * Gives boards of a job addresses on this computer, and tells in the end how many datagrams came to
 * what, if any did.
 */
export async function reachBoards(
  job: Job,
  machine: JobMachine,
  { ports, signal, say }: ReachOptions,
): Promise<Reach> {
  const forwarding = await job.forward({ ports, signal });
  const { ended } = forwarding;
  const tellEnd = (): void => {
    if (job.gone.aborted) return; // That is told anyway.
    say(
      `Job ${job.id}: The boards are out of reach (${escapeText(messageOf(ended.reason))})`,
      "red",
    );
  };
  ended.addEventListener("abort", tellEnd);
  const connections = forwarding.boards.map(({ x, y, hostname }) => ({ x, y, hostname }));
  return {
    forwarding,
    machine: { ...machine, connections },
    async [Symbol.asyncDispose]() {
      ended.removeEventListener("abort", tellEnd);
      await forwarding.close();
      const { sent, received, dropped } = forwarding.counters;
      if (sent + received + dropped > 0) say(`Job ${job.id}: ${countersLine(forwarding)}`);
    },
  };
}

/** Describes how many datagrams came to what. */
export function countersLine({ counters: { sent, received, dropped } }: Forwarding): string {
  return `${sent} datagrams to the boards, ${received} from them, ${dropped} dropped.`;
}
