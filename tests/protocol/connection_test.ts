import { assertEquals, assertInstanceOf, assertRejects } from "@std/assert";
import { RequestError, ServerError } from "../../lib/errors.ts";
import { settle, watch } from "../lib_test_kit/settle.ts";
import { command, watchCalls, wired } from "../lib_test_kit/wired.ts";

const permissions = "none";

Deno.test("a connection sends a command as one line, and gives what is returned", {
  permissions,
}, async () => {
  const { wire, connection } = wired();
  const call = connection.call({ command: "f", args: [1, "ö\n"], kwargs: { a: null } });
  await settle();
  assertEquals(wire.written, '{"command":"f","args":[1,"ö\\n"],"kwargs":{"a":null}}\n');
  wire.sendMessage({ return: { x: [1] } });
  assertEquals(await call, { x: [1] });
});

Deno.test("a call rejects with the server's own words, and the connection goes on", {
  permissions,
}, async () => {
  const { wire, connection } = wired();
  const refused = connection.call(command("bad"));
  wire.sendMessage({ exception: "no such thing" });
  const error = await assertRejects(() => refused, ServerError, "no such thing");
  assertEquals([error.command, error.code], ["bad", "server"]);
  const next = connection.call(command("good"));
  wire.sendMessage({ return: null });
  assertEquals([await next, connection.isOpen], [null, true]);
});

Deno.test("a refusal that is no text is shown as JSON, and settles its call all the same", {
  permissions,
}, async () => {
  for (const exception of [{ message: "no board" }, { toString: null }, ["no"], 7, null]) {
    const { wire, connection } = wired();
    const { outcomes } = watchCalls(connection, ["a"]);
    wire.sendMessage({ exception });
    const [error] = await outcomes();
    assertInstanceOf(error, ServerError);
    assertEquals([error.words, connection.isOpen], [JSON.stringify(exception), true]);
  }
});

Deno.test("a command that JSON can't write is refused, and the connection goes on", {
  permissions,
}, async () => {
  const { wire, connection } = wired();
  const cycle: unknown[] = [];
  cycle.push(cycle);
  for (const argument of [1n, cycle]) {
    const call = connection.call({ command: "a", args: [argument], kwargs: {} });
    await assertRejects(() => call, RequestError, "Cannot send a: ");
  }
  const { outcomes } = watchCalls(connection, ["b"]);
  await settle();
  wire.sendMessage({ return: 1 });
  assertEquals([await outcomes(), wire.commands], [[1], ["b"]]);
});

Deno.test("a connection has one command in flight, and keeps the order of the others", {
  permissions,
}, async () => {
  const { wire, connection } = wired();
  const { outcomes } = watchCalls(connection, ["a", "b", "c"]);
  await settle();
  assertEquals(wire.commands, ["a"]);
  wire.sendMessage({ return: 1 });
  await settle();
  assertEquals(wire.commands, ["a", "b"]);
  wire.sendMessage({ return: 2 });
  await settle();
  wire.sendMessage({ return: 3 });
  assertEquals(await outcomes(), [1, 2, 3]);
});

Deno.test("a connection pipelines by choice, and answers come first in, first out", {
  permissions,
}, async () => {
  const { wire, connection } = wired({ maxInFlight: 2 });
  const { outcomes } = watchCalls(connection, ["a", "b", "c"]);
  await settle();
  assertEquals(wire.commands, ["a", "b"]);
  wire.send('{"return":1}\n{"return":2}\n');
  await settle();
  assertEquals(wire.commands, ["a", "b", "c"]);
  wire.sendMessage({ return: 3 });
  assertEquals(await outcomes(), [1, 2, 3]);
});

Deno.test("commands that become due while a write is stuck follow it", {
  permissions,
}, async () => {
  const { wire, connection } = wired({ maxInFlight: 3 });
  const gate = Promise.withResolvers<void>();
  wire.writeGate = gate.promise;
  wire.writeLimit = 5;
  const first = watchCalls(connection, ["a"]);
  await settle();
  const others = watchCalls(connection, ["b", "c"]);
  await settle();
  assertEquals(wire.written, "");
  gate.resolve();
  await settle();
  assertEquals(wire.commands, ["a", "b", "c"]);
  wire.send('{"return":1}\n{"return":2}\n{"return":3}\n');
  assertEquals([await first.outcomes(), await others.outcomes()], [[1], [2, 3]]);
});

Deno.test("notifications between a command and its answer go to their own listener", {
  permissions,
}, async () => {
  const heard: unknown[] = [];
  const { wire, connection } = wired({ onNotification: (line) => heard.push(line) });
  wire.sendMessage({ jobs_changed: [1] });
  const call = connection.call(command("a"));
  await settle();
  wire.send('{"jobs_changed":[2]}\n{"return":7}\n{"machines_changed":["m"]}\n');
  assertEquals(await call, 7);
  await settle();
  assertEquals(heard, [{ jobs_changed: [1] }, { jobs_changed: [2] }, { machines_changed: ["m"] }]);
});

Deno.test("answers are understood however the network cuts them", { permissions }, async () => {
  const stream = '{"return": "ö"}\r\n\r\n{"jobs_changed": [1]}\n\n{"exception": "€"}\r\n';
  const bytes = new TextEncoder().encode(stream);
  for (let cut = 1; cut < bytes.length; cut++) {
    const heard: unknown[] = [];
    const { wire, connection } = wired({
      maxInFlight: 2,
      onNotification: (line) => heard.push(line),
    });
    const first = connection.call(command("a"));
    const second = watch(connection.call(command("b")));
    for (let i = 0; i < 20; i++) await Promise.resolve();
    wire.send(bytes.slice(0, cut));
    for (let i = 0; i < 20; i++) await Promise.resolve();
    wire.send(bytes.slice(cut));
    assertEquals(await first, "ö");
    await settle();
    const outcome = second.outcome();
    assertEquals(
      outcome.is === "rejected" && String(outcome.error),
      "ServerError: The server refused: €",
    );
    assertEquals(heard, [{ jobs_changed: [1] }]);
  }
});

Deno.test("a connection finishes writes that take only some bytes", { permissions }, async () => {
  const { wire, connection } = wired({ maxInFlight: 3 });
  wire.writeLimit = 3;
  const { outcomes } = watchCalls(connection, ["first", "second", "third"]);
  await outcomes();
  assertEquals(wire.commands, ["first", "second", "third"]);
  wire.send('{"return":1}\n{"return":2}\n{"return":3}\n');
  assertEquals(await outcomes(), [1, 2, 3]);
});

Deno.test("a connection reads on while a write is stuck", { permissions }, async () => {
  const heard: unknown[] = [];
  const { wire, connection } = wired({ onNotification: (line) => heard.push(line) });
  const gate = Promise.withResolvers<void>();
  wire.writeGate = gate.promise;
  const call = connection.call(command("a"));
  for (let i = 0; i < 100; i++) wire.sendMessage({ jobs_changed: [i] });
  await settle();
  assertEquals([heard.length, wire.written, wire.reads], [100, "", 1]);
  gate.resolve();
  await settle();
  wire.sendMessage({ return: 1 });
  assertEquals(await call, 1);
});

Deno.test("a connection reads even when nobody has called", { permissions }, async () => {
  const { wire } = wired();
  await settle();
  assertEquals(wire.reads, 1);
  wire.send("\n\r\n");
  await settle();
  assertEquals(wire.reads, 1);
});
