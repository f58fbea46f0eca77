/**
 * A simulated HTTP API in a thread of its own, so that it goes on while the thread of the test is
 * blocked.
 *
 * @module
 */
import { Simulator } from "../../lib/simulator/mod.ts";

/** The part of a worker's global scope that is used here. */
interface WorkerScope {
  onmessage: ((event: MessageEvent<"forget" | "refuse" | "report" | "close">) => void) | null;
  postMessage(message: unknown): void;
  close(): void;
}

const scope = globalThis as unknown as WorkerScope;
const requests: { at: number; text: string }[] = [];
let refuses = false;

const server = await Simulator.start({
  // The job waits all the time, and so its lifeline beats every few seconds.
  powerDelay: 3600,
  api: {
    onRequest({ method, path }) {
      requests.push({ at: Date.now(), text: `${method} ${path}` });
      const isRefused = refuses && path === "system/perform_login";
      return isRefused ? { kind: "status", status: 401 } : undefined;
    },
  },
});

scope.onmessage = async ({ data }) => {
  if (data === "forget") server.api?.endSessions();
  else if (data === "refuse") refuses = true;
  else if (data === "report") scope.postMessage(requests.splice(0));
  else {
    await server.close();
    scope.postMessage("closed");
    scope.close();
  }
};

scope.postMessage(server.api?.url);
