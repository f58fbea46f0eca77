/**
 * A lifeline in a thread of its own; {@linkcode RemoteLifeline} controls it by messages.
 *
 * @module
 */
import { shareLogin } from "../v2/shared_logins.ts";
import { Lifeline } from "./lifeline.ts";
import { type FromWorker, packError, type ToWorker } from "./wire.ts";

/** The part of a worker's global scope that is used here. */
interface WorkerScope {
  onmessage: ((event: MessageEvent<ToWorker>) => void) | null;
  postMessage(message: FromWorker): void;
  close(): void;
}

const scope = globalThis as unknown as WorkerScope;
let lifeline: Lifeline | undefined;

scope.onmessage = async ({ data }) => {
  if (data.type === "start") lifeline = start(data);
  else {
    await lifeline?.stop({ atOnce: data.atOnce });
    scope.postMessage({ type: "stopped" });
    scope.close();
  }
};

function start({ options, login }: ToWorker & { type: "start" }): Lifeline {
  if (login) shareLogin(options.hostname, options.credentials, login);
  return new Lifeline(options, {
    onStatus: (status) => scope.postMessage({ type: "status", status }),
    onTrouble: (error) => scope.postMessage({ type: "trouble", error: packError(error) }),
    onRecovered: () => scope.postMessage({ type: "recovered" }),
    onLost: ({ message }) => scope.postMessage({ type: "lost", message }),
  });
}
