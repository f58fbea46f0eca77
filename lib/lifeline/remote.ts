import { JobUnknownError } from "../errors.ts";
import {
  type KeepsAlive,
  Lifeline,
  type LifelineEvents,
  type LifelineOptions,
} from "./lifeline.ts";
import { type FromWorker, type ToWorker, unpackError } from "./wire.ts";

/**
 * A lifeline in a worker: it beats on while the thread that started it is busy.
 *
 * Should the worker die, the lifeline goes on in this thread.
 */
export class RemoteLifeline implements KeepsAlive {
  readonly #options: LifelineOptions;
  readonly #events: LifelineEvents;
  readonly #worker: Worker;
  readonly #stopped = Promise.withResolvers<void>();
  #substitute: Lifeline | null = null;

  constructor(options: LifelineOptions, events: LifelineEvents = {}) {
    const { clock: _clock, dial: _dial, ...plain } = options; // functions can't cross
    this.#options = plain;
    this.#events = events;
    this.#worker = new Worker(new URL("./worker.ts", import.meta.url), {
      type: "module",
      name: `spalloc job ${options.identity.jobId}`,
    });
    this.#worker.onmessage = ({ data }: MessageEvent<FromWorker>) => this.#take(data);
    this.#worker.onerror = (event) => {
      event.preventDefault();
      this.#worker.terminate();
      this.#substitute ??= new Lifeline(plain, events);
      this.#stopped.resolve();
    };
    this.#tell({ type: "start", options: this.#options });
  }

  /** Stops keeping the job alive. */
  async stop(): Promise<void> {
    if (!this.#substitute) this.#tell({ type: "stop" });
    await this.#stopped.promise;
    await this.#substitute?.stop();
  }

  #tell(message: ToWorker): void {
    this.#worker.postMessage(message);
  }

  #take(message: FromWorker): void {
    const { onStatus, onTrouble, onRecovered, onLost } = this.#events;
    switch (message.type) {
      case "status":
        return onStatus?.(message.status);
      case "trouble":
        return onTrouble?.(unpackError(message.error));
      case "recovered":
        return onRecovered?.();
      case "lost":
        return onLost?.(new JobUnknownError(this.#options.identity.jobId, message.message));
      case "stopped":
        return this.#stopped.resolve();
    }
  }
}
