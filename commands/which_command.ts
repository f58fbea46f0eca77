/** Commands, by the names that users type. */
export const COMMANDS = {
  alloc: "Allocate boards, and free them when you are done (the default)",
  job: "Show jobs, power their boards, or destroy them",
  ps: "List jobs",
  machine: "List machines, or show a map of one",
  top: "Watch jobs and machines on one screen",
  "where-is": "Locate a board or a chip",
  proxy: "Reach the boards of a job from this computer, wherever it is",
  config: "Show, write or check the settings",
  login: "Log in to a server, so that later commands need no password",
  logout: "Log out of a server",
  simulate: "Run a simulated spalloc server",
  completions: "Print a completion script for bash, zsh or fish",
  links: "Link the names of the Python client, such as spalloc-ps",
} as const;

/** Commands of the Python client: called by one of their names, spalloc is that command. */
export const COMMAND_LINKS = [
  "spalloc-job",
  "spalloc-ps",
  "spalloc-machine",
  "spalloc-where-is",
] as const;

/** Name of a command. */
export type CommandName = keyof typeof COMMANDS;

/** A called command, and how it was called. */
export interface Called {
  /**
   * The command; `complete` is for shells only, `guard` for this program itself, and `unknown` an
   * unknown word in the place of a command.
   */
  command: CommandName | "help" | "version" | "complete" | "guard" | "unknown";
  /** Name it was called by: `spalloc alloc`, or `spalloc-ps` through a link. */
  name: string;
  /** Rest of the arguments. */
  argv: readonly string[];
  /** Options before a word that is no command, if any. */
  before?: readonly string[];
}

/**
 * Determines which command was called: by the name of the program, as in `spalloc-ps`, by the first
 * argument, or `alloc` if neither tells.
 */
export function whichCommand(programPath: string, argv: readonly string[]): Called {
  // Under any name, since that is the one that the shell knows. Not even a
  // machine called "complete" gets in its way: nothing else has a "--" there.
  const [first, ...rest] = argv;
  if ((first === "complete" || first === "guard") && rest[0] === "--") {
    return { command: first, name: "spalloc", argv: rest.slice(1) };
  }
  const program = programPath.replace(/^.*[/\\]/, "").replace(/\.exe$/i, "");
  const byName = /^spalloc-(.+)$/.exec(program)?.[1];
  if (byName !== undefined && isCommand(byName)) return { command: byName, name: program, argv };

  if (first === "help") {
    const [about] = rest;
    return about !== undefined && isCommand(about)
      ? { command: about, name: `spalloc ${about}`, argv: ["--help"] }
      : { command: "help", name: "spalloc", argv: rest };
  }
  if (first === "--help" || first === "-h") return { command: "help", name: "spalloc", argv: [] };
  if (first === "--version" || first === "-V") {
    return { command: "version", name: "spalloc", argv: rest };
  }
  if (first !== undefined && isCommand(first)) {
    return { command: first, name: `spalloc ${first}`, argv: rest };
  }
  const command = first !== undefined && isWord(first) ? "unknown" : "alloc";
  return { command, name: "spalloc", argv };
}

/** Whether an argument can only be meant as a command: `alloc` has options and numbers alone. */
export function isWord(argument: string): boolean {
  // In most cases nothing need be known of all other letters, which takes a while.
  if (/^[ -~]/.test(argument)) return /^[a-z]/i.test(argument);
  return new RegExp(String.raw`^\p{L}`, "u").test(argument);
}

/** Whether a word is the name of a command. */
export function isCommand(name: string): name is CommandName {
  return Object.hasOwn(COMMANDS, name);
}
