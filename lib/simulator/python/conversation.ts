import { messageOf } from "../../message_of.ts";
import { LineSplitter } from "../../protocol/lines.ts";
import { type Command, isRecord } from "../command.ts";
import type { Client, Conversation, LineReader } from "../kind.ts";
import { type Changes, Subscription } from "./changes.ts";
import { type Caller, carryOut, isCommand, type Service } from "./commands.ts";

/** What a conversation reports to its server. */
interface Events {
  /** Called after the commands that came together were answered. */
  readonly onSettled: () => void;
  /** Called when the connection is over. */
  readonly onEnd: () => void;
}

/** A connection as the Python server serves it: it hangs up on what is no command. */
export class PythonConversation implements Conversation, Caller {
  readonly ready: Promise<void> = Promise.resolve();
  readonly lines: LineReader = new WholeLines();
  readonly jobs: Subscription = new Subscription();
  readonly machines: Subscription = new Subscription();
  /** The client's address. */
  readonly host: string | null;
  readonly #client: Client;
  readonly #service: Service;
  readonly #events: Events;

  /** Takes the client, and what its commands work on. */
  constructor(client: Client, service: Service, events: Events) {
    this.#client = client;
    this.host = client.host;
    this.#service = service;
    this.#events = events;
  }

  /** Answers a command. */
  hear(line: string): boolean {
    const command = parseCommand(line);
    if (command === undefined) return false;
    this.#client.received(command);
    this.#client.send(this.#answer(command));
    return true;
  }

  /** Tells everybody of what the commands have changed. */
  settle(): void {
    this.#events.onSettled();
  }

  /** Leaves. */
  end(): void {
    this.#events.onEnd();
  }

  /** Tells the client of what changed, as far as it wants to know. */
  notify(changes: Changes, about: "jobs" | "machines"): void {
    const items = about === "jobs"
      ? this.jobs.filter(changes.jobs)
      : this.machines.filter(changes.machines);
    if (items.length > 0) this.#client.send({ [`${about}_changed`]: items });
  }

  #answer(command: Command): unknown {
    try {
      return { return: carryOut(this.#service, this, command) };
    } catch (error) {
      return { exception: messageOf(error) };
    }
  }
}

/** Lines as the Python server reads them: one that never ends is none. */
class WholeLines extends LineSplitter implements LineReader {
  end(): Iterable<string> {
    return [];
  }
}

/** Reads a command; `undefined` if it is not one, after which the server hangs up. */
function parseCommand(line: string): Command | undefined {
  let message: unknown;
  try {
    message = JSON.parse(line);
  } catch {
    return undefined;
  }
  if (!isRecord(message)) return undefined;
  const { command, args = [], kwargs = {} } = message;
  if (!isCommand(command) || !Array.isArray(args) || !isRecord(kwargs)) return undefined;
  // The real server passes the connection under this name, and takes no other.
  const { client: _, ...rest } = kwargs;
  return { name: command, args, kwargs: rest };
}
