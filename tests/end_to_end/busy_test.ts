// Permissions: all, because it starts programs.
import { assert, assertEquals } from "@std/assert";
import { fromFileUrl } from "@std/path";
import type { Simulator } from "../../lib/simulator/mod.ts";
import { isApi, startServer } from "../lib_test_kit/manners.ts";
import { inParallel } from "./phases_parallel.ts";
import { leadTo, type Program, programTest, Run } from "./program.ts";

/**
 * Seconds that jobs live without a sign of life, and how long they are busy: for several of them.
 * Over the HTTP API jobs have 30 s at least.
 */
const KEEPALIVE = isApi ? 30 : 2;
const SEVERAL = isApi ? 1.5 * KEEPALIVE : 10 * KEEPALIVE;
/** The command that keeps jobs alive, and milliseconds within which a run must end. */
const BEAT = isApi ? "job_keepalive" : "get_job_state";
const LIMIT_MS = 2 * SEVERAL * 1000 + 20_000;
const JOB_READY = 3;

const library: Program = {
  name: "source",
  path: Deno.execPath(),
  args: ["run", "--allow-all", "--no-check", path("./busy_program.ts"), String(SEVERAL + 1)],
};

function path(relative: string): string {
  return fromFileUrl(new URL(relative, import.meta.url));
}

/** A server that is strict about signs of life, and counts them. */
class StrictServer implements AsyncDisposable {
  readonly simulator: Simulator;
  /** Settles when the job is kept alive by a connection that does nothing else. */
  readonly lifeline: Promise<void>;
  readonly #beats: number[];

  private constructor(simulator: Simulator, lifeline: Promise<void>, beats: number[]) {
    this.simulator = simulator;
    this.lifeline = lifeline;
    this.#beats = beats;
  }

  static async start(): Promise<StrictServer> {
    const beats: number[] = [];
    const lifeline = Promise.withResolvers<void>();
    const simulator = await startServer({
      machines: ["demo:2x2"],
      powerDelay: 0,
      timeoutCheckInterval: 0.05,
      onCommand({ name, connection }) {
        if (name !== BEAT) return;
        beats.push(connection);
        // Only the lifeline sends keepalives, or else is the second to connect.
        if (isApi || connection > 1) lifeline.resolve();
      },
    });
    return new StrictServer(simulator, lifeline.promise, beats);
  }

  /** The environment that leads a program here. */
  get env(): Record<string, string> {
    return { ...leadTo(this.simulator), SPALLOC_KEEPALIVE: String(KEEPALIVE) };
  }

  /** Lets time pass in which nothing but the lifeline tells that the one job is wanted. */
  async waitAndCheck(): Promise<void> {
    const before = this.#beats.length;
    await passing(SEVERAL);
    assertEquals(this.simulator.jobs.map(({ id }) => id), [1]);
    const count = this.#beats.length - before;
    assert(count >= 2 * SEVERAL / KEEPALIVE, `only ${count} signs of life`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.simulator.close();
  }
}

function passing(seconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, seconds * 1000));
}

/** A program that blocks its thread for ten keepalives and more. */
async function blockedProgram(how: "computes" | "waits"): Promise<void> {
  await using server = await StrictServer.start();
  await using running = new Run(library, [how], { env: server.env, limitMs: LIMIT_MS });
  await Promise.race([server.lifeline, running.ended]);
  await running.type("\n");
  await running.hears("stdout", /blocked/);
  await server.waitAndCheck();
  const { code, stdout } = await running.ended;
  assertEquals([code, stdout, server.simulator.jobs], [0, `blocked\n${JOB_READY}\n`, []]);
}

/** A command that is stopped for ten keepalives, and goes on. */
async function stoppedCommand(program: Program): Promise<void> {
  await using server = await StrictServer.start();
  const line = "echo $$; read -r line; echo went on";
  await using running = new Run(program, ["-c", line], { env: server.env, limitMs: LIMIT_MS });
  const command = Number(await running.hears("stdout", /\d+/));
  Deno.kill(command, "SIGSTOP");
  await running.type("\n");
  await server.waitAndCheck();
  Deno.kill(command, "SIGCONT");
  const { code, stdout } = await running.ended;
  assertEquals([code, stdout, server.simulator.jobs], [0, `${command}\nwent on\n`, []]);
}

/** A command that writes as fast as it can for ten keepalives, to somebody who reads, or does not. */
async function floodingCommand(program: Program, reader: string): Promise<void> {
  await using server = await StrictServer.start();
  const script = `"$@" | ${reader}; echo over`;
  const shell: Program = {
    name: program.name,
    path: "/bin/sh",
    args: ["-c", script, "sh", program.path, ...program.args],
  };
  const line = "echo started >&2; exec nice -n 19 yes";
  await using running = new Run(shell, ["-c", line], {
    env: server.env,
    leadsGroup: true,
    limitMs: LIMIT_MS,
  });
  await running.hears("stderr", /started/);
  await server.waitAndCheck();
  running.killGroup("SIGTERM");
  await running.ended;
  assertEquals(server.simulator.jobs, []);
}

programTest(
  "a busy program keeps its job for much longer than its keepalive",
  async (program, t) => {
    const trials: [name: string, trial: () => Promise<void>][] = [
      ["whose command is stopped", () => stoppedCommand(program)],
      ["whose command writes a lot", () => floodingCommand(program, "nice -n 19 cat >/dev/null")],
      ["whose command writes a lot that nobody reads", () => floodingCommand(program, "sleep 120")],
    ];
    if (program.name === "source") {
      trials.push(
        ["that computes", () => blockedProgram("computes")],
        ["that waits without its event loop", () => blockedProgram("waits")],
      );
    }
    const outcomes = await inParallel(trials, ([, trial]) => trial(), { atATime: trials.length });
    for (const [index, [name]] of trials.entries()) {
      await t.step(`a program ${name}`, () => outcomes[index]?.());
    }
  },
);
