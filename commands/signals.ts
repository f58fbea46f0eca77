const COMMON = {
  SIGHUP: 1,
  SIGINT: 2,
  SIGQUIT: 3,
  SIGABRT: 6,
  SIGALRM: 14,
  SIGTERM: 15,
  SIGUSR1: Deno.build.os === "linux" ? 10 : 30,
  SIGUSR2: Deno.build.os === "linux" ? 12 : 31,
  SIGXCPU: 24,
  SIGXFSZ: 25,
  SIGVTALRM: 26,
  SIGPROF: 27,
};
const LINUX_ONLY = { SIGSTKFLT: 16, SIGIO: 29, SIGPWR: 30 };

/** Name of a signal that ends the program in order. */
export type SignalName = keyof typeof COMMON | keyof typeof LINUX_ONLY;

/**
 * Signals that end the program in order, by their numbers: those that would end any program, as far
 * as Deno can listen to them. It can't to SIGKILL and SIGSTOP, to real-time signals, and to those
 * of a crash.
 */
export const SIGNALS = { ...COMMON, ...Deno.build.os === "linux" && LINUX_ONLY } as {
  readonly [name in SignalName]: number;
};

/** Signals that are passed on to a command, and mean nothing to spalloc. */
export const FOR_COMMANDS: readonly Deno.Signal[] = ["SIGUSR1", "SIGUSR2"];

/**
 * Signals of a terminal's keys, Ctrl-C and Ctrl-\: the terminal sends them to the command as well.
 */
export const KEYS: readonly Deno.Signal[] = ["SIGINT", "SIGQUIT"];

/** Handles signals until it is disposed of; those that this system does not have never come. */
export function handleSignals(handlers: readonly [Deno.Signal, () => void][]): Disposable {
  const handled = handlers.filter(([name, handler]) => {
    try {
      Deno.addSignalListener(name, handler);
      return true;
    } catch {
      return false;
    }
  });
  return {
    [Symbol.dispose]() {
      for (const [name, handler] of handled.splice(0)) Deno.removeSignalListener(name, handler);
    },
  };
}
