import type { Clock } from "../../clock.ts";
import type { Epoch, Epochs } from "./epochs.ts";

/** How a subscription goes about it. */
export interface NotifierOptions<Key> {
  readonly clock: Clock;
  /** What tells of changes. */
  readonly epochs: Epochs<Key>;
  /** Gives what is to be watched: once, or before every wait. */
  readonly watched: () => Iterable<Key>;
  /** Whether it looks anew before every wait what there is to be watched. */
  readonly looksAnew: boolean;
  /** How long it waits for a change, in seconds. */
  readonly waitTime: number;
  /** How long it is deaf after each wait, in seconds. */
  readonly gap: number;
  /** Tells what has changed. */
  readonly tell: (changed: Key[]) => void;
}

/** One subscription: it waits for a change, tells, and waits again until it is stopped. */
export class Notifier<Key> {
  readonly #options: NotifierOptions<Key>;
  #epoch: Epoch<Key> | null = null;
  #cancel: () => void = () => {};
  #isStopped = false;

  /** Begins to wait. */
  constructor(options: NotifierOptions<Key>) {
    this.#options = options;
    this.#wait();
  }

  /** Ends it. */
  stop(): void {
    this.#isStopped = true;
    this.#cancel();
    if (this.#epoch) this.#options.epochs.forget(this.#epoch);
  }

  #wait(): void {
    const { clock, epochs, watched, looksAnew, waitTime } = this.#options;
    if (this.#epoch && looksAnew) {
      epochs.forget(this.#epoch);
      this.#epoch = null;
    }
    const epoch = this.#epoch ??= epochs.watch(watched());
    // What is told goes out after the answer to the command that has changed something.
    epoch.onChange = () => {
      epoch.onChange = () => {};
      this.#cancel();
      queueMicrotask(() => this.#tell(epoch));
    };
    this.#cancel = clock.after(waitTime, () => {
      epoch.onChange = () => {};
      this.#tell(epoch);
    });
  }

  #tell(epoch: Epoch<Key>): void {
    if (this.#isStopped) return;
    const { clock, gap, tell } = this.#options;
    if (epoch.changed.size > 0) tell([...epoch.changed]);
    if (gap > 0) this.#cancel = clock.after(gap, () => this.#wait());
    else this.#wait();
  }
}
