/** Effect of a signal to spalloc. */
export type Effect =
  /** It ends in order, with 128 + the signal. */
  | "ends"
  /** It is the command's while one runs; otherwise spalloc ends in order. */
  | "for the command"
  /** It is killed, and what was left to be done is done for it. */
  | "is killed"
  /** Nothing happens. */
  | "goes on"
  /** It stands still until it is continued. */
  | "stops";

/** All signals of Linux: the standard ones, the first and the last real-time one, one in between. */
export const LINUX_SIGNALS: Readonly<Record<number, [name: string, effect: Effect]>> = {
  1: ["HUP", "ends"],
  2: ["INT", "ends"],
  3: ["QUIT", "ends"],
  4: ["ILL", "is killed"],
  5: ["TRAP", "is killed"],
  6: ["ABRT", "ends"],
  7: ["BUS", "goes on"], // the runtime looks whether it was a fault of its own
  8: ["FPE", "is killed"],
  9: ["KILL", "is killed"],
  10: ["USR1", "for the command"],
  11: ["SEGV", "goes on"], // as BUS
  12: ["USR2", "for the command"],
  13: ["PIPE", "goes on"],
  14: ["ALRM", "ends"],
  15: ["TERM", "ends"],
  16: ["STKFLT", "ends"],
  17: ["CHLD", "goes on"],
  18: ["CONT", "goes on"],
  19: ["STOP", "stops"],
  20: ["TSTP", "stops"],
  21: ["TTIN", "stops"],
  22: ["TTOU", "stops"],
  23: ["URG", "goes on"],
  24: ["XCPU", "ends"],
  25: ["XFSZ", "ends"],
  26: ["VTALRM", "ends"],
  27: ["PROF", "ends"],
  28: ["WINCH", "goes on"],
  29: ["IO", "ends"],
  30: ["PWR", "ends"],
  31: ["SYS", "is killed"],
  34: ["RTMIN", "is killed"],
  49: ["RTMIN+15", "is killed"],
  64: ["RTMAX", "is killed"],
};
