import { messageOf } from "../../../lib/message_of.ts";
import type { JobRequest } from "../../../lib/protocol/request.ts";
import { type Trial, trialOf } from "../../../lib/tries/options.ts";
import { readAvoided } from "../../boards/avoid_list.ts";
import { type BoardMemory, boardMemory } from "../../boards/memory.ts";
import type { Call } from "../../call.ts";
import { CommandError, UsageError } from "../../errors.ts";
import { foreseeCannotRun } from "../../running/cannot_run.ts";
import type { AllocFlags } from "../definition.ts";
import { BOOT_PROGRAM, bootCommand } from "../boot.ts";
import { temporaryFolders } from "../temporary_folders.ts";
import {
  checkCommand,
  type CheckMaker,
  type CheckProgram,
  pingCheck,
  programCheck,
} from "./checks.ts";
import { FailedFile } from "./failed_file.ts";

/** How to find boards that work. */
export interface TrialPlan extends Trial, AsyncDisposable {
  /** Checks, in their order. */
  checks: readonly CheckMaker[];
  /** File into which checks write what failed; `null` for none. */
  failedFile: FailedFile | null;
  /** Whether one of them runs a program. */
  runsPrograms: boolean;
  /** Boards that failed earlier; `null` if nobody knows where that is kept. */
  memory: BoardMemory | null;
  /** Seconds for which those are avoided. */
  avoidFor: number;
  /** Whether to report boards that fail to the server. */
  report: boolean;
}

/** Options that have an effect only where boards are checked. */
const NEED_CHECKS = ["checkTimeout", "tries", "holdAtMost", "avoidFor", "report"] as const;

/** Returns the option that sets a key to a value: `--max-dead-boards`, or `--no-require-torus`. */
export function flagOf(key: string, value?: unknown): string {
  const name = key.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  return value === false ? `--no-${name}` : `--${name}`;
}

/**
 * Prepares what finds boards that work; `null` if any boards will do.
 *
 * @throws {UsageError} or {CommandError} if a check can't be run, or a place makes no sense.
 */
export async function prepareTrial(
  options: AllocFlags,
  request: JobRequest,
  call: Call,
): Promise<TrialPlan | null> {
  const { env } = call.context;
  const avoid = await readAvoided(call.given(options.avoid, "avoid") ?? []);
  const boot = options.boot && { name: BOOT_PROGRAM, says: "Booting...", answers: true };
  const programs = [
    ...boot ? [{ ...boot, program: await bootCommand(env) }] : [],
    ...(options.check ?? []).map(checkCommand),
  ];
  const { ping = false } = options;
  if (programs.length === 0 && avoid.length === 0 && !ping) {
    const alone = NEED_CHECKS.find((key) => options[key] !== undefined);
    if (!alone) return null;
    throw new UsageError(
      `${flagOf(alone)} has no effect without --check, --boot, --ping or --avoid`,
    );
  }
  for (const { program } of programs) {
    const cannotRun = await foreseeCannotRun(program, env);
    if (cannotRun) throw cannotRun;
  }
  const { checkTimeout, tries, holdAtMost } = options;
  const trial = trialOf({
    ...(checkTimeout !== undefined && { checkTimeout }),
    ...(tries !== undefined && { tries }),
    ...(holdAtMost !== undefined && { holdAtMost }),
    avoid,
  }, request);
  const avoidFor = call.given(options.avoidFor, "avoidFor");
  const file = await failedFile(programs, call);
  return {
    ...trial,
    runsPrograms: programs.length > 0,
    checks: [
      ...programs.map((program) => programCheck(program, file)),
      // Last: only what is booted answers.
      ...ping
        ? [pingCheck({ mayBeBooted: programs.length > 0, proxy: options.proxy === true })]
        : [],
    ],
    memory: avoidFor > 0 ? boardMemory(env) : null,
    avoidFor,
    failedFile: file,
    report: call.given(options.report, "report"),
    [Symbol.asyncDispose]: async () => await file?.[Symbol.asyncDispose](),
  };
}

/** Creates the file for what fails; `null` if it can't be, and no check names it. */
async function failedFile(
  programs: readonly CheckProgram[],
  { context }: Call,
): Promise<FailedFile | null> {
  if (programs.length === 0) return null;
  try {
    return await FailedFile.make(temporaryFolders(context.env));
  } catch (error) {
    const asks = /\{failed\}|SPALLOC_FAILED/;
    const isAsked = programs.some(({ program }) => program.words.some((word) => asks.test(word)));
    if (!isAsked) return null;
    throw new CommandError(`Cannot make the file that your check writes to (${messageOf(error)})`);
  }
}
