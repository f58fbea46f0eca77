/**
 * A lifeline in a thread of its own. It is told which job to keep alive, and
 * tells what {@linkcode RemoteLifeline} passes on.
 *
 * @module
 */
import { Lifeline, type LifelineOptions } from "./lifeline.ts";
import { type FromWorker, packError, type ToWorker } from "./wire.ts";

/** What a worker's global scope has, as far as it is used here. */
interface WorkerScope {
  onmessage: ((event: MessageEvent<ToWorker>) => void) | null;
  postMessage(message: FromWorker): void;
  close(): void;
}

const scope = globalThis as unknown as WorkerScope;
let lifeline: Lifeline | undefined;

scope.onmessage = async ({ data }) => {
  if (data.type === "start") lifeline = start(data.options);
  else {
    await lifeline?.stop({ atOnce: data.atOnce });
    scope.postMessage({ type: "stopped" });
    scope.close();
  }
};

function start(options: LifelineOptions): Lifeline {
  return new Lifeline(options, {
    onStatus: (status) => scope.postMessage({ type: "status", status }),
    onTrouble: (error) => scope.postMessage({ type: "trouble", error: packError(error) }),
    onRecovered: () => scope.postMessage({ type: "recovered" }),
    onLost: ({ message }) => scope.postMessage({ type: "lost", message }),
  });
}
