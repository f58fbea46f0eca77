/** Counts the rejections that nobody handles, for as long as it lasts. */
export class Unhandled implements Disposable {
  /** Reasons of the rejections. */
  readonly reasons: unknown[] = [];
  readonly #note = (event: PromiseRejectionEvent): void => {
    event.preventDefault();
    this.reasons.push(event.reason);
  };

  constructor() {
    globalThis.addEventListener("unhandledrejection", this.#note);
  }

  /** Leaves them to others again. */
  [Symbol.dispose](): void {
    globalThis.removeEventListener("unhandledrejection", this.#note);
  }
}
