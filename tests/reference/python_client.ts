/** The commands of the real reference client. */
import { type RunOptions, runReference, type RunResult } from "./run_reference.ts";

const MODULES = {
  "spalloc": "alloc",
  "spalloc-job": "job",
  "spalloc-machine": "machine",
  "spalloc-ps": "ps",
  "spalloc-where-is": "where_is",
};

export type PythonCommand = keyof typeof MODULES;

export interface PythonClientOptions extends Omit<RunOptions, "title"> {
  /** Server that is given before the arguments, which can override it. */
  readonly server?: { readonly hostname: string; readonly port: number };
}

/** Runs a command of the reference client to its end, in an empty home and working directory. */
export async function runPythonClient(
  command: PythonCommand,
  args: readonly string[],
  options: PythonClientOptions = {},
): Promise<RunResult> {
  const { server, ...rest } = options;
  return await runReference("client", [
    "-m",
    `spalloc_client.scripts.${MODULES[command]}`,
    ...server ? [`--hostname=${server.hostname}`, `--port=${server.port}`] : [],
    ...args,
  ], { ...rest, title: `${command} ${args.join(" ")}` });
}
