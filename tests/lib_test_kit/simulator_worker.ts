/**
 * A simulated server in a thread of its own, so that it goes on while the
 * thread of the test is blocked.
 *
 * @module
 */
import { Simulator } from "../../lib/simulator/mod.ts";

/** The part of a worker's global scope that is used here. */
interface WorkerScope {
  onmessage: ((event: MessageEvent<"report" | "close">) => void) | null;
  postMessage(message: unknown): void;
  close(): void;
}

const scope = globalThis as unknown as WorkerScope;
const beats: { at: number; connection: number }[] = [];

const server = await Simulator.start({
  powerDelay: 0,
  timeoutCheckInterval: 0.05,
  onCommand({ name, connection }): void {
    if (name !== "get_job_state") return;
    beats.push({ at: performance.now() / 1000, connection });
    scope.postMessage({ type: "beat", connection });
  },
});

scope.onmessage = async ({ data }) => {
  if (data === "report") {
    const jobs = server.jobs.map(({ id }) => id);
    scope.postMessage({ type: "report", jobs, destroyed: [...server.destroyedJobs], beats });
  } else {
    await server.close();
    scope.postMessage({ type: "closed" });
    scope.close();
  }
};

scope.postMessage({ type: "listening", port: server.port });
