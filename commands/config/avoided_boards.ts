import { escapeText } from "../../lib/escape.ts";
import { isoTime, localTime } from "../../lib/render/times.ts";
import { boardMemory, type RememberedBoard } from "../boards/memory.ts";
import type { Call } from "../call.ts";
import { UsageError } from "../errors.ts";
import { zoneOf } from "../local_zone.ts";

/**
 * Lists the boards that failed a check, and are avoided for that.
 *
 * @throws {ConfigError} if their file can't be read.
 */
export async function avoidedBoards(call: Call): Promise<RememberedBoard[]> {
  const seconds = call.mistakes.has("avoidFor") ? 0 : call.given(undefined, "avoidFor");
  const memory = boardMemory(call.context.env);
  // Who may not look is not asked for it: the settings are shown all the same.
  return memory?.isReadable ? await memory.list(seconds) : [];
}

/** Formats boards that are avoided, for people; empty for none. */
export function avoidedAsText(
  boards: readonly RememberedBoard[],
  { context: { stdout, env }, shown: { avoidFor } }: Call,
): string {
  if (boards.length === 0) return "";
  const lines = boards.map(({ board, machine, server, address, text, at }) => {
    const named = address === null ? "" : ` (${address})`;
    const until = localTime(at + avoidFor, zoneOf(env));
    return escapeText(
      `  board ${board.join(" ")}${named} of ${machine} on ${server}, until ${until}: ${text}`,
    );
  });
  const heading = stdout.style("bright", "Boards that failed a check, and are avoided for that:");
  return ["", heading, ...lines, "To forget them: spalloc config --forget-boards"].join("\n");
}

/** Formats them for programs. */
export function avoidedAsJson(boards: readonly RememberedBoard[], avoidFor: number): unknown[] {
  return boards.map(({ at, ...board }) => ({
    ...board,
    failed_at: isoTime(at),
    avoided_until: isoTime(at + avoidFor),
  }));
}

/** Forgets the boards that failed a check, and says how many those were. */
export async function forgetBoards({ context: { env, stdout } }: Call): Promise<void> {
  const memory = boardMemory(env);
  if (!memory) {
    throw new UsageError("Cannot tell where boards are remembered: set HOME or XDG_STATE_HOME");
  }
  const count = await memory.forget();
  stdout.line(
    count === 0
      ? "No boards were remembered."
      : `${count} ${count === 1 ? "board is" : "boards are"} no longer avoided.`,
  );
}
