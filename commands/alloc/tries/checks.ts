import type { AllocatedJob } from "../../../lib/allocated_job.ts";
import { pingBoards } from "../../../lib/boards/ping_boards.ts";
import { quote } from "../../../lib/escape.ts";
import type { Job } from "../../../lib/job.ts";
import type { EthernetChip, JobMachine } from "../../../lib/protocol/messages.ts";
import type { Check } from "../../../lib/tries/check.ts";
import { CheckTooLate } from "../../../lib/tries/run_check.ts";
import type { Context } from "../../context.ts";
import { CommandError } from "../../errors.ts";
import { EXIT_CODES } from "../../exit_codes.ts";
import type { WrappedProgram } from "../../running/wrapped_program.ts";
import type { Progress } from "../progress.ts";
import { runWrapped, type Wrapping } from "../wrapped_command.ts";
import type { FailedFile } from "./failed_file.ts";

/** What checks need while there is a job. */
export interface CheckTools {
  progress: Progress;
  context: Context;
  /** Returns the boards of a job, at the addresses where programs reach them. */
  reached(job: AllocatedJob): Promise<JobMachine>;
  /** Collects what a program on the boards of a job gets. */
  wrap(job: Job, machine: JobMachine): Wrapping;
}

/** Makes a check, once it is known what it has at hand. */
export type CheckMaker = (tools: CheckTools) => Check;

/** A program that checks boards. */
export interface CheckProgram {
  program: WrappedProgram;
  /** Name for messages. */
  name: string;
  /** What is said when it begins. */
  says: string;
  /** Whether what it prints is an answer, as from `--boot`; else it is progress. */
  answers: boolean;
}

/** Returns the check of a command line for a shell, as after `--check`. */
export function checkCommand(line: string): CheckProgram {
  return {
    program: { words: [line], isShellLine: true },
    name: quote(line),
    says: "Checking its boards...",
    answers: false,
  };
}

/** Makes a check that runs a program: the boards fail if it does. */
export function programCheck(check: CheckProgram, file: FailedFile | null): CheckMaker {
  return ({ progress, context, reached, wrap }) => async (job, { signal }) => {
    const machine = await reached(job);
    progress.say(`Job ${job.id}: ${check.says}`, "yellow");
    await file?.clear();
    const { values, ...wrapping } = wrap(job, machine);
    const running = {
      ...wrapping,
      values: { ...values, ...(file && { failed: file.path }) },
      gone: signal,
      isInner: true,
    };
    const text = failureOf(check, await outcomeOf(check, running, context));
    if (text === null) return null;
    const { failed, strange } = await file?.read(machine) ?? { failed: [], strange: [] };
    tellStrange(job, strange, context);
    return { text, failed: failed.flatMap((board) => ownOf(job, board)) };
  };
}

/** Runs the program of a check; returns its exit code, or why it was ended: it took too long. */
async function outcomeOf(
  check: CheckProgram,
  running: Wrapping,
  context: Context,
): Promise<number | CheckTooLate> {
  try {
    return await runWrapped(withoutAnswer(check), running, context);
  } catch (error) {
    if (error instanceof CheckTooLate) return error;
    throw error;
  }
}

/**
 * Says what failed; `null` for nothing.
 *
 * @throws {CommandError} for the codes that shells have for what can't be run: they say nothing
 * about boards.
 */
function failureOf({ name }: CheckProgram, outcome: number | CheckTooLate): string | null {
  if (typeof outcome !== "number") return `${name} took longer than ${outcome.seconds} s`;
  if (outcome === 0) return null;
  const text = `${name} exited with code ${outcome}`;
  if (outcome !== EXIT_CODES.notExecutable && outcome !== EXIT_CODES.notFound) return text;
  const why = outcome === EXIT_CODES.notFound ? "a program was not found" : "it cannot be executed";
  throw new CommandError(`Cannot check the boards: ${text}, ${why}`, { exitCode: outcome });
}

/** Has a program print to standard error: standard output is for the user's own. */
function withoutAnswer({ program, answers }: CheckProgram): WrappedProgram {
  const [line = ""] = program.words;
  if (answers || !program.isShellLine || Deno.build.os === "windows") return program;
  // On a line of its own, as the last word may be a comment's.
  return { ...program, words: [`exec >&2\n${line}`] };
}

/** Returns a board by the address that it has in its own network. */
function ownOf({ connections }: AllocatedJob, { x, y }: EthernetChip): readonly EthernetChip[] {
  return connections.filter((own) => own.x === x && own.y === y);
}

function tellStrange(job: Job, strange: readonly string[], { stderr }: Context): void {
  const [first] = strange;
  if (first === undefined) return;
  const more = strange.length > 1 ? ` and ${strange.length - 1} more` : "";
  stderr.sentence(
    `Job ${job.id}: the check named no board of the job by ${quote(first)}${more}: expected ` +
      "chips as X Y, or addresses, one a line",
  );
}

/**
 * Returns the check that asks all boards for their version; those that are silent fail.
 *
 * Where nothing was run that may have booted the boards, and all are silent, that says nothing about
 * them: they are what boards are before they are booted.
 */
export function pingCheck(
  { mayBeBooted, proxy }: { mayBeBooted: boolean; proxy: boolean },
): CheckMaker {
  // Boards of another job have answered: they boot by themselves, or are booted by somebody.
  let haveAnswered = mayBeBooted;
  return ({ progress, context: { clock } }) => async (job, { signal }) => {
    progress.say(`Job ${job.id}: Asking its boards for their version...`, "yellow");
    const count = job.connections.length;
    const result = await pingBoards({ clock, proxy })(job, { signal });
    const silent = result?.failed?.length ?? 0;
    if (silent < count) haveAnswered = true;
    if (haveAnswered) return result;
    const who = count === 1
      ? `The board of job ${job.id} does not answer`
      : `None of the ${count} boards of job ${job.id} answers`;
    const said = `${who}: boards answer only once they are booted. To boot them first, add --boot`;
    throw new CommandError(said);
  };
}
