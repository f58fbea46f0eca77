import { sleep } from "../lib/clock.ts";
import type { Config } from "../lib/config/mod.ts";
import { SpallocError } from "../lib/errors.ts";
import { escapeText } from "../lib/render/escape.ts";
import { type Context, systemContext } from "./context.ts";
import { CommandError, exitCodeOf, Interrupted, UsageError } from "./errors.ts";
import { type Called, type CommandName, COMMANDS, whichCommand } from "./which_command.ts";

/** Seconds that a terminal has to show what was written last. */
const FLUSH_SECONDS = 1;

/** Runs the program with its arguments, and gives the code to exit with. */
export async function runProgram(argv: readonly string[]): Promise<number> {
  const called = whichCommand(await calledAs(), argv);
  const context = systemContext(called.name, { noColor: called.argv.includes("--no-color") });
  try {
    return await runCommand(called, context);
  } catch (error) {
    report(error, called, context);
    const { code, ours } = exitCodeOf(error, called.command);
    return ours ? replaced(code, context) : code;
  } finally {
    context.interrupts[Symbol.dispose]();
    await Promise.race([context.stdout.flush(), sleep(context.clock, FLUSH_SECONDS)]);
  }
}

async function runCommand({ command, argv }: Called, context: Context): Promise<number> {
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
  const description = module.describe(config);
  const { wants, ...parsed } = await parseArguments(description, argv);
  if (wants === "version") return await showVersion(context);
  if (wants === "help") {
    const { commandHelp } = await import("./help.ts");
    context.stdout.write(commandHelp(description, context));
    return 0;
  }
  if (mistake) throw mistake;
  return await module.run(parsed, config, context);
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

function report(error: unknown, { argv }: Called, { name, stderr }: Context): void {
  if (error instanceof Interrupted) {
    stderr.line(stderr.style("red", `${error.message}.`));
    return;
  }
  const text = error instanceof Error ? error.message : String(error);
  const message = text.charAt(0).toUpperCase() + text.slice(1);
  const isExpected = error instanceof SpallocError || error instanceof UsageError ||
    error instanceof CommandError;
  stderr.line(`${stderr.style("red", `spalloc: ${escapeText(message)}`)}`);
  if (error instanceof UsageError) stderr.line(`Try "${name} --help".`);
  if (argv.includes("--debug")) stderr.line(escapeLines(stackOf(error)));
  else if (!isExpected) stderr.line("This should not happen. Add --debug to see where.");
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
  const chosen = Number(env("SPALLOC_EXIT_ERROR"));
  return Number.isInteger(chosen) && chosen > 0 && chosen < 256 ? chosen : code;
}
