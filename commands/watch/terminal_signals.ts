import { canBeContinued } from "../process_groups.ts";
import { handleSignals } from "../signals.ts";

/** Listens to the signals that matter to a program which fills a terminal. */
export function onTerminalSignals(
  { onResize = () => {}, onSuspend, onResume }: {
    /** Called when the terminal has another size. */
    onResize?: () => void;
    /** Called before the program is suspended with Ctrl-Z: restore the terminal. */
    onSuspend: () => Promise<void>;
    /** Called when the program continues. */
    onResume: () => void;
  },
): Disposable {
  const suspend = async (): Promise<void> => {
    if (!canBeContinued()) return;
    await onSuspend();
    try {
      Deno.kill(Deno.pid, "SIGSTOP");
    } catch {
      onResume(); // It may not be allowed; then there is nothing to wait for.
    }
  };
  return handleSignals([
    ["SIGWINCH", onResize],
    ["SIGTSTP", () => void suspend()],
    ["SIGCONT", onResume],
  ]);
}
