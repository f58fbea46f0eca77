import { canBeContinued } from "../process_groups.ts";

/** Handlers of a terminal's signals. */
export interface TerminalEvents {
  /** Called when the terminal has another size. */
  onResize: () => void;
  /** Called before the program is suspended with Ctrl-Z: restore the terminal. */
  onSuspend: () => Promise<void>;
  /** Called when the program continues. */
  onResume: () => void;
}

/** Listens to the signals that matter to a program which fills a terminal. */
export class TerminalSignals implements Disposable {
  readonly #handlers: [Deno.Signal, () => void][];

  constructor({ onResize, onSuspend, onResume }: TerminalEvents) {
    const suspend = async (): Promise<void> => {
      if (!canBeContinued()) return;
      await onSuspend();
      try {
        Deno.kill(Deno.pid, "SIGSTOP");
      } catch {
        onResume(); // It may not be allowed; then there is nothing to wait for.
      }
    };
    this.#handlers = [
      ["SIGWINCH", onResize],
      ["SIGTSTP", () => void suspend()],
      ["SIGCONT", onResume],
    ];
    this.#handlers = this.#handlers.filter(([name, handler]) => {
      try {
        Deno.addSignalListener(name, handler);
        return true;
      } catch {
        return false; // Windows has none of them.
      }
    });
  }

  /** Stops listening. */
  [Symbol.dispose](): void {
    for (const [name, handler] of this.#handlers) Deno.removeSignalListener(name, handler);
    this.#handlers.length = 0;
  }
}
