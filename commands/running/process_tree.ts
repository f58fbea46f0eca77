import { isProcForeign, readProc, signalMask } from "../proc.ts";
import { standingOf } from "../process_groups.ts";
import { type SignalName, SIGNALS } from "../signals.ts";

/** A process and all its known descendants. */
export class ProcessTree {
  readonly #root: number | null;
  readonly #mark: string | null;
  readonly #isShellLine: boolean;
  readonly #known = new Set<number>();
  readonly #refused = new Set<number>();

  /**
   * Creates a tree from a process, a text in the environment of only it and its children (`null`
   * for none), and whether it is a shell with a line.
   */
  constructor(
    root: number | null,
    { mark, isShellLine = false }: { mark: string | null; isShellLine?: boolean },
  ) {
    this.#root = root;
    this.#mark = mark;
    this.#isShellLine = isShellLine;
    if (root !== null) this.#known.add(root);
  }

  /**
   * Sends a signal to the whole tree, parents first: a shell whose child ends before it would go on
   * with its next line. Orphans can't be found again, so all processes ever found are remembered.
   */
  async signal(name: Deno.Signal): Promise<void> {
    await this.look();
    for (const pid of [...this.#known]) this.#send(pid, name);
  }

  /**
   * Passes a signal for the command on to the whole tree.
   *
   * A shell that has been given a line is left out where it has not asked for the
   * signal: it would die of it, and the program that it waits for would not.
   */
  async pass(name: SignalName): Promise<void> {
    await this.look();
    const all = [...this.#known].filter(isRunning);
    // By now the shell may have become the program.
    const isSpared = (pid: number): boolean =>
      this.#isShellLine && pid === this.#root && processName(pid) === "sh" && !catches(pid, name);
    for (const pid of all) if (all.length === 1 || !isSpared(pid)) this.#send(pid, name);
  }

  /** Lists the processes if this user may signal none of those left; else none. */
  beyondReach(): number[] {
    if (!this.isAlive()) return [];
    const left = [...this.#known];
    return left.every((pid) => this.#refused.has(pid)) ? left : [];
  }

  #send(pid: number, name: Deno.Signal): void {
    try {
      Deno.kill(pid, name);
    } catch (error) {
      // It runs as another user by now, as under sudo: that it was not signalled is no end.
      if (error instanceof Deno.errors.PermissionDenied) this.#refused.add(pid);
      else this.#known.delete(pid); // It has ended already.
    }
  }

  /** Whether any known process of the tree still runs. */
  isAlive(): boolean {
    for (const pid of this.#known) {
      if (!isRunning(pid)) this.#known.delete(pid);
    }
    return this.#known.size > 0;
  }

  /** Finds new descendants. */
  async look(): Promise<void> {
    const childrenOf = await findChildren();
    const visit = (pid: number): void => {
      for (const child of childrenOf(pid)) {
        if (child !== Deno.pid && !this.#known.has(child)) {
          this.#known.add(child);
          visit(child);
        }
      }
    };
    for (const pid of [...this.#known, ...(this.#root === null ? [] : [this.#root])]) visit(pid);
    // Processes whose parent has ended have no parent in the tree.
    for (const pid of this.#mark === null ? [] : marked(this.#mark)) {
      this.#known.add(pid);
      visit(pid);
    }
  }
}

/** Lists the processes on this terminal with a text in their environment, from `/proc`. */
function marked(mark: string): number[] {
  if (!hasProc()) return [];
  const session = standingOf(Deno.pid)?.session;
  return [...Deno.readDirSync("/proc")].map(({ name }) => Number(name)).filter((pid) => {
    try {
      // A process with a session of its own was made to stay.
      return pid > 0 && pid !== Deno.pid && standingOf(pid)?.session === session &&
        Deno.readTextFileSync(`/proc/${pid}/environ`).includes(mark) && isRunning(pid);
    } catch {
      return false; // It is another user's, or has ended.
    }
  });
}

/** Whether `/proc` can be read: it takes Linux and `--allow-all`. */
function hasProc(): boolean {
  return readProc("self/stat") !== null && !isProcForeign();
}

async function findChildren(): Promise<(pid: number) => number[]> {
  if (hasProc()) return childrenFromProc;
  if (Deno.build.os === "windows" || isProcForeign()) return () => [];
  try {
    const args = ["-A", "-o", "pid=", "-o", "ppid="];
    const { stdout } = await new Deno.Command("ps", { args }).output();
    const pairs = new TextDecoder().decode(stdout).trim().split("\n")
      .map((line) => line.trim().split(/\s+/).map(Number));
    return (parent) => pairs.filter(([, ppid]) => ppid === parent).map(([pid = 0]) => pid);
  } catch {
    return () => [];
  }
}

function childrenFromProc(pid: number): number[] {
  try {
    return [...Deno.readDirSync(`/proc/${pid}/task`)].flatMap(({ name }) =>
      Deno.readTextFileSync(`/proc/${pid}/task/${name}/children`).trim().split(" ")
        .filter(Boolean).map(Number)
    );
  } catch {
    return []; // It has ended.
  }
}

/** Whether a process runs: one that has ended but was not waited for does not. */
function isRunning(pid: number): boolean {
  try {
    if (hasProc()) {
      return !/^\d+ \(.*\) [ZX] /s.test(Deno.readTextFileSync(`/proc/${pid}/stat`));
    }
    Deno.kill(pid, "SIGCONT"); // does nothing to a process that is not stopped
    return true;
  } catch (error) {
    return error instanceof Deno.errors.PermissionDenied;
  }
}

function catches(pid: number, name: SignalName): boolean {
  return Boolean(signalMask(pid, "SigCgt") >> BigInt(SIGNALS[name] - 1) & 1n);
}

/** Returns the name of a process; empty if unknown. */
export function processName(pid: number): string {
  return readProc(`${pid}/comm`)?.trim() ?? "";
}
