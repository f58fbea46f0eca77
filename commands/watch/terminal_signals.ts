import { canBeContinued } from "../process_groups.ts";

/** What a terminal's signals ask for. */
export interface TerminalEvents {
  /** The terminal has another size. */
  onResize: () => void;
  /** The program is about to be suspended with Ctrl-Z: give the terminal back. */
  onSuspend: () => Promise<void>;
  /** The program goes on. */
  onResume: () => void;
}

/** Listens to the signals that a program which fills a terminal has to know. */
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
