import { Connection, type ConnectionOptions } from "../../lib/protocol/connection.ts";
import { ManualClock } from "../../lib/simulator/mod.ts";
import { FakeTransport } from "./fake_transport.ts";
import { settle, watch } from "./settle.ts";

/** A connection, the server's side of it, and its clock. */
export interface Wired {
  wire: FakeTransport;
  clock: ManualClock;
  connection: Connection;
}

/** Creates a connection whose server is the test. */
export function wired(options: ConnectionOptions = {}): Wired {
  const wire = new FakeTransport();
  const clock = new ManualClock(0);
  return { wire, clock, connection: new Connection(wire, { clock, ...options }) };
}

/** A command without arguments. */
export function command(name: string): {
  command: string;
  args: unknown[];
  kwargs: Record<string, unknown>;
} {
  return { command: name, args: [], kwargs: {} };
}

/** Makes calls that must fail, and watches them. */
export function watchCalls(
  connection: Connection,
  names: readonly string[],
  options: { timeout?: number; signal?: AbortSignal } = {},
): { outcomes(): Promise<unknown[]> } {
  const calls = names.map((name) => watch(connection.call(command(name), options)));
  return {
    async outcomes(): Promise<unknown[]> {
      await settle();
      return calls.map((call) => {
        const outcome = call.outcome();
        if (outcome.is === "pending") return "pending";
        if (outcome.is === "fulfilled") return outcome.value;
        const { error } = outcome;
        return error instanceof Error && "outcome" in error ? error.outcome : error;
      });
    },
  };
}
