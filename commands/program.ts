import { sleep } from "../lib/clock.ts";
import {
  ConnectionError,
  LoginError,
  NotReadyError,
  SpallocError,
  TimeoutError,
  VersionError,
} from "../lib/errors.ts";
import { isGranted, missingFlag } from "../lib/permission.ts";
import { escapeText } from "../lib/escape.ts";
import { hideLogins } from "../lib/server_address.ts";
import { dress, typedColours } from "./colours.ts";
import { type Context, systemContext } from "./context.ts";
import { CommandError, inSteps, Interrupted, type Step, UsageError } from "./errors.ts";
import { EXIT_ERROR, isExitCode } from "./exit_codes.ts";
import { aboutRefusedRole } from "./lacking_role.ts";
import { load } from "./load.ts";
import { reportedCode } from "./reported_code.ts";
import { readProc } from "./proc.ts";
import { refuseUndecodable } from "./undecodable.ts";
import { VERSION } from "./version.ts";
import { type Called, whichCommand } from "./which_command.ts";
import { messageOf } from "../lib/message_of.ts";

/** Seconds for a terminal to show the last output. */
const FLUSH_SECONDS = 1;

/** Runs the program with its arguments, and returns the exit code. */
export async function runProgram(argv: readonly string[]): Promise<number> {
  let called = whichCommand(await calledAs(), argv);
  const context = systemContext(called.name);
  // Errors in the command line are shown in these colours, too.
  dress(context, typedColours(argv));
  const run = async (): Promise<number> => {
    called = await calledBehindOptions(called, context);
    context.name = called.name;
    return await runCalled(called, context);
  };
  const code = await run().catch((error) => failed(error, called, context));
  context.interrupts[Symbol.dispose]();
  await flush(context);
  const { failure } = context.stdout;
  if (failure === null || code !== 0) return code;
  // The answer is incomplete, so this must not look like success.
  const lost = new CommandError(`Cannot write standard output: ${failure.message}`);
  const lostCode = failed(lost, called, context);
  await flush(context);
  return lostCode;
}

/** Reports an error, and returns its exit code. */
function failed(error: unknown, called: Called, context: Context): number {
  report(error, called, context);
  return reportedCode(error, called.command, context.env);
}

/** Waits until everything is written, however slow its reader, but not for a stopped terminal. */
async function flush({ stdout, stderr, clock }: Context): Promise<void> {
  const written = stdout.flush().then(() => true);
  const taken = (): (number | null)[] => [stdout.taken, stderr.taken];
  for (let before = taken();; before = taken()) {
    if (await Promise.race([written, sleep(clock, FLUSH_SECONDS).then(() => false)])) return;
    if (taken().some((bytes, index) => bytes !== null && bytes === before[index])) return;
  }
}

async function runCalled(called: Called, context: Context): Promise<number> {
  const { command, argv } = called;
  switch (command) {
    case "version":
      context.stdout.line(VERSION);
      return 0;
    case "complete": {
      const { complete } = await load(import("./completions/complete.ts"));
      return await complete(argv, context);
    }
    case "guard": {
      const { endForKilled } = await load(import("./alloc/guard_end.ts"));
      return await endForKilled(context);
    }
    case "help": {
      if (argv[0] === "man") {
        const { jsonPage, manualPage } = await load(import("./manual/manual_page.ts"));
        context.stdout.write(argv[1] === "json" ? jsonPage() : await manualPage());
        if (context.stdout.isTerminal) {
          context.stderr.line(`To read it:\n  spalloc help ${argv.join(" ")} | man -l -`);
        }
        return 0;
      }
      const { generalHelp } = await load(import("./help/general_help.ts"));
      context.stdout.write(generalHelp(argv, context));
      return 0;
    }
    case "unknown": {
      const { unknownCommand } = await load(import("./unknown_command.ts"));
      throw unknownCommand(called);
    }
    default: {
      checkExitError(context);
      refuseUndecodable(argv);
      const { runCommand } = await load(import("./run_command.ts"));
      return await runCommand(command, argv, context);
    }
  }
}

/** Determines the called command, behind options. */
async function calledBehindOptions(called: Called, context: Context): Promise<Called> {
  if (called.command !== "alloc" || !called.argv[0]?.startsWith("-")) return called;
  const { behindOptions } = await load(import("./behind_options.ts"));
  return behindOptions(called, context);
}

/** Returns the name that the program was called by, which links can change. */
async function calledAs(): Promise<string> {
  if (!Deno.build.standalone) return "spalloc";
  // Some containers have no /proc.
  const [called] = readProc("self/cmdline")?.split("\0") ?? [];
  if (called) return called;
  // Last, because Deno 2.9 takes as long to load it as for all else.
  const { argv0 } = (await import("node:process")).default;
  return argv0;
}

function report(
  error: unknown,
  { command, argv }: Called,
  { name, stderr, server }: Context,
): void {
  if (error instanceof Interrupted) {
    stderr.line(`${error.message}.`, "red");
    return;
  }
  const flag = missingFlag(error);
  const said = messageOf(error);
  const text = flag !== null ? `Deno needs ${flag}` : said;
  const message = aboutMute(error, server) ??
    text + nextStep(error, server);
  const isOurs = error instanceof CommandError;
  const isExpected = isOurs || error instanceof SpallocError || flag !== null;
  const steps = isOurs ? error.steps : error instanceof LoginError ? loginSteps(error, server) : [];
  const [first, ...others] = inSteps(message, steps).map(hideLogins).map(escapeText);
  stderr.sentence(`spalloc: ${first}`, "red");
  for (const line of others) stderr.sentence(line);
  if (error instanceof UsageError && steps.length === 0) {
    // Without a command's name, --help is about all commands.
    const asked = command === "alloc" && name === "spalloc" ? "spalloc alloc" : name;
    stderr.line(`Try "${asked} --help".`);
  }
  if (argv.includes("--debug")) stderr.line(escapeLines(hideLogins(stackOf(error))));
  else if (!isExpected) stderr.line("This should not happen. Add --debug to see where it did.");
}

/**
 * Explains what a server may be that can be connected to, but does not answer; `null` for other
 * errors.
 */
function aboutMute(error: unknown, server: string | undefined): string | null {
  // The first command of every connection.
  if (!(error instanceof TimeoutError && error.command === "version") || !server) return null;
  return `${server} accepts connections but does not answer. ${error.message}. ` +
    "Is it a spalloc server?";
}

/** Advises on an error whose message does not. */
function nextStep(error: unknown, server: string | undefined): string {
  if (error instanceof VersionError) {
    return ". To connect all the same, add --ignore-version";
  }
  if (error instanceof NotReadyError) {
    const isOpen = error.jobId !== null || server === undefined;
    return ` (--max-wait)${isOpen ? "" : `: ${server} did not answer in time`}`;
  }
  if (error instanceof ConnectionError && /^The certificate of /.test(error.message)) {
    return ". If the server has a private certificate, name its file with --ca FILE";
  }
  const lacking = aboutRefusedRole(error);
  if (lacking !== null) return `. ${lacking}`;
  const isNamed = server === undefined || !(error instanceof ConnectionError) ||
    error.message.includes(server) || error.message.startsWith("Cannot connect to ");
  return isNamed ? "" : `. Is there a spalloc server at ${server}?`;
}

/** Advises on how to log in. */
function loginSteps({ why, message }: LoginError, server = "URL"): readonly Step[] {
  if (why === "refused" || why === "lost") {
    // That forgets refusals, too.
    const isPassword = /password of|no passwords/.test(message);
    return isPassword
      ? [["To try this one again, forget the refusal first", `spalloc logout ${server}`]]
      : [];
  }
  const login = `spalloc login ${server}`;
  if (why === "over") return [["To log in again", login]];
  return [
    ["To log in for some time", login],
    [
      "To log in by environment variables",
      "SPALLOC_USER=NAME SPALLOC_PASSWORD=PASSWORD spalloc ...",
    ],
  ];
}

function stackOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause === undefined ? "" : `\nCaused by: ${stackOf(error.cause)}`;
  return (error.stack ?? error.message) + cause;
}

function escapeLines(text: string): string {
  return text.split("\n").map(escapeText).join("\n");
}

/**
 * Refuses an invalid exit code before anything is done: the script that chose it would never see
 * it.
 */
function checkExitError({ env }: Context): void {
  const text = isGranted({ name: "env", variable: EXIT_ERROR }) ? env(EXIT_ERROR) : undefined;
  if (!text || isExitCode(Number(text))) return;
  throw new UsageError(`${EXIT_ERROR}: cannot use "${text}": must be a whole number from 1 to 255`);
}
