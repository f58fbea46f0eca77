import type { Context } from "../context.ts";
import { EVENT_SECONDS } from "../interrupts.ts";
import { isInBackground } from "../process_groups.ts";
import { KEYS, type SignalName } from "../signals.ts";

/** Seconds within which a second Ctrl-C ends a command that survived the first. */
const AGAIN_SECONDS = 5;

/**
 * Ctrl-C and Ctrl-\ while a command runs on a terminal. They reach the command as well, so it
 * decides: the first is its own, and only a second one soon afterwards makes spalloc end it.
 */
export class CommandKeys implements Disposable {
  readonly #context: Context;
  #last: { name: SignalName; at: number } | null = null;
  #cancelNotice = (): void => {};

  constructor(context: Context) {
    this.#context = context;
  }

  /** Key that the command was given just now, and may be ending of; `null` for none. */
  get pending(): SignalName | null {
    return this.#last && this.#since(this.#last.at) <= EVENT_SECONDS + AGAIN_SECONDS
      ? this.#last.name
      : null;
  }

  /** Whether a signal is left to the command, as a key that it gets, too. */
  take(name: SignalName): boolean {
    if (!KEYS.includes(name) || !isOnTerminal(this.#context)) return false;
    if (this.#last && this.#since(this.#last.at) <= EVENT_SECONDS) return true; // pressed at once
    if (this.pending) return false;
    const { clock, stderr } = this.#context;
    this.#last = { name, at: clock.now() };
    this.#cancelNotice();
    this.#cancelNotice = clock.after(EVENT_SECONDS, () => {
      stderr.sentence(
        `The command is still running. Press Ctrl-C again within ${AGAIN_SECONDS} s to end it.`,
      );
    });
    return true;
  }

  /** Cancels the notice that the command goes on. */
  [Symbol.dispose](): void {
    this.#cancelNotice();
  }

  #since(at: number): number {
    return this.#context.clock.now() - at;
  }
}

/** Whether this process gets its signals from the keys of a terminal, as its command does. */
function isOnTerminal({ stdin, stdout, stderr }: Context): boolean {
  return (stdin.isTerminal() || stdout.isTerminal || stderr.isTerminal) && !isInBackground();
}
