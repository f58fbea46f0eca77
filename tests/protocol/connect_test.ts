import { assertEquals, assertInstanceOf, assertRejects } from "@std/assert";
import { ConnectionError, TimeoutError } from "../../lib/errors.ts";
import { ProtocolClient } from "../../lib/protocol/client.ts";
import { ManualClock } from "../../lib/simulator/mod.ts";
import { FakeServer } from "../lib_test_kit/fake_server.ts";
import { FakeTransport } from "../lib_test_kit/fake_transport.ts";
import { settle } from "../lib_test_kit/settle.ts";

const permissions = "none";

Deno.test("connect() rejects with what to check when nobody listens", { permissions }, async () => {
  const clock = new ManualClock(0);
  const server = new FakeServer(clock);
  server.dials = "refused";
  const connecting = ProtocolClient.connect("host", { clock, timeout: 5, dial: server.dial });
  const error = await assertRejects(
    () => connecting,
    ConnectionError,
    "Cannot connect to host:22244",
  );
  assertEquals([error.outcome, error.code, clock.pending], ["not sent", "connection", 0]);
  assertInstanceOf(error.cause, Deno.errors.ConnectionRefused);
});

Deno.test("connect() rejects when the dial takes too long", { permissions }, async () => {
  const clock = new ManualClock(0);
  const server = new FakeServer(clock);
  server.dials = "hang";
  const connecting = ProtocolClient.connect("host", {
    clock,
    timeout: 5,
    dial: server.dial,
    port: 9,
  });
  clock.advance(5);
  const error = await assertRejects(
    () => connecting,
    TimeoutError,
    "No answer from host:9 within 5",
  );
  assertEquals(error.outcome, "not sent");
});

Deno.test("connect() does not dial at all when its signal is aborted", {
  permissions,
}, async () => {
  const reason = new Error("enough");
  const server = new FakeServer(new ManualClock(0));
  const signal = AbortSignal.abort(reason);
  const connecting = ProtocolClient.connect("host", { dial: server.dial, signal });
  assertEquals(await assertRejects(() => connecting), reason);
  assertEquals(server.dialled, 0);
});

Deno.test("connect() gives up a dial that knows no signals, and closes what comes of it", {
  permissions,
}, async () => {
  const reason = new Error("enough");
  const controller = new AbortController();
  const { promise, resolve } = Promise.withResolvers<FakeTransport>();
  const connecting = ProtocolClient.connect("host", {
    dial: () => promise,
    signal: controller.signal,
  });
  controller.abort(reason);
  assertEquals(await assertRejects(() => connecting), reason);
  const transport = new FakeTransport();
  resolve(transport);
  await settle();
  assertEquals(transport.closes, 1); // nobody would ever close it otherwise
});
