import { messageOf } from "../../message_of.ts";
import { LineSplitter } from "../../protocol/lines.ts";
import { type IncomingCommand, isRecord } from "../command.ts";
import type { Client, Conversation, LineReader } from "../kind.ts";
import { type PendingChanges, Subscription } from "./changes.ts";
import { type Caller, carryOut, isCommand, type Service } from "./commands.ts";

/** Callbacks of a conversation. */
interface Events {
  /** Called after the commands that came together were answered. */
  readonly onSettled: () => void;
  /** Called when the connection is over. */
  readonly onEnd: () => void;
}

/** A connection to the Python server: it hangs up on everything but commands. */
export class PythonConversation implements Conversation, Caller {
  readonly ready: Promise<void> = Promise.resolve();
  readonly lines: LineReader = new WholeLines();
  readonly jobs: Subscription = new Subscription();
  readonly machines: Subscription = new Subscription();
  /** Address of the client. */
  readonly host: string | null;
  readonly #client: Client;
  readonly #service: Service;
  readonly #events: Events;

  /** Creates a conversation with a client. */
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

  /** Reports the changes of the commands to all subscribers. */
  settle(): void {
    this.#events.onSettled();
  }

  /** Ends the conversation. */
  end(): void {
    this.#events.onEnd();
  }

  /** Reports changes to the client, as far as it subscribed to them. */
  notify(changes: PendingChanges, about: "jobs" | "machines"): void {
    const items = about === "jobs"
      ? this.jobs.filter(changes.jobs)
      : this.machines.filter(changes.machines);
    if (items.length > 0) this.#client.send({ [`${about}_changed`]: items });
  }

  #answer(command: IncomingCommand): unknown {
    try {
      return { return: carryOut(this.#service, this, command) };
    } catch (error) {
      return { exception: messageOf(error) };
    }
  }
}

/** Splits lines as the Python server does: an unterminated one is ignored. */
class WholeLines extends LineSplitter implements LineReader {
  end(): Iterable<string> {
    return [];
  }
}

/** Parses a command; `undefined` if it is not one, after which the server hangs up. */
function parseCommand(line: string): IncomingCommand | undefined {
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
