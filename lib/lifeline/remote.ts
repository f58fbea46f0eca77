import { systemClock } from "../clock.ts";
import { defined } from "../defined.ts";
import { JobUnknownError, SpallocError } from "../errors.ts";
import {
  type KeepsAlive,
  Lifeline,
  type LifelineEvents,
  type LifelineOptions,
} from "./lifeline.ts";
import { tell } from "../tell.ts";
import type { SharedLogin } from "../v2/shared_login.ts";
import { sharedLogin } from "../v2/shared_logins.ts";
import { type FromWorker, type ToWorker, unpackError } from "./wire.ts";
import { WORKER } from "./worker_module.ts";

/** Never called: shows `deno compile` a module that is otherwise named in a URL only. */
const _workerModule = (): Promise<unknown> => import("./worker.ts");

/** Seconds for a worker to confirm that it has stopped. */
const STOP_SECONDS = 3;

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
  #login: SharedLogin | null;

  constructor(options: LifelineOptions, events: LifelineEvents = {}) {
    const { hostname, port, timeout, reconnectDelay, ignoreVersion, identity, keepalive } = options;
    const { credentials, ca } = options;
    // Nothing else: functions, and whatever else a caller's object may have, can't cross.
    const more = defined({ port, timeout, reconnectDelay, ignoreVersion, credentials, ca });
    const server = { hostname, ...more };
    this.#options = { ...server, identity, keepalive };
    this.#events = events;
    this.#worker = new Worker(WORKER, {
      type: "module",
      name: `spalloc job ${options.identity.jobId}`,
    });
    this.#worker.onmessage = ({ data }: MessageEvent<FromWorker>) => this.#take(data);
    this.#worker.onerror = (event) => {
      event.preventDefault();
      this.#worker.terminate();
      this.#substitute ??= this.#goOnHere(event.message);
      this.#stopped.resolve();
    };
    this.#login = sharedLogin(hostname, credentials);
    if (this.#login) this.#login.users++;
    this.#tell({
      type: "start",
      options: this.#options,
      login: this.#login?.memory ?? null,
    });
  }

  /** Stops keeping the job alive. */
  async stop({ atOnce = false }: { atOnce?: boolean } = {}): Promise<void> {
    if (!this.#substitute) this.#tell({ type: "stop", atOnce });
    // A worker that died without a word must not keep its program from ending.
    const cancel = systemClock.after(STOP_SECONDS, () => this.#stopped.resolve());
    await this.#stopped.promise;
    cancel();
    this.#worker.terminate();
    await this.#substitute?.stop({ atOnce });
    if (this.#login) this.#login.users--;
    this.#login = null;
  }

  /** Goes on in this thread, and reports that this is not as good. */
  #goOnHere(why: string): Lifeline {
    const { onTrouble, onStatus, onRecovered } = this.#events;
    const message = `The worker that keeps job ${this.#options.identity.jobId} alive failed ` +
      `(${why}): this thread keeps it alive now, and must not be blocked`;
    tell(onTrouble, new SpallocError("connection", message));
    let isFirst = true;
    return new Lifeline(this.#options, {
      ...this.#events,
      onStatus: (status) => {
        if (isFirst) tell(onRecovered);
        isFirst = false;
        tell(onStatus, status);
      },
    });
  }

  #tell(message: ToWorker): void {
    this.#worker.postMessage(message);
  }

  #take(message: FromWorker): void {
    const { onStatus, onTrouble, onRecovered, onLost } = this.#events;
    switch (message.type) {
      case "status":
        return tell(onStatus, message.status);
      case "trouble":
        return tell(onTrouble, unpackError(message.error));
      case "recovered":
        return tell(onRecovered);
      case "lost":
        return tell(
          onLost,
          new JobUnknownError(this.#options.identity.jobId, message.message),
        );
      case "stopped":
        return this.#stopped.resolve();
    }
  }
}
