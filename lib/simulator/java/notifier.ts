import type { Clock } from "../../clock.ts";
import type { Epoch, Epochs } from "./epochs.ts";

/** Options of a {@linkcode Notifier}. */
export interface NotifierOptions<Key> {
  readonly clock: Clock;
  /** Source of the changes. */
  readonly epochs: Epochs<Key>;
  /** Lists the keys to watch: called once, or before every wait. */
  readonly watched: () => Iterable<Key>;
  /** Whether the keys are listed again before every wait. */
  readonly looksAnew: boolean;
  /** Seconds to wait for a change. */
  readonly waitTime: number;
  /** Seconds of deafness after each wait. */
  readonly gap: number;
  /** Called with the keys that changed. */
  readonly tell: (changed: Key[]) => void;
}

/** A subscription: it waits for a change, reports it, and waits again until it is stopped. */
export class Notifier<Key> {
  readonly #options: NotifierOptions<Key>;
  #epoch: Epoch<Key> | null = null;
  #cancel: () => void = () => {};
  #isStopped = false;

  /** Starts waiting. */
  constructor(options: NotifierOptions<Key>) {
    this.#options = options;
    this.#wait();
  }

  /** Ends the subscription. */
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
    // The notification goes out after the answer to the command that caused it.
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
