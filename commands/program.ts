import { sleep } from "../lib/clock.ts";
import type { Config } from "../lib/config/mod.ts";
import { ConnectionError, JobDestroyedError, SpallocError, VersionError } from "../lib/errors.ts";
import { missingFlag } from "../lib/permission.ts";
import { escapeText } from "../lib/render/escape.ts";
import { type Context, ifReadable, type Parsed, systemContext } from "./context.ts";
import { CommandError, exitCodeOf, Interrupted, UsageError } from "./errors.ts";
import { type Called, type CommandName, COMMANDS, whichCommand } from "./which_command.ts";

/** Seconds that a terminal has to show what was written last. */
const FLUSH_SECONDS = 1;

/** Runs the program with its arguments, and gives the code to exit with. */
export async function runProgram(argv: readonly string[]): Promise<number> {
  const called = whichCommand(await calledAs(), argv);
  const context = systemContext(called.name, { noColor: called.argv.includes("--no-color") });
  const code = await runCommand(called, context).catch((error) => failed(error, called, context));
  context.interrupts[Symbol.dispose]();
  await flush(context);
  const { failure } = context.stdout;
  if (failure === null || code !== 0) return code;
  // What was asked for is not there, so this must not look like success.
  const lost = new CommandError(1, `Cannot write standard output: ${failure.message}`);
  const lostCode = failed(lost, called, context);
  await flush(context);
  return lostCode;
}

/** Tells what went wrong, and gives the code for it. */
function failed(error: unknown, called: Called, context: Context): number {
  report(error, called, context);
  const { code, ours } = exitCodeOf(error, called.command);
  return ours ? replaced(code, context) : code;
}

async function flush({ stdout, clock }: Context): Promise<void> {
  await Promise.race([stdout.flush(), sleep(clock, FLUSH_SECONDS)]);
}

async function runCommand(called: Called, context: Context): Promise<number> {
  const { command, argv } = called;
  if (command === "version") return await showVersion(context);
  if (command === "complete") {
    const { complete } = await import("./completions/complete.ts");
    return await complete(argv, { context, load });
  }
  if (command === "unknown") {
    const { didYouMean } = await import("./suggest.ts");
    const [word = ""] = argv;
    const known = [...Object.keys(COMMANDS), "help"];
    throw new UsageError(`There is no command "${word}".${didYouMean(word, known)}`);
  }
  if (command === "help" && argv[0] === "man") {
    const { manualPage } = await import("./help/manual.ts");
    context.stdout.write(await manualPage(load));
    return 0;
  }
  if (command === "help") {
    const { generalHelp } = await import("./help.ts");
    context.stdout.write(await generalHelp(argv, context));
    return 0;
  }
  const [{ parseArguments }, { readConfig }, { parseConfig }, module] = await Promise.all([
    import("./arguments.ts"),
    import("./server_flags.ts"),
    import("../lib/config/mod.ts"),
    load(command),
  ]);
  // A config file with a mistake in it must not take the help away.
  const [config, mistake] = await readConfig(context)
    .then((config): [Config, unknown] => [config, null], (error) => [parseConfig([]), error]);
  const description = module.describe(config).name(called.name);
  const { wants, ...parsed } = await parseArguments(description, argv);
  if (wants === "version") return await showVersion(context);
  if (wants === "help") {
    const { commandHelp } = await import("./help.ts");
    context.stdout.write(commandHelp(description, context));
    return 0;
  }
  if (mistake && !worksAnyway(command, parsed)) throw mistake;
  return await module.run(parsed, config, context);
}

/** Whether a command does its work, or mends the settings, although they have a mistake. */
function worksAnyway(command: CommandName, { args }: Parsed): boolean {
  if (command === "config") return args.flat().length > 0;
  return command === "simulate" || command === "completions" || command === "links";
}

async function showVersion({ stdout }: Context): Promise<number> {
  const { VERSION } = await import("./version.ts");
  stdout.line(VERSION);
  return 0;
}

/** Loads one command, and nothing of the others. */
function load(command: CommandName) {
  switch (command) {
    case "alloc":
      return import("./alloc.ts");
    case "job":
      return import("./job.ts");
    case "ps":
      return import("./ps.ts");
    case "machine":
      return import("./machine.ts");
    case "where-is":
      return import("./where_is.ts");
    case "config":
      return import("./config.ts");
    case "simulate":
      return import("./simulate.ts");
    case "completions":
      return import("./completions.ts");
    case "links":
      return import("./links.ts");
  }
}

/** The name that the program was called by, which links can change. */
async function calledAs(): Promise<string> {
  if (!Deno.build.standalone) return "spalloc";
  const { argv0 } = (await import("node:process")).default;
  return argv0;
}

function report(error: unknown, { argv }: Called, { name, stderr, server }: Context): void {
  if (error instanceof Interrupted) {
    stderr.line(stderr.style("red", `${error.message}.`));
    return;
  }
  const flag = missingFlag(error);
  const text = flag !== null
    ? `Deno needs ${flag}`
    : error instanceof Error
    ? error.message
    : String(error);
  const message = text.charAt(0).toUpperCase() + text.slice(1) + nextStep(error, server);
  const isExpected = error instanceof SpallocError || error instanceof UsageError ||
    error instanceof CommandError || flag !== null;
  stderr.line(`${stderr.style("red", `spalloc: ${escapeText(message)}`)}`);
  if (error instanceof UsageError) stderr.line(`Try "${name} --help".`);
  if (argv.includes("--debug")) stderr.line(escapeLines(stackOf(error)));
  else if (!isExpected) stderr.line("This should not happen. Add --debug to see where.");
}

/** What to do about an error that says itself only what is wrong. */
function nextStep(error: unknown, server: string | undefined): string {
  if (error instanceof VersionError) {
    return ". To talk to it all the same: --ignore-version";
  }
  if (error instanceof JobDestroyedError && /No suitable machines/.test(error.reason ?? "")) {
    return ' None could ever fit what was asked for. "spalloc machine" shows what there is';
  }
  const isNamed = server === undefined || !(error instanceof ConnectionError) ||
    error.message.includes(server);
  return isNamed ? "" : `. Is there a spalloc server at ${server}?`;
}

function stackOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause === undefined ? "" : `\nCaused by: ${stackOf(error.cause)}`;
  return (error.stack ?? error.message) + cause;
}

function escapeLines(text: string): string {
  return text.split("\n").map(escapeText).join("\n");
}

/** A code that a script chose to tell failures of spalloc from its command's. */
function replaced(code: number, { env }: Context): number {
  const chosen = Number(ifReadable(env, "SPALLOC_EXIT_ERROR"));
  return Number.isInteger(chosen) && chosen > 0 && chosen < 256 ? chosen : code;
}
