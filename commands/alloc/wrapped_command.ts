import { anyOf, orAborted } from "../../lib/clock.ts";
import { isUrl } from "../../lib/server_address.ts";
import type { JobMachine } from "../../lib/protocol/messages.ts";
import type { Context } from "../context.ts";
import { inShell, type Running, runProgram } from "../running/run_program.ts";
import type { WrappedProgram } from "../running/wrapped_program.ts";
import { quoteForCmd, quoteForShell, substituteTokens, type TokenValues } from "./tokens.ts";

/** Variable that is unique to a command and its children: its file of addresses. */
const MARK = "SPALLOC_ETHERNET_IPS";

/** Options of {@linkcode runWrapped}. */
export interface Wrapping extends Pick<Running, "gone" | "ending" | "guard" | "isInner"> {
  /** Values of its tokens. */
  values: TokenValues;
  /** Boards of the job. */
  machine: JobMachine;
  /** Server of the job, for a spalloc within the program. */
  server: { hostname: string; port: number; ca?: string | null };
}

/**
 * Runs the user's program on boards, and returns the exit code that a shell would.
 *
 * When a signal comes or the job is gone, the program and all that it started
 * is ended first.
 *
 * @throws the reason of whichever of the two came.
 */
export async function runWrapped(
  { words, isShellLine }: WrappedProgram,
  wrapping: Wrapping,
  context: Context,
): Promise<number> {
  const { values, gone, ending, guard, isInner = false } = wrapping;
  const env = variables(wrapping);
  const quote = Deno.build.os === "windows" ? quoteForCmd : quoteForShell;
  const command = isShellLine
    ? inShell(substituteTokens(words[0] ?? "", values, quote))
    : words.map((word) => substituteTokens(word, values));
  // What was said comes before what the program says.
  const written = Promise.all([context.stdout.flush(), context.stderr.flush()]);
  await orAborted(written, anyOf(gone, context.interrupts.signal));
  const running = { env, mark: `${MARK}=${env[MARK]}`, gone, ending, guard, isInner };
  return await runProgram({ words: command, isShellLine }, running, context);
}

/** Returns the variables that a command gets. */
export function variables(
  { values, machine, server }: Pick<Wrapping, "values" | "machine" | "server">,
) {
  return {
    SPALLOC_JOB_ID: String(values.id),
    SPALLOC_HOSTNAME: values.hostname,
    SPALLOC_WIDTH: String(values.width),
    SPALLOC_HEIGHT: String(values.height),
    SPALLOC_MACHINE: machine.machineName,
    SPALLOC_ETHERNET_IPS: values.ethernetIps,
    ...(values.failed !== undefined && { SPALLOC_FAILED: values.failed }),
    SPALLOC_SERVER: server.hostname,
    // A URL has its own.
    ...isUrl(server.hostname) ? {} : { SPALLOC_PORT: String(server.port) },
    ...(server.ca && { SPALLOC_CA: server.ca }),
  };
}
