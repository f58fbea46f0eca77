/**
 * Counts what stays in memory for as long as something lasts that lasts long:
 * listeners of signals, and what waits for one and the same promise.
 */
export class Leftovers implements Disposable {
  #listeners = 0;
  readonly #reactions = new Map<Promise<unknown>, number>();
  readonly #restore: () => void;

  /** Counts from now on, until it is disposed of. */
  constructor() {
    const { addEventListener, removeEventListener } = AbortSignal.prototype;
    const { then } = Promise.prototype;
    this.#restore = () => {
      Object.assign(AbortSignal.prototype, { addEventListener, removeEventListener });
      Object.assign(Promise.prototype, { then });
    };
    const count = (by: number): void => void (this.#listeners += by);
    const reactions = this.#reactions;
    Object.assign(AbortSignal.prototype, {
      addEventListener(this: AbortSignal, ...args: Parameters<typeof addEventListener>): void {
        count(1);
        addEventListener.apply(this, args);
      },
      removeEventListener(this: AbortSignal, ...args: Parameters<typeof addEventListener>): void {
        count(-1);
        removeEventListener.apply(this, args);
      },
    });
    Object.assign(Promise.prototype, {
      then(this: Promise<unknown>, ...args: Parameters<typeof then>): Promise<unknown> {
        reactions.set(this, (reactions.get(this) ?? 0) + 1);
        return then.apply(this, args);
      },
    });
  }

  /** Number of listeners of signals above that at the start, while no signal is aborted. */
  get listeners(): number {
    return this.#listeners;
  }

  /** The most that was asked to wait for one promise. */
  get reactions(): number {
    return Math.max(0, ...this.#reactions.values());
  }

  /** Counts no more. */
  [Symbol.dispose](): void {
    this.#restore();
  }
}
