import { type Clock, sleep } from "../../lib/clock.ts";
import type { JobIdentity } from "../../lib/lifeline/identity.ts";
import type { ServerOptions } from "../../lib/session.ts";
import type { Ending } from "../running/ending.ts";

/** What is left to be done when the program is ended by what it can't hear. */
export interface LeftToDo {
  /** The job. */
  job: JobIdentity;
  /** Its server. */
  server: Pick<ServerOptions, "hostname" | "port" | "timeout" | "ignoreVersion">;
  /** Whether the job is left allocated. */
  keep: boolean;
  /** How its command is ended. */
  ending: Ending;
  /** The file with the addresses of the boards. */
  file?: string;
  /**
   * The command that runs (`null` while it is started), and what only it and its
   * children have in their environment.
   */
  command?: { pid: number | null; mark: string } | null;
  /** The process that reads the terminal. */
  reader?: number | null;
}

/** Signals that a shell can ignore: all but KILL, STOP, CONT and the end of a child. */
const IGNORED = Deno.build.os === "linux"
  ? numbers(1, 64).filter((number) => ![9, 17, 18, 19].includes(number))
  : numbers(1, 31).filter((number) => ![9, 17, 19, 20].includes(number));

/**
 * Keeps the last line, and becomes the program once there will be no more: the
 * other end is closed when spalloc ends, however it ends. An empty line means that
 * all is done.
 */
const SCRIPT = `for n in ${IGNORED.join(" ")}; do command trap '' $n; done 2>/dev/null
left=
while IFS= read -r line; do left=$line; done
cd /
[ -z "$left" ] || exec "$@" "$left"`;

/** Seconds that it is waited for at the end. */
const END_SECONDS = 0.5;

/**
 * A small process that outlives the program when it is killed, crashes or gets a
 * signal that Deno can't listen to, such as a real-time signal: then it ends
 * the command, and frees the boards. It does nothing but wait until then.
 */
export class Guard implements AsyncDisposable {
  readonly #clock: Clock;
  readonly #child: Deno.ChildProcess;
  readonly #writer: WritableStreamDefaultWriter<Uint8Array>;
  #left: LeftToDo | null = null;

  private constructor(child: Deno.ChildProcess, clock: Clock) {
    this.#clock = clock;
    this.#child = child;
    this.#writer = child.stdin.getWriter();
  }

  /** Starts one; `null` where no process may be started, or none can be. */
  static start(clock: Clock): Guard | null {
    if (Deno.build.os === "windows") return null;
    if (Deno.permissions.querySync({ name: "run" }).state !== "granted") return null;
    try {
      const child = new Deno.Command("/bin/sh", {
        args: ["-c", SCRIPT, "sh", ...ownProgram(), "guard", "--"],
        stdin: "piped",
        stdout: "null",
        stderr: "inherit",
      }).spawn();
      return new Guard(child, clock);
    } catch {
      return null; // It is of use only where the program is killed.
    }
  }

  /** Tells it of the job; settles when it knows. */
  watch(left: LeftToDo): Promise<void> {
    this.#left = left;
    return this.#write(JSON.stringify(left));
  }

  /** Tells it what has changed; settles when it knows. */
  async update(change: Partial<LeftToDo>): Promise<void> {
    if (this.#left) await this.watch({ ...this.#left, ...change });
  }

  /** Tells it that nothing is left to be done, and waits for its end. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#write("");
    this.#writer.close().catch(() => {});
    await Promise.race([this.#child.status, sleep(this.#clock, END_SECONDS)]);
  }

  async #write(line: string): Promise<void> {
    try {
      await this.#writer.write(new TextEncoder().encode(`${line}\n`));
    } catch {
      // It was killed: then nobody guards the job but its keepalive.
    }
  }
}

/** How this program is called: from source, it takes Deno to run it. */
function ownProgram(): string[] {
  return Deno.build.standalone
    ? [Deno.execPath()]
    : [Deno.execPath(), "run", "--quiet", "--no-check", "--allow-all", Deno.mainModule];
}

function numbers(first: number, last: number): number[] {
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}
