import { assertEquals, assertRejects } from "@std/assert";
import { settle } from "../lib_test_kit/settle.ts";
import { command, watchCalls, wired } from "../lib_test_kit/wired.ts";

const permissions = "none";
const reason = new Error("enough");

Deno.test("an aborted call keeps its place, so that its answer is not another's", {
  permissions,
}, async () => {
  const { wire, connection } = wired();
  const controller = new AbortController();
  const aborted = watchCalls(connection, ["a"], controller);
  const next = watchCalls(connection, ["b"]);
  await settle();
  controller.abort(reason);
  assertEquals([await aborted.outcomes(), await next.outcomes()], [[reason], ["pending"]]);
  assertEquals(wire.commands, ["a"]);
  wire.sendMessage({ return: "for a" });
  await settle();
  wire.sendMessage({ return: "for b" });
  assertEquals([await aborted.outcomes(), await next.outcomes()], [[reason], ["for b"]]);
});

Deno.test("an aborted call keeps its place among pipelined ones", { permissions }, async () => {
  const { wire, connection } = wired({ maxInFlight: 3 });
  const controller = new AbortController();
  const first = watchCalls(connection, ["a"]);
  const aborted = watchCalls(connection, ["b"], controller);
  const last = watchCalls(connection, ["c"]);
  await settle();
  controller.abort(reason);
  wire.send('{"return":1}\n{"exception":"no"}\n{"return":3}\n');
  assertEquals(
    [await first.outcomes(), await aborted.outcomes(), await last.outcomes()],
    [[1], [reason], [3]],
  );
});

Deno.test("an aborted call keeps its deadline", { permissions }, async () => {
  const { clock, connection } = wired();
  const controller = new AbortController();
  const aborted = watchCalls(connection, ["a"], { timeout: 5, signal: controller.signal });
  const next = watchCalls(connection, ["b"]);
  await settle();
  controller.abort(reason);
  clock.advance(5);
  assertEquals([await aborted.outcomes(), await next.outcomes()], [[reason], ["not sent"]]);
  assertEquals((await connection.closed)?.code, "timeout");
});

Deno.test("a call that is aborted before its turn is never sent", { permissions }, async () => {
  const { wire, clock, connection } = wired();
  const controller = new AbortController();
  const first = watchCalls(connection, ["a"]);
  const aborted = watchCalls(connection, ["b"], { timeout: 5, signal: controller.signal });
  const last = watchCalls(connection, ["c"]);
  controller.abort(reason);
  assertEquals(await aborted.outcomes(), [reason]);
  clock.advance(5); // its deadline is gone with it
  assertEquals([clock.pending, connection.isOpen], [0, true]);
  wire.sendMessage({ return: 1 });
  await settle();
  wire.sendMessage({ return: 3 });
  assertEquals([await first.outcomes(), await last.outcomes()], [[1], [3]]);
  assertEquals(wire.commands, ["a", "c"]);
});

Deno.test("a call with an aborted signal rejects with its reason and is never sent", {
  permissions,
}, async () => {
  const { wire, connection } = wired();
  const signal = AbortSignal.abort(reason);
  assertEquals(await assertRejects(() => connection.call(command("a"), { signal })), reason);
  await settle();
  assertEquals(wire.written, "");
});

Deno.test("an abort after the answer changes nothing", { permissions }, async () => {
  const { wire, connection } = wired();
  const controller = new AbortController();
  const { outcomes } = watchCalls(connection, ["a"], controller);
  await settle();
  wire.sendMessage({ return: 1 });
  assertEquals(await outcomes(), [1]);
  controller.abort(reason);
  assertEquals([await outcomes(), connection.isOpen], [[1], true]);
});
