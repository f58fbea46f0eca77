const isLinux = Deno.build.os === "linux";

/**
 * Signals that end the program in order, by their numbers: those that would end any program, as far
 * as Deno can listen to them. It can't to SIGKILL and SIGSTOP, to real-time signals, and to those
 * of a crash.
 */
export const SIGNALS = {
  SIGHUP: 1,
  SIGINT: 2,
  SIGQUIT: 3,
  SIGABRT: 6,
  SIGALRM: 14,
  SIGTERM: 15,
  SIGUSR1: isLinux ? 10 : 30,
  SIGUSR2: isLinux ? 12 : 31,
  SIGXCPU: 24,
  SIGXFSZ: 25,
  SIGVTALRM: 26,
  SIGPROF: 27,
  ...(isLinux ? { SIGSTKFLT: 16, SIGIO: 29, SIGPWR: 30 } : {}),
} as { readonly [name in SignalName]: number };

/** Name of a signal that ends the program in order. */
export type SignalName =
  | "SIGHUP"
  | "SIGINT"
  | "SIGQUIT"
  | "SIGABRT"
  | "SIGALRM"
  | "SIGTERM"
  | "SIGUSR1"
  | "SIGUSR2"
  | "SIGXCPU"
  | "SIGXFSZ"
  | "SIGVTALRM"
  | "SIGPROF"
  | "SIGSTKFLT"
  | "SIGIO"
  | "SIGPWR";

/** Signals that are passed on to a command, and mean nothing to spalloc. */
export const FOR_COMMANDS: readonly Deno.Signal[] = ["SIGUSR1", "SIGUSR2"];

/**
 * Signals of a terminal's keys, Ctrl-C and Ctrl-\: the terminal sends them to the command as well.
 */
export const KEYS: readonly Deno.Signal[] = ["SIGINT", "SIGQUIT"];
