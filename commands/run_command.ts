import { ValidationError } from "@cliffy/command";
import { OPTIONS } from "../lib/config/options.ts";
import { SERVER_VARIABLE } from "../lib/config/settings.ts";
import { systemEnvironment } from "../lib/config/system_environment.ts";
import { isGranted } from "../lib/permission.ts";
import { parseServerAddress } from "../lib/server_address.ts";
import { forCliffy } from "./argparse.ts";
import { type BuiltCommand, Call } from "./call.ts";
import { type Context, ifReadable } from "./context.ts";
import { UsageError } from "./errors.ts";
import { loadCommand } from "./load_command.ts";
import { refuseProgram } from "./program_typed.ts";
import type { CommandName } from "./which_command.ts";

/** Runs a command with its arguments, and returns the exit code. */
export async function runCommand(
  name: CommandName,
  argv: readonly string[],
  context: Context,
): Promise<number> {
  const call = await Call.begin(context);
  call.argv = argv;
  hideUrlLogins();
  const command = await loadCommand(name, call);
  try {
    await parseAndRun(command, argv);
  } finally {
    await call.login?.settled();
  }
  return call.exitCode;
}

/**
 * Lets a command parse its arguments and do its work.
 *
 * @throws {UsageError} if they can't be understood.
 */
export async function parseAndRun(command: BuiltCommand, argv: readonly string[]): Promise<void> {
  command.throwErrors();
  refuseProgram(command, argv);
  try {
    await command.parse(forCliffy(command, argv));
  } catch (error) {
    throw error instanceof ValidationError
      ? new UsageError(worded(error), { cause: error })
      : error;
  }
}

/** Rewords Cliffy's messages about a command line where spalloc has better words. */
function worded({ message }: Error): string {
  const [, missing] = /^Missing argument\(s\): (.+?)\.?$/.exec(message) ?? [];
  if (missing !== undefined) return `${missing.toUpperCase()} is missing`;
  const [, one, verb, other] =
    /^Option "(--[^"]+)" (conflicts with|depends on) option "(--[^"]+)"/.exec(message) ?? [];
  if (one === undefined) return wordedValue(message) ?? message.replace(/\.$/, "");
  return verb === "depends on"
    ? `${one} has no effect without ${other}`
    : `Give only one of ${one} and ${other}`;
}

/** Rewords Cliffy's message about a value that is none of a few words; `null` for any other. */
function wordedValue(message: string): string | null {
  const [, name, got, words] =
    /^\w+ "([^"]+)" must be of type "[^"]+", but got "([^]*)"\. Expected values: (.+?)\.?$/
      .exec(message) ?? [];
  if (words === undefined) return null;
  const taken = words.includes(",") ? "takes one of" : "takes";
  return `${name} ${taken} ${words.replaceAll('"', "")}, not "${got}"`;
}

/**
 * Takes the credentials out of the URLs in this process's environment, so that no child has them.
 * The settings must have been read before.
 */
function hideUrlLogins(): void {
  for (const variable of [OPTIONS.hostname.variable, SERVER_VARIABLE]) {
    if (!isGranted({ name: "env", variable })) continue;
    const address = parseServerAddress((ifReadable(systemEnvironment, variable) ?? "").trim());
    if (typeof address === "string" || address.kind === "name") continue;
    if (Object.keys(address.login).length > 0) Deno.env.set(variable, address.hostname);
  }
}
