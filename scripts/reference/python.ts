/** Runs Python while setting up, bounded in time, with one line for what failed. */

/** Thrown when the reference programs cannot be had here, with a reason for the user. */
export class Unavailable extends Error {}

/**
 * Runs a Python to its end.
 *
 * @throws Unavailable if it cannot be run or fails, or when `signal` fires, which ends it.
 */
export async function runPython(
  interpreter: string,
  options: { args: readonly string[]; what: string; signal: AbortSignal; cwd?: string },
): Promise<void> {
  const { args, what, signal, cwd } = options;
  signal.throwIfAborted();
  const ended = aborted(signal);
  try {
    const output = new Deno.Command(interpreter, {
      // Isolated: no PYTHONPATH or user's packages, which pip would count as installed.
      args: ["-I", ...args],
      // Many login nodes make `--user` the default, which no environment accepts.
      env: { PIP_USER: "no" },
      ...cwd === undefined ? {} : { cwd },
      stdin: "null",
      signal,
    }).output();
    // Not only the output: what the Python started may keep its pipes open.
    const { success, stdout, stderr } = await Promise.race([output, ended.promise]);
    if (success) return;
    const decoder = new TextDecoder();
    throw new Unavailable(`${what}: ${explain(decoder.decode(stderr), decoder.decode(stdout))}`);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) {
      throw new Unavailable(`${what}: ${interpreter} is not installed`);
    }
    throw error;
  } finally {
    ended.forget();
  }
}

function aborted(signal: AbortSignal): { promise: Promise<never>; forget: () => void } {
  const { promise, reject } = Promise.withResolvers<never>();
  const listener = () => reject(signal.reason);
  signal.addEventListener("abort", listener, { once: true });
  return { promise, forget: () => signal.removeEventListener("abort", listener) };
}

/** Extracts the most telling line: pip's last error, a traceback's end, or venv's beginning. */
function explain(stderr: string, stdout: string): string {
  const lines = stderr.split("\n").map((line) => line.trim()).filter(Boolean);
  const line = lines.findLast((line) => line.startsWith("ERROR:")) ?? lines.at(-1);
  const text = line?.replace(/^ERROR:\s*/, "") ?? stdout.trim().split("\n\n")[0];
  return text?.replace(/\s+/g, " ") || "it failed without a word";
}
