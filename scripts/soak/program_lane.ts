import { fromFileUrl } from "@std/path";
import { type Lane, pause } from "./library_lane.ts";

const MAIN = fromFileUrl(new URL("../../main.ts", import.meta.url));
const TERMINATED = 143;

/** Runs the program with a command of its own again and again, until the signal is aborted. */
export async function runProgramLane(lane: Lane, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await runProgram(lane, signal);
    await pause(lane.random.between(0, 1), signal);
  }
}

async function runProgram(lane: Lane, signal: AbortSignal): Promise<void> {
  const { ledger, random, server, keepalive, longestUse, name } = lane;
  const { forgetful } = ledger;
  const args = ["--keepalive", String(keepalive), "--reconnect-delay", "0.5"];
  const line = `sleep ${random.between(0, longestUse).toFixed(2)}`;
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", "--allow-all", "--no-check", MAIN, "3", ...args, "-c", line],
    env: {
      SPALLOC_HOSTNAME: server.hostname,
      SPALLOC_PORT: String(server.port),
      SPALLOC_OWNER: name,
    },
    stdin: "null",
    stdout: "null",
    stderr: "piped",
  }).spawn();
  let wasStopped = false;
  const stop = (): void => {
    wasStopped = true;
    child.kill("SIGTERM");
  };
  // Some are ended as a batch system does it; all of them at the end.
  const timer = random.chance(0.2) ? setTimeout(stop, random.between(0.5, longestUse) * 1000) : 0;
  signal.addEventListener("abort", stop, { once: true });
  const said = new Response(child.stderr).text();
  const { code } = await child.status;
  clearTimeout(timer);
  signal.removeEventListener("abort", stop);
  const text = await said;

  ledger.counts.programs++;
  const isExplained = code === 0 || (code === TERMINATED && wasStopped) ||
    // Without a job yet, a server that is away is an error; later only what it forgets is.
    (code !== TERMINATED &&
      (!text.includes("Ready!") || await ledger.hasForgotten(forgetful)));
  if (isExplained) return;
  ledger.counts.programsWrong++;
  ledger.complain(`the program ended with ${code}: ${text.trim().split("\n").join(" | ")}`);
}
