import { anyOf } from "../../lib/clock.ts";
import { Job } from "../../lib/job.ts";
import { askedBy, boardsOf } from "../../lib/offers/asked.ts";
import type { JobMachine } from "../../lib/protocol/messages.ts";
import { boardsAsked, type JobRequest } from "../../lib/protocol/request.ts";
import { escapeText } from "../../lib/escape.ts";
import { inSteps } from "../errors.ts";
import { BOOT_PROGRAM } from "./boot.ts";
import { reachBoards } from "../forwarding/reach.ts";
import { EXIT_CODES } from "../exit_codes.ts";
import { plural } from "../views/machine_line.ts";
import { createOrWarn } from "./create.ts";
import { Guard } from "./guard.ts";
import { leave } from "./leave.ts";
import { followLogin, leftToDo } from "./left_to_do.ts";
import { warnOfPowerOff } from "./power_watch.ts";
import type { Plan } from "./prepare.ts";
import type { Progress } from "./progress.ts";
import { waitForBoards } from "./ready.ts";
import { NotOursError, powerIfOff } from "./resume.ts";
import { asJson, summary } from "./summary.ts";
import { type Suspension, warnOfSuspension } from "./suspension.ts";
import { tryBoards } from "./tries/try_boards.ts";
import { explainUnsuitable, isUnsuitable } from "./unsuitable.ts";
import { Typed } from "./typed.ts";
import { untilEnter } from "./until_enter.ts";
import { runWrapped } from "./wrapped_command.ts";
import { wrappingOf } from "./wrapping.ts";

/** End of a call without an exception. */
export interface Held {
  /** Exit code of the program. */
  code: number;
  /** Why it is that code; `null` for success, and where it is the command's own. */
  error: string | null;
}

/**
 * Creates or resumes a job, and holds its boards while they are used. Whatever happens, the job is
 * destroyed on the way out, unless it is to be kept.
 */
export async function holdJob(plan: Plan): Promise<Held> {
  const { wanted, trial, server, progress, maxWait, keep, departure, receipt, context } = plan;
  const { clock, interrupts: { signal } } = context;
  const request = typeof wanted === "number" ? null : wanted;
  await using guard = Guard.start(clock);
  using _login = followLogin(guard, plan);
  // From here on, boards may be ours.
  const tried = request && trial && await tryBoards(request, { plan, trial, guard });
  const job = tried?.job ??
    (typeof wanted === "number"
      ? await Job.resume(wanted, server)
      : await createOrWarn(wanted, server, context));
  let reason: unknown = null;
  let held: Held;
  let isFreed = true;
  try {
    await guard?.watch(leftToDo(job, plan));
    if (!tried) await receipt?.created(job);
    for (const { message } of job.notices) progress.say(`${message}.`, "yellow");
    using suspension = warnOfSuspension(job, progress, context);
    const until = anyOf(signal, departure.signal);
    const waiting = { maxWait, clock, signal: until, offers: plan.offers };
    let machine = await waitForBoards(job, progress, waiting);
    if (!request) {
      await powerIfOff(job, plan);
      machine = await waitForBoards(job, progress, waiting);
    }
    await receipt?.ready(job, machine);
    await using reach = plan.forwarded && await reachBoards(job, machine, {
      ports: plan.forwarded,
      signal: waiting.signal,
      say: (line, style) => progress.say(line, style),
    });
    if (reach) machine = reach.machine;
    departure[Symbol.dispose](); // From now on, what runs or is typed decides.
    await plan.file.write(machine.connections);
    await guard?.update({ file: plan.file.path });
    tellMissingFile(job, plan);
    if (plan.bell) progress.ring();
    progress.say(`Job ${job.id}: Ready!`, "green");
    if (request) tellDifference(request, machine, progress);
    using _watch = warnOfPowerOff(job, progress);
    held = await use(job, machine, { plan, guard, suspension });
  } catch (error) {
    reason = error;
    if (!request || !isUnsuitable(error)) throw error;
    progress.endLive();
    throw await explainUnsuitable(error, request, { server, signal });
  } finally {
    progress.endLive();
    const isKept = keep || reason instanceof NotOursError;
    isFreed = await leave(job, reason, { ...plan, keep: isKept });
  }
  // The outcome of a command matters more than a signal that came too late for it.
  if (!plan.program) signal.throwIfAborted();
  const areAllFreed = isFreed && tried?.areOthersFree !== false;
  return areAllFreed || held.code !== 0
    ? held
    : { code: EXIT_CODES.notFreed, error: "The boards were not freed" };
}

/** Reports a missing file: no reason to give up boards that were waited for. */
function tellMissingFile(job: Job, { file: { problem }, progress }: Plan): void {
  if (problem === null) return;
  const text = `Job ${job.id}: cannot write the file of board addresses (${escapeText(problem)})`;
  const steps = [["To list the addresses", `spalloc job ${job.id} --ethernet-ips`]] as const;
  for (const line of inSteps(text, steps)) progress.say(line, "yellow");
}

/** Boots the boards and runs a command on them, or shows them until Enter. */
async function use(
  job: Job,
  machine: JobMachine,
  { plan, guard, suspension }: { plan: Plan; guard: Guard | null; suspension: Suspension },
): Promise<Held> {
  const { boot, program, progress, file, json, keep, context } = plan;
  const { stdout, stderr, interrupts } = context;
  const { gone } = job;
  const wrapping = wrappingOf(job, machine, { plan, guard });
  if (boot) {
    progress.say(`Job ${job.id}: Booting...`, "yellow");
    const code = await runWrapped(boot, wrapping, context);
    if (code !== 0) {
      const error = `Booting job ${job.id} failed: ${BOOT_PROGRAM} exited with code ${code}`;
      stderr.sentence(`spalloc: ${error}${program ? ". Your command was not run" : ""}`, "red");
      return { code, error };
    }
  }
  if (program) {
    if (json) stdout.line(asJson(job, machine, file));
    return { code: await runWrapped(program, wrapping, context), error: null };
  }
  await using typed = await Typed.fromNow(context, {
    until: anyOf(gone, interrupts.signal),
    onForeground: () => progress.askAgain(),
    onReader: (reader) => guard?.update({ reader }),
  });
  suspension.before = () => typed.pause();
  stdout.line(json ? asJson(job, machine, file) : summary(machine, file, stdout));
  // Beside JSON only where no program reads it.
  const prompt = !json ? stdout : stderr.isTerminal ? stderr : null;
  const code = await untilEnter(typed, { id: job.id, gone, keep }, { context, prompt, progress });
  return { code, error: null };
}

/** Tells of more boards than were asked for, or of fewer. */
function tellDifference(request: JobRequest, { boards }: JobMachine, progress: Progress): void {
  const what = askedBy(boardsAsked(request));
  const asked = what ? boardsOf(what) : 1;
  const said = `Asked for ${plural(asked, "board")}, got `;
  if (boards.length > asked) progress.say(`${said}${boards.length}.`);
  // A Java server with several machines takes dead boards for working ones now and then.
  if (boards.length < asked) progress.say(`${said}only ${boards.length}.`, "yellow");
}
