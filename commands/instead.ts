import type { Step } from "./errors.ts";

const DESTROY: Step = ["To destroy a job", "spalloc job ID --destroy"];
const LIST: Step = ["To list the jobs", "spalloc ps"];
const SHOW: Step = ["To show a job", "spalloc job ID"];
const MACHINES: Step = ["To list the machines", "spalloc machine"];
const RUN: Step = ["To run a program on 3 boards", "spalloc 3 -- PROGRAM"];
const SETTINGS: Step = ["To show the settings", "spalloc config"];

/** Other words for what a command does, mostly from other schedulers, and how to do it here. */
export const INSTEAD: Readonly<Record<string, Step>> = {
  ...named(
    DESTROY,
    "cancel kill release free destroy delete remove rm stop end scancel qdel bkill",
  ),
  ...named(LIST, "list ls queue squeue qstat bjobs"),
  ...named(SHOW, "status stat info show describe"),
  ...named(["To watch jobs and machines", "spalloc top"], "htop watch monitor"),
  ...named(MACHINES, "sinfo boards hosts nodes"),
  ...named(RUN, "run exec srun sbatch salloc qsub bsub submit start"),
  ...named(["To request 3 boards", "spalloc 3"], "allocate request create get new"),
  ...named(["To resume a job", "spalloc --resume ID"], "resume attach connect"),
  ...named(["To reset the boards of a job", "spalloc job ID --reset"], "reset reboot restart"),
  ...named(["To power the boards of a job on", "spalloc job ID --power-on"], "on power power-on"),
  ...named(["To power them off", "spalloc job ID --power-off"], "off power-off"),
  ...named(SETTINGS, "settings configure set setup init"),
  ...named(["To find a board", "spalloc help where-is"], "find locate"),
  ...named(["To show the version", "spalloc --version"], "version"),
  ...named(["To call the server", "spalloc config --check"], "ping check"),
};

/** Returns how to do what an unknown command probably means; `null` if unclear. */
export function insteadOf(word: string, following: readonly string[]): Step | null {
  const name = word.toLowerCase();
  const [purpose, command] = (Object.hasOwn(INSTEAD, name) ? INSTEAD[name] : undefined) ?? [];
  if (purpose === undefined || command === undefined) return null;
  const ids = following.filter((word) => /^\d+$/.test(word));
  const isForSeveral = command.startsWith("spalloc job ");
  const isClear = ids.length === 1 || (ids.length > 1 && isForSeveral);
  return [purpose, isClear ? command.replace(/\bID\b/, ids.join(" ")) : command];
}

function named(step: Step, names: string): Record<string, Step> {
  return Object.fromEntries(names.split(" ").map((name) => [name, step]));
}
