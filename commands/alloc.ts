import type { Config } from "../lib/config/mod.ts";
import { JobDestroyedError, UnknownOutcomeError } from "../lib/errors.ts";
import { Job, type JobOptions } from "../lib/job.ts";
import { openingDeadline } from "../lib/job/opening.ts";
import { DEFAULT_PORT } from "../lib/protocol/client.ts";
import type { JobMachine } from "../lib/protocol/messages.ts";
import { boardsAsked, type JobRequest } from "../lib/protocol/request.ts";
import { escapeText } from "../lib/render/escape.ts";
import type { ServerOptions } from "../lib/session.ts";
import { AddressesFile } from "./alloc/addresses_file.ts";
import { foreseeCannotRun } from "./alloc/cannot_run.ts";
import { leave } from "./alloc/leave.ts";
import { Progress } from "./alloc/progress.ts";
import { waitForBoards } from "./alloc/ready.ts";
import { requestOf } from "./alloc/request.ts";
import { needRunPermission } from "./alloc/run_permission.ts";
import { asJson, summary } from "./alloc/summary.ts";
import { warnOfSuspension } from "./alloc/suspension.ts";
import { Typed, untilEnter } from "./alloc/until_enter.ts";
import { runWrapped } from "./alloc/wrapped_command.ts";
import type { Context, Parsed } from "./context.ts";
import { everybodyDeparture } from "./departure.ts";
import { UsageError } from "./errors.ts";
import { serverOptions, unknownOptionLine } from "./server_flags.ts";

export { describe } from "./alloc/describe.ts";

/** Seconds that a server has to answer in, however little `--max-wait` gives it. */
const LEAST_WAIT_SECONDS = 1;

/** Runs `spalloc alloc`, and gives the code to exit with. */
export async function run(parsed: Parsed, config: Config, context: Context): Promise<number> {
  const { options } = parsed;
  const { interrupts, stderr, clock } = context;
  const resume = options.resume as number | undefined;
  const request = resume === undefined ? requestOf(parsed, config) : null;
  const maxWait = options.maxWait as number | undefined;
  if (maxWait !== undefined && maxWait < 0) {
    throw new UsageError(`Cannot wait ${maxWait} s: --max-wait takes 0 or more`);
  }
  const boot = options.boot === true
    ? await (await import("./alloc/boot.ts")).bootCommand(context.env)
    : null;
  const progress = new Progress(stderr, { clock, quiet: options.quiet === true });

  for (const unknown of config.unknownOptions) {
    progress.say(escapeText(unknownOptionLine(unknown)), "yellow");
  }

  if (parsed.program || boot) await needRunPermission();
  interrupts.listen();
  using nobody = everybodyDeparture(context);
  using late = openingDeadline(clock, maxWait ?? null, {
    jobId: resume ?? null,
    least: LEAST_WAIT_SECONDS,
  });
  const jobOptions = {
    ...jobOptionsOf(parsed, config, context),
    ...troubleReports(progress),
    signal: AbortSignal.any([interrupts.signal, nobody.signal, late.signal]),
  };
  const cannotRun = parsed.program && await foreseeCannotRun(parsed.program, context.env);
  if (cannotRun) {
    stderr.line(`spalloc: ${escapeText(cannotRun.message)}`);
    return cannotRun.exitCode;
  }
  await using file = await AddressesFile.make(context.env);
  const job = request
    ? await createOrWarn(request, jobOptions, context)
    : await Job.resume(resume!, jobOptions);

  let reason: unknown = null;
  let code: number;
  try {
    using _ = warnOfSuspension(job, progress, context);
    const machine = await waitForBoards(job, progress, {
      maxWait: maxWait ?? null,
      clock,
      signal: AbortSignal.any([interrupts.signal, nobody.signal]),
    });
    nobody[Symbol.dispose](); // From now on what runs or is typed decides.
    await file.write(machine.connections);
    progress.say(`Job ${job.id}: Ready!`, "green");
    if (request) tellSurplus(request, machine, progress);
    const boards = { machine, file, boot, progress, server: jobOptions };
    code = await use(job, boards, { parsed, context });
  } catch (error) {
    reason = error;
    if (!request || !isUnsuitable(error)) throw error;
    progress.endLive();
    // There is no job any more that could be lost while this is loaded.
    const module = await import("./alloc/unsuitable.ts").catch(() => null);
    const { signal } = interrupts;
    throw await module?.explainUnsuitable(error, request, { server: jobOptions, signal }) ?? error;
  } finally {
    progress.endLive();
    await leave(job, { keep: options.destroy === false, reason }, context);
  }
  // What a command came to says more than a signal that came too late for it.
  if (!parsed.program) interrupts.signal.throwIfAborted();
  return code;
}

async function use(
  job: Job,
  { machine, file, boot, progress, server }: {
    server: ServerOptions;
    machine: JobMachine;
    file: AddressesFile;
    boot: readonly string[] | null;
    progress: Progress;
  },
  { parsed, context }: { parsed: Parsed; context: Context },
): Promise<number> {
  const { stdout, stderr, interrupts } = context;
  const { gone } = job;
  const hostname = machine.connections.find(({ x, y }) => x === 0 && y === 0)?.hostname ?? "";
  const { width, height } = machine;
  const { hostname: serverName, port = DEFAULT_PORT } = server;
  const wrapping = { machine, gone, server: { hostname: serverName, port } };
  const values = { id: job.id, hostname, width, height, ethernetIps: file.path };
  if (boot) {
    progress.say(`Job ${job.id}: Booting...`, "yellow");
    const program = { words: boot, isShellLine: false };
    const code = await runWrapped(program, { values, ...wrapping }, context);
    if (code !== 0) return code;
  }
  const json = parsed.options.json === true;
  if (parsed.program) {
    if (json) stdout.line(asJson(job, machine, file.path));
    await stdout.flush();
    return await runWrapped(parsed.program, { values, ...wrapping }, context);
  }
  const typed = await Typed.fromNow(context, AbortSignal.any([gone, interrupts.signal]));
  stdout.line(json ? asJson(job, machine, file.path) : summary(machine, file.path, stdout));
  const keep = parsed.options.destroy === false;
  // Beside JSON only where no program reads it.
  const prompt = !json ? stdout : stderr.isTerminal ? stderr : null;
  return await untilEnter(typed, gone, { context, prompt, progress, keep });
}

function jobOptionsOf(parsed: Parsed, config: Config, context: Context): JobOptions {
  const delay = parsed.options.reconnectDelay as number | undefined;
  if (delay !== undefined && delay < 0) {
    throw new UsageError(`Cannot wait ${delay} s: --reconnect-delay takes 0 or more`);
  }
  return {
    ...serverOptions(parsed, config, context),
    ...(delay !== undefined && { reconnectDelay: delay }),
    // Nothing here ever blocks this thread, so a thread of its own would only cost memory.
    keepaliveIn: "thread",
  };
}

/** Tells once when the server is lost, and once when it is back. */
function troubleReports(progress: Progress): Pick<JobOptions, "onTrouble" | "onRecovered"> {
  let isLost = false;
  return {
    onTrouble({ message }) {
      if (!isLost) progress.say(`Lost the server (${escapeText(message)}), trying again...`, "red");
      isLost = true;
    },
    onRecovered() {
      if (isLost) progress.say("The server is back.", "green");
      isLost = false;
    },
  };
}

async function createOrWarn(
  request: JobRequest,
  options: JobOptions,
  { interrupts, stderr }: Context,
): Promise<Job> {
  try {
    return await Job.create(request, options);
  } catch (error) {
    if (error instanceof UnknownOutcomeError && interrupts.signal.aborted) {
      stderr.line(`spalloc: ${escapeText(error.message)}`);
      throw interrupts.signal.reason;
    }
    throw error;
  }
}

/** Whether a job was destroyed because no machine could ever serve it, in the words of all servers. */
function isUnsuitable(error: unknown): error is JobDestroyedError {
  return error instanceof JobDestroyedError && /No suitable machines/.test(error.reason ?? "");
}

function tellSurplus(request: JobRequest, { boards }: JobMachine, progress: Progress): void {
  const what = boardsAsked(request);
  const [asked = 1] = what;
  if (what.length <= 1 && boards.length > asked) {
    progress.say(`Asked for ${asked} ${asked === 1 ? "board" : "boards"}, got ${boards.length}.`);
  }
}
