import { messageOf } from "../../message_of.ts";
import type { IncomingCommand } from "../command.ts";
import type { Client, Conversation } from "../kind.ts";
import { type Caller, carryOut } from "./commands.ts";
import type { Epochs } from "./epochs.ts";
import { JavaLines } from "./lines.ts";
import { Notifier } from "./notifier.ts";
import { readCommand } from "./read_command.ts";
import type { JavaService } from "./service.ts";
import type { Threads } from "./threads.ts";

/** A connection to the Java server: almost nothing makes it hang up. */
export class JavaConversation implements Conversation, Caller {
  readonly ready: Promise<void>;
  readonly lines: JavaLines;
  /** Address of the client. */
  readonly host: string | null;
  readonly #client: Client;
  readonly #service: JavaService;
  readonly #threads: Threads;
  readonly #subscriptions = new Map<string, () => void>();
  readonly #leave: () => void;
  readonly #begin: () => void;

  /** Creates a conversation with a client. */
  constructor(client: Client, service: JavaService, threads: Threads) {
    this.#client = client;
    this.host = client.host;
    this.#service = service;
    this.#threads = threads;
    this.lines = new JavaLines(service.parts.options.clock, service.settings.receiveTimeout);
    const { promise, resolve } = Promise.withResolvers<void>();
    this.ready = promise;
    this.#begin = resolve;
    this.#leave = threads.take(resolve);
  }

  /** Answers a command, or says what is wrong with it; hangs up on a line without a command. */
  hear(line: string): boolean {
    const reading = readCommand(line);
    if (reading.is === "end") return false;
    this.#client.send(
      reading.is === "mistake" ? { exception: reading.text } : this.#answer(reading.command),
    );
    return true;
  }

  /** Nothing waits for commands that come together. */
  settle(): void {}

  /** Ends the subscriptions. */
  end(): void {
    this.lines.stop();
    for (const stop of this.#subscriptions.values()) stop();
    this.#leave();
    this.#begin(); // so that nobody waits for it who waited for a thread
  }

  subscribeToJob(id: number | null, wanted: boolean): void {
    const { jobs } = this.#service;
    const watched = (): number[] => id === null ? jobs.list().map((job) => job.id) : [id];
    this.#subscribe(`jobs_changed ${id}`, wanted, {
      epochs: jobs.jobEpochs,
      watched,
      all: id === null,
    });
  }

  subscribeToMachine(name: string | null, wanted: boolean): void {
    const { jobs, parts } = this.#service;
    const watched = () =>
      name === null ? [...parts.machines.values()].map((machine) => machine.name) : [name];
    const epochs = jobs.machineEpochs;
    this.#subscribe(`machines_changed ${name}`, wanted, { epochs, watched, all: name === null });
  }

  #answer(command: IncomingCommand): unknown {
    this.#client.received(command);
    try {
      return { return: carryOut(this.#service, command, this) };
    } catch (error) {
      return { exception: messageOf(error) };
    }
  }

  #subscribe<Key>(
    name: string,
    wanted: boolean,
    { epochs, watched, all }: { epochs: Epochs<Key>; watched: () => Key[]; all: boolean },
  ): void {
    const known = this.#subscriptions.get(name);
    if (!wanted) {
      known?.();
      this.#subscriptions.delete(name);
    } else if (!known) {
      const [key = ""] = name.split(" ");
      const { parts, settings } = this.#service;
      let notifier: Notifier<Key> | undefined;
      const release = this.#threads.take(() => {
        notifier = new Notifier({
          clock: parts.options.clock,
          epochs,
          watched,
          looksAnew: all,
          waitTime: settings.notifyWaitTime,
          gap: settings.notifyGap,
          tell: (changed) => this.#client.send({ [key]: changed }),
        });
      });
      this.#subscriptions.set(name, () => {
        notifier?.stop();
        release();
      });
    }
  }
}
