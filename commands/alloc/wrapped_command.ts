import type { JobMachine } from "../../lib/protocol/messages.ts";
import type { Context } from "../context.ts";
import { inShell, type Running, runProgram } from "../running/run_program.ts";
import type { WrappedProgram } from "../running/wrapped_program.ts";
import { quoteForCmd, quoteForShell, substituteTokens, type TokenValues } from "./tokens.ts";

/** What only one command and its children have in their environment: its file of addresses. */
const MARK = "SPALLOC_ETHERNET_IPS";

/** What a wrapped command is about. */
export interface Wrapping extends Pick<Running, "gone" | "ending" | "guard"> {
  /** What its tokens stand for. */
  values: TokenValues;
  /** The boards. */
  machine: JobMachine;
  /** The server that the job is on, for a spalloc within the program. */
  server: { hostname: string; port: number };
}

/**
 * Runs the user's program on boards, and gives the exit code that a shell would.
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
  const { values, gone, ending, guard } = wrapping;
  const env = variables(wrapping);
  const quote = Deno.build.os === "windows" ? quoteForCmd : quoteForShell;
  const command = isShellLine
    ? inShell(substituteTokens(words[0] ?? "", values, quote))
    : words.map((word) => substituteTokens(word, values));
  const running = { env, mark: `${MARK}=${env[MARK]}`, gone, ending, guard };
  return await runProgram({ words: command, isShellLine }, running, context);
}

/** What a command gets in its environment. */
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
    SPALLOC_SERVER: server.hostname,
    SPALLOC_PORT: String(server.port),
  };
}
