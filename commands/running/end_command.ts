import { type Clock, sleep } from "../../lib/clock.ts";
import { escapeText } from "../../lib/escape.ts";
import type { Context } from "../context.ts";
import { type Ending, firstSignal } from "./ending.ts";
import { processName, type ProcessTree } from "./process_tree.ts";

/** The part of a {@linkcode ProcessTree} that is needed to end it. */
export type Endable = Pick<ProcessTree, "look" | "signal" | "isAlive" | "beyondReach">;

/** Seconds for processes to end by a terminal's key once their command has. */
const KEY_SECONDS = 2;
/** Seconds for killed processes to disappear. */
const KILL_SECONDS = 5;
/** Seconds until the user is told what is being waited for. */
const NOTICE_SECONDS = 0.5;
/** Seconds between checks whether a program's children have ended. */
const POLL_SECONDS = 0.05;

/** Options of {@linkcode endCommand}. */
export interface EndOptions {
  /** How the user wants it to end. */
  ending: Ending;
  /** Signal that came; `null` for none. */
  came: Deno.Signal | null;
  /** Whether the command itself, the tree's root, has ended and was waited for. */
  hasEnded: () => boolean;
  /**
   * Whether the command ended by a terminal's key, which has reached the rest as well.
   *
   * @default {false}
   */
  isKeyed?: boolean;
  /** Aborted when the boards are gone, so that nothing must be kept until the end. */
  gone: AbortSignal;
}

/**
 * Ends a command and everything it started: asks first, waits for some seconds, then kills the
 * rest. A later Ctrl-C shortens that. Processes of another user can't be ended: the boards are then
 * kept until they end by themselves.
 */
export async function endCommand(
  tree: Endable,
  options: EndOptions,
  context: Pick<Context, "clock" | "stderr" | "interrupts">,
): Promise<void> {
  const { clock, stderr } = context;
  const { grace } = options.ending;
  const cancel = clock.after(NOTICE_SECONDS, () => {
    if (tree.beyondReach().length > 0) return;
    stderr.sentence(
      `Waiting up to ${grace} s for the command to end. Ctrl-C or SIGINT ends it at once.`,
    );
  });
  try {
    await endInSteps(tree, options, context);
  } finally {
    cancel();
  }
}

async function endInSteps(
  tree: Endable,
  { ending, came, hasEnded, isKeyed = false, gone }: EndOptions,
  { clock, stderr, interrupts: { again } }: Pick<Context, "clock" | "stderr" | "interrupts">,
): Promise<void> {
  const ended = (): boolean => hasEnded() && !tree.isAlive();
  const isOver = (): boolean => ended() || tree.beyondReach().length > 0;
  await tree.look();
  // It may want to tidy up as well.
  if (isKeyed) await waitUntil(ended, { seconds: KEY_SECONDS, clock, hurry: again });
  if (!ended()) {
    await tree.signal(firstSignal(ending, came));
    await tree.signal("SIGCONT"); // A suspended process can't end.
    await waitUntil(isOver, { seconds: ending.grace, clock, hurry: again });
    await tree.look();
  }
  if (!ended()) {
    await tree.signal("SIGKILL");
    await waitUntil(isOver, { seconds: KILL_SECONDS, clock });
  }
  const left = tree.beyondReach();
  if (left.length === 0 || gone.aborted) return;
  stderr.sentence(
    `spalloc: Cannot end ${left.map(nameOf).join(", ")}: ` +
      `${left.length === 1 ? "it belongs" : "they belong"} to another user. The boards stay ` +
      `allocated until ${
        left.length === 1 ? "it ends" : "they end"
      }; Ctrl-C or SIGINT frees them now.`,
    "red",
  );
  await waitUntil(() => ended() || gone.aborted, { seconds: Infinity, clock, hurry: again });
}

function nameOf(pid: number): string {
  const name = processName(pid);
  return `process ${pid}${name === "" ? "" : ` (${escapeText(name)})`}`;
}

async function waitUntil(
  isDone: () => boolean,
  { seconds, clock, hurry }: { seconds: number; clock: Clock; hurry?: AbortSignal },
): Promise<void> {
  const until = clock.now() + seconds;
  while (!isDone() && clock.now() < until && !hurry?.aborted) {
    await sleep(clock, POLL_SECONDS, hurry).catch(() => {});
  }
}
