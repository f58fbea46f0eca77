import { assertEquals, assertRejects } from "@std/assert";
import { ConnectionError } from "../../lib/errors.ts";
import { settle, watch } from "../lib_test_kit/settle.ts";
import { command, watchCalls, wired } from "../lib_test_kit/wired.ts";

const permissions = "none";

Deno.test("close() says that nothing more comes, reads to the end, then closes", {
  permissions,
}, async () => {
  const { wire, clock, connection } = wired();
  wire.endsWithClient = false;
  const { outcomes } = watchCalls(connection, ["a", "b"], { timeout: 5 });
  await settle();
  const closed = watch(connection.close());
  assertEquals(await outcomes(), ["pending", "not sent"]);
  assertEquals([wire.isWriteClosed, wire.closes, connection.isOpen], [true, 0, false]);
  wire.sendMessage({ return: 1 });
  assertEquals(await outcomes(), [1, "not sent"]);
  assertEquals(closed.outcome().is, "pending");
  wire.end();
  await settle();
  assertEquals([closed.outcome().is, wire.closes, clock.pending], ["fulfilled", 1, 0]);
  assertEquals([await connection.closed, wire.commands], [null, ["a"]]);
});

Deno.test("close() waits a second for a server that does not close its side", {
  permissions,
}, async () => {
  const { wire, clock, connection } = wired();
  wire.endsWithClient = false;
  const { outcomes } = watchCalls(connection, ["a"]);
  await settle();
  const closed = watch(connection.close());
  await settle();
  clock.advance(0.9);
  await settle();
  assertEquals([closed.outcome().is, wire.closes], ["pending", 0]);
  clock.advance(0.1);
  assertEquals(await outcomes(), ["unknown"]);
  assertEquals([closed.outcome().is, wire.closes, clock.pending], ["fulfilled", 1, 0]);
});

Deno.test("close() lets a write end before it closes its side", { permissions }, async () => {
  const { wire, connection } = wired();
  const gate = Promise.withResolvers<void>();
  wire.writeGate = gate.promise;
  wire.writeLimit = 5;
  const { outcomes } = watchCalls(connection, ["a"]);
  const closed = connection.close();
  await settle();
  assertEquals(wire.isWriteClosed, false);
  wire.onLine = () => wire.sendMessage({ return: 1 });
  gate.resolve();
  await closed;
  assertEquals(await outcomes(), [1]);
  assertEquals(wire.commands, ["a"]);
});

Deno.test("close() can be called twice, also at once, and after the end", {
  permissions,
}, async () => {
  const { wire, connection } = wired();
  await Promise.all([connection.close(), connection.close()]);
  await connection.close();
  assertEquals(wire.closes, 1);
  const broken = wired();
  broken.wire.end();
  await broken.connection.closed;
  await broken.connection.close();
  assertEquals(broken.wire.closes, 1);
});

Deno.test("a connection that is closed takes no calls", { permissions }, async () => {
  const { connection } = wired();
  const closing = connection.close();
  const error = await assertRejects(() => connection.call(command("a")), ConnectionError);
  assertEquals([error.outcome, error.message], ["not sent", "The connection was closed"]);
  await closing;
});

Deno.test("a connection that breaks while it is closed is closed", { permissions }, async () => {
  const { wire, connection } = wired();
  wire.endsWithClient = false;
  const closing = connection.close();
  await settle();
  wire.break(new Deno.errors.ConnectionReset("reset"));
  await closing;
  assertEquals([await connection.closed, wire.closes], [null, 1]);
});
