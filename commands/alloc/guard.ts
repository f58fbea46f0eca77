import { type Clock, sleep } from "../../lib/clock.ts";
import type { JobIdentity } from "../../lib/lifeline/identity.ts";
import { isGranted } from "../../lib/permission.ts";
import type { ServerOptions } from "../../lib/connect.ts";
import type { Ending } from "../running/ending.ts";

/** A server, and how to log in to it. */
export interface KnownServer extends
  Pick<
    ServerOptions,
    "hostname" | "port" | "timeout" | "ignoreVersion" | "credentials" | "ca"
  > {
  /** Whether a JupyterHub gives a token for each login. */
  makesTokens?: boolean;
}

/** Work that remains when the program is killed. */
export interface LeftToDo {
  /** Job to destroy. */
  job: JobIdentity;
  /** Jobs to destroy even if that one is kept. */
  others?: readonly JobIdentity[];
  /** Server of the job. */
  server: KnownServer;
  /** Whether the job stays allocated. */
  keep: boolean;
  /** How to end its command. */
  ending: Ending;
  /** File with the addresses of the boards. */
  file?: string;
  /** File into which checks write. */
  failed?: string;
  /**
   * The running command (`null` while it is started), and a mark in the environment of only it and
   * its children.
   */
  command?: { pid: number | null; mark: string } | null;
  /** Process that reads the terminal. */
  reader?: number | null;
}

/** Signals that a shell can ignore: all but KILL, STOP, CONT and the end of a child. */
const IGNORED = Deno.build.os === "linux"
  ? numbers(1, 64).filter((number) => ![9, 17, 18, 19].includes(number))
  : numbers(1, 31).filter((number) => ![9, 17, 19, 20].includes(number));

/**
 * Keeps the last line, and becomes the program once there will be no more: the other end is closed
 * when spalloc ends, however it ends. An empty line means that nothing remains.
 *
 * The line can have credentials in it. So the program gets it as input, not as an argument, which
 * all users could read; and its variables are new ones, so that no environment has it.
 */
const SCRIPT = `unset n left line
for n in ${IGNORED.join(" ")}; do command trap '' $n; done 2>/dev/null
left=
while IFS= read -r line; do left=$line; done
cd /
[ -z "$left" ] || exec "$@" <<END
$left
END`;

/** Seconds to wait for its end. */
const END_SECONDS = 0.5;

/**
 * A small process that outlives the program when it is killed, crashes or gets a signal that Deno
 * can't listen to, such as a real-time signal: it then ends the command, and frees the boards.
 * Until then it only waits.
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

  /** Starts a guard; `null` if no process may be started, or none can be. */
  static start(clock: Clock): Guard | null {
    if (Deno.build.os === "windows") return null;
    if (!isGranted({ name: "run" })) return null;
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

  /** Sends the work that would remain; settles when it has arrived. */
  watch(left: LeftToDo): Promise<void> {
    this.#left = left;
    return this.#write(JSON.stringify(left));
  }

  /** Sends a change of that work; settles when it has arrived. */
  async update(change: Partial<LeftToDo>): Promise<void> {
    if (this.#left) await this.watch({ ...this.#left, ...change });
  }

  /** Reports that no work remains, and waits for its end. */
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

/** Returns the command line of this program: from source, it takes Deno to run it. */
function ownProgram(): string[] {
  return Deno.build.standalone
    ? [Deno.execPath()]
    : [Deno.execPath(), "run", "--quiet", "--no-check", "--allow-all", Deno.mainModule];
}

function numbers(first: number, last: number): number[] {
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}
