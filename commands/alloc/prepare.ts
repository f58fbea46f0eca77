import { anyOf } from "../../lib/clock.ts";
import type { JobOptions } from "../../lib/job.ts";
import { askedBy, boardsOf } from "../../lib/offers/asked.ts";
import { boardsAsked, type JobRequest } from "../../lib/protocol/request.ts";
import { escapeText } from "../../lib/escape.ts";
import type { StoredLogin } from "../../lib/v2/stored_login.ts";
import { callerOf } from "../caller.ts";
import type { Call } from "../call.ts";
import type { Context } from "../context.ts";
import { type Departure, everybodyDeparture } from "../departure.ts";
import { unknownOptionLine } from "../missing.ts";
import { serverOptions, usesApi } from "../options.ts";
import { troubleReports } from "../trouble_reports.ts";
import { accountsWithoutEffect } from "./account.ts";
import { ReceiptFile } from "../receipt/receipt_file.ts";
import type { TypedLine } from "../retyped.ts";
import { misspeltVariables, systemVariables } from "../unknown_variables.ts";
import { AddressesFile, needFile } from "./addresses_file.ts";
import { bootCommand } from "./boot.ts";
import { needProxy } from "../forwarding/reach.ts";
import { foreseeCannotRun, needRunPermission } from "../running/cannot_run.ts";
import { type Ending, GRACE_SECONDS } from "../running/ending.ts";
import type { AllocFlags } from "./definition.ts";
import { type Offers, offersInstead } from "./offers.ts";
import { needOpenFiles } from "./open_files.ts";
import { Progress } from "./progress.ts";
import { Recorder } from "./receipt.ts";
import { requestOf } from "./request.ts";
import { withoutEffect } from "./resume.ts";
import { temporaryFolders } from "./temporary_folders.ts";
import { resolve } from "../paths.ts";
import { prepareTrial, type TrialPlan } from "./tries/trial.ts";
import { waitDeadline } from "./ready.ts";
import { programOf, type WrappedProgram } from "../running/wrapped_program.ts";

/** Options and arguments of `spalloc alloc`. */
export interface AllocOptions extends AllocFlags {
  what: readonly number[];
  /** Program and its arguments; empty for none. */
  program: readonly string[];
  /** Command line, to be shown with other boards. */
  typed: TypedLine;
}

/** Everything that is known and checked before there is a job. */
export interface Plan extends AsyncDisposable {
  context: Context;
  /** Request for a new job, or the id of the job to resume. */
  wanted: JobRequest | number;
  /** Owner name of the user; `null` if unknown. */
  me: string | null;
  /** Command to run on the boards; `null` to wait for Enter. */
  program: WrappedProgram | null;
  /** How to find boards that work; `null` if any will do. */
  trial: TrialPlan | null;
  /** Command that boots the boards of a resumed job; `null` for none. */
  boot: WrappedProgram | null;
  /** How to end a command. */
  ending: Ending;
  /** Maximum seconds to wait for boards; `null` for no limit. */
  maxWait: number | null;
  /** Whether to leave the job allocated on exit. */
  keep: boolean;
  /** UDP ports to forward besides the usual ones; `null` if boards are reached directly. */
  forwarded: readonly number[] | null;
  /** Whether to describe the boards as JSON. */
  json: boolean;
  /** Whether to ring a bell when the boards are ready. */
  bell: boolean;
  progress: Progress;
  /** Offers of other boards while it waits; `null` for none. */
  offers: Offers | null;
  /** Receipt of the call; `null` for none. */
  receipt: Recorder | null;
  /** File for the addresses of the boards. */
  file: AddressesFile;
  /** Server, and how to reach it. */
  server: JobOptions;
  /** Memory of the login to the server; `null` if it needs none. */
  login: StoredLogin | null;
  /** File of certificates that an option names, for a spalloc within the command. */
  ca: string | null;
  /** Signals when nobody is left to wait for boards. */
  departure: Departure;
}

/**
 * Checks everything that can go wrong before boards are requested. Signals are listened to from
 * here on.
 *
 * @throws {UsageError} or {CommandError} if something would.
 */
export async function prepare(options: AllocOptions, call: Call): Promise<Plan> {
  const { config, context } = call;
  const { clock, interrupts } = context;
  const { resume, maxWait = null } = options;
  const wanted = resume ?? requestOf(options, call);
  const unneeded = resume === undefined ? null : withoutEffect(resume, options);
  if (options.proxy) needProxy(options, call, "--proxy");
  const isResumed = resume !== undefined;
  const boot = isResumed && options.boot ? await bootCommand(context.env) : null;
  const program = programOf(options);
  const receiptFile = options.receipt === undefined ? null : await ReceiptFile.at(options.receipt);
  await using owned = new AsyncDisposableStack();
  const trial = owned.use(
    typeof wanted === "number" ? null : await prepareTrial(options, wanted, call),
  );
  const progress = new Progress(context.stderr, { clock, quiet: options.quiet === true });
  for (const unknown of config.unknownOptions) {
    progress.say(escapeText(unknownOptionLine(unknown)), "yellow");
  }
  for (const line of misspeltVariables(systemVariables())) progress.say(escapeText(line), "yellow");
  if (unneeded !== null) progress.say(unneeded, "yellow");
  const accounts = usesApi(options, call) ? null : accountsWithoutEffect(call);
  if (accounts !== null) progress.say(accounts, "yellow");
  if (program || boot || trial?.runsPrograms) await needRunPermission();
  needOpenFiles();
  interrupts.listen();
  const departure = owned.use(everybodyDeparture(context));
  const late = owned.use(waitDeadline(clock, maxWait, resume ?? null));
  const server = {
    ...await serverOptions(options, call),
    ...troubleReports((line, style) => progress.say(line, style)),
    // Nothing here ever blocks this thread, so a thread of its own would only cost memory.
    keepaliveIn: "thread" as const,
    signal: anyOf(interrupts.signal, departure.signal, late.signal),
  };
  const cannotRun = program && await foreseeCannotRun(program, context.env);
  if (cannotRun) throw cannotRun;
  const asked = typeof wanted === "number" ? null : askedBy(boardsAsked(wanted));
  const boards = asked ? boardsOf(asked) : 1;
  const file = owned.use(await AddressesFile.make(temporaryFolders(context.env), boards));
  needFile(file, program);
  const address = context.server ?? server.hostname;
  const receipt = receiptFile &&
    await Recorder.start(receiptFile, {
      ...{ wanted, address, server, progress, clock },
      signal: server.signal,
    });
  const kept = owned.move();
  return {
    me: typeof wanted === "number"
      ? callerOf(server, call.given(options.owner, "owner")).name
      : wanted.owner ?? null,
    context,
    ...{ wanted, trial, program, boot, maxWait, progress, file, server, departure, receipt },
    login: call.login,
    ca: options.ca === undefined ? null : resolve(options.ca),
    offers: typeof wanted === "number" ? null : offersInstead(wanted, options.typed, call),
    ending: { signal: options.endSignal ?? null, grace: options.grace ?? GRACE_SECONDS },
    keep: !options.destroy,
    forwarded: options.proxy ? options.ports ?? [] : null,
    json: options.json === true,
    bell: options.bell === true,
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}
