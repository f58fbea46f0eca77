import { assertEquals, assertInstanceOf, assertRejects } from "@std/assert";
import { ConnectionError, ProtocolError, TimeoutError } from "../../lib/errors.ts";
import { MAX_LINE_BYTES } from "../../lib/protocol/lines.ts";
import type { FakeTransport } from "../lib_test_kit/fake_transport.ts";
import { settle } from "../lib_test_kit/settle.ts";
import { command, watchCalls, wired } from "../lib_test_kit/wired.ts";

const permissions = "none";

/** Endings of a connection, with their names. */
const endings: [name: string, code: string, end: (wire: FakeTransport) => void][] = [
  ["the server closes it", "connection", (wire) => wire.end()],
  ["it breaks", "connection", (wire) => wire.break(new Error("reset by peer"))],
  ["a line is not JSON", "protocol", (wire) => wire.send("hello\n")],
  ["a line is not an object", "protocol", (wire) => wire.send("[1]\n")],
  ["a line is not UTF-8", "protocol", (wire) => wire.send(Uint8Array.of(0xff, 10))],
  ["a line never ends", "protocol", (wire) => wire.send(new Uint8Array(MAX_LINE_BYTES + 1))],
];

for (const [name, code, end] of endings) {
  Deno.test(`when ${name}, every waiting call settles, and the connection is closed`, {
    permissions,
  }, async () => {
    const { wire, clock, connection } = wired({ maxInFlight: 2 });
    const calls = watchCalls(connection, ["a", "b", "c", "d"], { timeout: 5 });
    await settle();
    end(wire);
    const failure = await connection.closed;
    assertEquals(failure?.code, code);
    assertEquals(await calls.outcomes(), ["unknown", "unknown", "not sent", "not sent"]);
    assertEquals([wire.closes, wire.commands, clock.pending], [1, ["a", "b"], 0]);
    assertEquals(connection.isOpen, false);
    const later = await assertRejects(() => connection.call(command("e")), ConnectionError);
    assertEquals(later.outcome, "not sent");
  });
}

Deno.test("an answer that nobody waits for ends the connection", { permissions }, async () => {
  const { wire, connection } = wired();
  wire.sendMessage({ return: 1 });
  const failure = await connection.closed;
  assertInstanceOf(failure, ProtocolError);
  assertEquals(failure.message, "The server sent an answer to no question");
});

Deno.test("a second answer is not taken for the next call's", { permissions }, async () => {
  const { wire, connection } = wired();
  const first = connection.call(command("a"));
  await settle();
  wire.send('{"return":1}\n{"return":2}\n');
  assertEquals(await first, 1);
  await connection.closed;
  await assertRejects(
    () => connection.call(command("b")),
    ConnectionError,
    "an answer to no question",
  );
});

Deno.test("a second answer is not taken for that of a call which waits for its turn", {
  permissions,
}, async () => {
  const { wire, connection } = wired();
  const calls = watchCalls(connection, ["a", "b"]);
  await settle();
  wire.send('{"return":1}\n{"return":1}\n');
  const failure = await connection.closed;
  assertInstanceOf(failure, ProtocolError);
  assertEquals(await calls.outcomes(), [1, "not sent"]);
  assertEquals(wire.commands, ["a"]);
});

Deno.test("a call that is sent and not answered in time ends the connection", {
  permissions,
}, async () => {
  const { wire, clock, connection } = wired();
  const { outcomes } = watchCalls(connection, ["a"], { timeout: 5 });
  const next = watchCalls(connection, ["b"]);
  await settle();
  clock.advance(4.9);
  assertEquals(await outcomes(), ["pending"]);
  clock.advance(0.1);
  assertEquals([await outcomes(), await next.outcomes()], [["unknown"], ["not sent"]]);
  const failure = await connection.closed;
  assertInstanceOf(failure, TimeoutError);
  assertEquals(failure.message, "No answer to a within 5 s");
  assertEquals([wire.closes, wire.commands], [1, ["a"]]);
});

Deno.test("the deadline is for the whole call, its wait and its write included", {
  permissions,
}, async () => {
  const { wire, clock, connection } = wired();
  const slow = watchCalls(connection, ["slow"], { timeout: 20 });
  const queued = watchCalls(connection, ["queued", "other"], { timeout: 5 });
  await settle();
  clock.advance(4);
  wire.sendMessage({ jobs_changed: [] }); // a sign of life does not prolong it
  await settle();
  clock.advance(1);
  // It was never sent, so no answer of its own can be confused with another's.
  assertEquals(await queued.outcomes(), ["not sent", "not sent"]);
  assertEquals([await slow.outcomes(), connection.isOpen], [["pending"], true]);
  wire.sendMessage({ return: 1 });
  assertEquals([await slow.outcomes(), wire.commands], [[1], ["slow"]]);
  clock.advance(15);
  assertEquals([connection.isOpen, clock.pending], [true, 0]);
});

Deno.test("a write that is stuck is over when the call's time is", { permissions }, async () => {
  const { wire, clock, connection } = wired();
  const gate = Promise.withResolvers<void>();
  wire.writeGate = gate.promise;
  const { outcomes } = watchCalls(connection, ["a"], { timeout: 5 });
  clock.advance(5);
  assertEquals(await outcomes(), ["unknown"]);
  gate.resolve();
  await settle();
  assertEquals([wire.written, wire.closes], ["", 1]);
});

Deno.test("a write that fails ends the connection", { permissions }, async () => {
  const { wire, connection } = wired();
  wire.isWriteClosed = true;
  const { outcomes } = watchCalls(connection, ["a", "b"]);
  assertEquals(await outcomes(), ["unknown", "not sent"]);
  const failure = await connection.closed;
  assertEquals(failure?.message, "The connection broke: Broken pipe");
  assertInstanceOf(failure?.cause, Deno.errors.BrokenPipe);
});

Deno.test("the good lines before a bad one still count", { permissions }, async () => {
  const { wire, connection } = wired({ maxInFlight: 2 });
  const { outcomes } = watchCalls(connection, ["a", "b"]);
  await settle();
  wire.send('{"return":1}\nnonsense\n{"return":2}\n');
  assertEquals(await outcomes(), [1, "unknown"]);
});

Deno.test(
  "a connection that is aborted rejects with what it is told",
  { permissions },
  async () => {
    const { wire, connection } = wired();
    const { outcomes } = watchCalls(connection, ["a", "b"]);
    await settle();
    const error = new ConnectionError("given up", "unknown");
    connection.abort(error);
    connection.abort(new ConnectionError("again", "unknown"));
    assertEquals(await outcomes(), ["unknown", "not sent"]);
    assertEquals([await connection.closed, wire.closes], [error, 1]);
  },
);
