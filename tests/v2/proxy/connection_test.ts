import { assertEquals } from "@std/assert";
import { ConnectionError, UnsupportedError } from "../../../lib/errors.ts";
import { pass, settle } from "../../lib_test_kit/settle.ts";
import { FakeProxy, words } from "./fake_proxy.ts";

const pure = { permissions: "none" } as const;
const bytes = (...bytes: number[]): Uint8Array => new Uint8Array(bytes);

Deno.test("a channel is opened, carries datagrams both ways, and is closed", pure, async () => {
  const proxy = await FakeProxy.open();
  const { channel, got } = proxy.channel({ chip: [8, 4], port: 54321 });
  assertEquals(proxy.socket.frames.map(words), [[0, 1, 8, 4, 54321]]);
  assertEquals(channel.send(bytes(1, 2)), true);
  // A server that gets one without bytes closes the connection.
  assertEquals(channel.send(bytes()), false);
  assertEquals(proxy.socket.datagrams, [[101, 1, 2]]);
  proxy.socket.says([2, 101], bytes(7));
  proxy.socket.says([2, 101]);
  proxy.socket.says([2, 102], bytes(9)); // nobody's
  assertEquals(got, [[7], []]);
  assertEquals(channel.counters, { sent: 1, received: 2, dropped: 1 });
  channel.close();
  assertEquals(words(proxy.socket.frames.at(-1)!), [1, 2, 101]);
  assertEquals(channel.send(bytes(3)), false);
  await proxy.end();
  assertEquals([proxy.socket.isOpen, proxy.clock.pending], [false, 0]);
});

Deno.test("channels of one websocket are told apart by the order of no answers", pure, async () => {
  const proxy = await FakeProxy.open();
  proxy.socket.answers = false;
  const [one, two] = [proxy.channel(), proxy.channel({ chip: [4, 8] })];
  proxy.socket.says([0, 2, 22]);
  proxy.socket.says([0, 1, 11]);
  proxy.socket.says([2, 22], bytes(2));
  proxy.socket.says([2, 11], bytes(1));
  assertEquals([one.got, two.got], [[[1]], [[2]]]);
  await proxy.end();
});

Deno.test(
  "what is sent while a channel is opened waits for that, in order, up to 64",
  pure,
  async () => {
    const proxy = await FakeProxy.open();
    proxy.socket.answers = false;
    const { channel } = proxy.channel();
    const datagram = bytes(0);
    for (let index = 0; index < 70; index++) {
      datagram[0] = index; // as a program does that has one buffer for all
      channel.send(datagram);
    }
    assertEquals(proxy.socket.datagrams, []);
    proxy.socket.says([0, 1, 5]);
    assertEquals(proxy.socket.datagrams, Array.from({ length: 64 }, (_, index) => [5, index]));
    assertEquals(channel.counters, { sent: 64, received: 0, dropped: 6 });
    await proxy.end();
  },
);

Deno.test("a channel that the server refuses is none, and the others stay", pure, async () => {
  const proxy = await FakeProxy.open();
  const { channel } = proxy.channel();
  proxy.socket.answers = false;
  const refusals: string[] = [];
  const onRefused = ({ message }: Error): void => void refusals.push(message);
  const { channel: other } = proxy.channel({ chip: [1, 1], onRefused });
  const { channel: wordless } = proxy.channel({ chip: [1, 2], onRefused });
  other.send(bytes(1));
  proxy.socket.says([5, 2], new TextEncoder().encode("unrecognised ethernet chip"));
  proxy.socket.says([5, 3]);
  assertEquals(refusals, [
    "The server refused: unrecognised ethernet chip",
    "The server refused: no channel",
  ]);
  assertEquals([other.send(bytes(1)), wordless.send(bytes(1))], [false, false]);
  assertEquals(other.counters.dropped, 2);
  assertEquals(channel.send(bytes(1)), true);
  // Nor is it opened again.
  proxy.socket.dies(1006);
  await settle();
  proxy.clock.advance(5);
  await settle();
  assertEquals(proxy.socket.count(0), 1);
  await proxy.end();
});

Deno.test(
  "a channel that was closed before it was open is closed as soon as it is",
  pure,
  async () => {
    const proxy = await FakeProxy.open();
    proxy.socket.answers = false;
    proxy.channel().channel.close();
    proxy.socket.says([0, 1, 5]);
    assertEquals(proxy.socket.frames.map(words), [[0, 1, 0, 0, 17893], [1, 2, 5]]);
    await proxy.end();
  },
);

Deno.test(
  "what the websocket can't take is dropped and counted, and the rest goes on",
  pure,
  async () => {
    const proxy = await FakeProxy.open();
    const { channel } = proxy.channel();
    proxy.socket.bufferedAmount = 256 * 1024 - 2;
    assertEquals([channel.send(bytes(1, 2)), channel.send(bytes(1, 2, 3))], [true, false]);
    proxy.socket.bufferedAmount = 0;
    assertEquals(channel.send(bytes(4)), true);
    assertEquals(proxy.socket.datagrams, [[101, 1, 2], [101, 4]]);
    assertEquals(channel.counters, { sent: 2, received: 0, dropped: 1 });
    await proxy.end();
  },
);

Deno.test(
  "datagrams of more than 8,184 bytes, which would end the websocket, are dropped",
  pure,
  async () => {
    const proxy = await FakeProxy.open();
    const { channel } = proxy.channel();
    assertEquals(channel.send(new Uint8Array(8185)), false);
    assertEquals(channel.send(new Uint8Array(8184)), true);
    assertEquals(proxy.socket.frames.at(-1)?.length, 8192);
    await proxy.end();
  },
);

for (const code of [1006, 1007, 1011]) {
  Deno.test(
    `a websocket that ends with ${code} is opened again, with its channels`,
    pure,
    async () => {
      const proxy = await FakeProxy.open();
      const { channel, got } = proxy.channel();
      const { channel: other } = proxy.channel({ chip: [4, 8] });
      other.close();
      const first = proxy.socket;
      proxy.clock.advance(6);
      first.dies(code);
      assertEquals(channel.send(bytes(1)), false);
      await settle();
      assertEquals(proxy.sockets.length, 2);
      assertEquals(proxy.socket.frames.map(words), [[0, 1, 0, 0, 17893]]);
      channel.send(bytes(2));
      proxy.socket.says([2, 101], bytes(3));
      first.says([2, 101], bytes(4)); // too late
      assertEquals([proxy.socket.datagrams, got], [[[101, 2]], [[3]]]);
      assertEquals(channel.counters, { sent: 1, received: 1, dropped: 1 });
      assertEquals(proxy.said, [
        `The connection to the boards was closed (code ${code})`,
        "recovered",
      ]);
      await proxy.end();
    },
  );
}

Deno.test("a websocket that ends at once is opened again after the delay", pure, async () => {
  const proxy = await FakeProxy.open();
  proxy.socket.dies(1011);
  await settle();
  proxy.clock.advance(4.9);
  await settle();
  assertEquals(proxy.sockets.length, 1);
  proxy.refusal = new ConnectionError("still down", "not sent");
  proxy.clock.advance(0.1);
  await settle();
  assertEquals(proxy.said.at(-1), "still down");
  proxy.refusal = null;
  proxy.clock.advance(5);
  await settle();
  assertEquals([proxy.sockets.length, proxy.said.at(-1)], [2, "recovered"]);
  await proxy.end();
});

Deno.test("a server that has no proxy any more ends it for good", pure, async () => {
  const proxy = await FakeProxy.open();
  proxy.refusal = new UnsupportedError("no proxy");
  proxy.clock.advance(6);
  proxy.socket.dies(1006);
  await settle();
  assertEquals(proxy.connection.ended.reason, proxy.refusal);
  await proxy.connection.gone;
  assertEquals(proxy.clock.pending, 0);
});

Deno.test("the end of the job is the end of it, also while it is opened again", pure, async () => {
  const reason = new Error("destroyed");
  for (const isDown of [false, true]) {
    const proxy = await FakeProxy.open();
    if (isDown) proxy.socket.dies(1006);
    await settle();
    await proxy.end(reason);
    assertEquals(proxy.connection.ended.reason, reason);
    assertEquals([proxy.socket.isOpen, proxy.clock.pending], [false, 0]);
  }
});

Deno.test(
  "signs of life are asked for every 30 s, and a websocket without them is replaced",
  pure,
  async () => {
    const proxy = await FakeProxy.open();
    const { socket } = proxy;
    for (const count of [1, 2, 3]) {
      proxy.clock.advance(30);
      assertEquals(socket.count(1), count);
    }
    assertEquals(words(socket.frames.at(-1)!), [1, 3, 0]);
    socket.answers = false;
    proxy.clock.advance(30);
    proxy.clock.advance(29);
    assertEquals(socket.isOpen, true);
    proxy.clock.advance(1);
    await settle();
    assertEquals([socket.isOpen, proxy.sockets.length], [false, 2]);
    assertEquals(proxy.said[0], "The proxy has not answered for 30 s");
    await proxy.end();
  },
);

Deno.test("a websocket that talks nonsense is replaced", pure, async () => {
  for (const nonsense of [[6, 1], [0, 1], []]) {
    const proxy = await FakeProxy.open();
    const { socket } = proxy;
    proxy.clock.advance(6);
    socket.says(nonsense);
    socket.onmessage?.(new MessageEvent("message", { data: "text" }));
    await settle();
    assertEquals([socket.isOpen, proxy.sockets.length, proxy.said.length], [false, 2, 2]);
    await proxy.end();
  }
});

Deno.test(
  "it is renewed at once, and without a word, when boards were powered again",
  pure,
  async () => {
    const proxy = await FakeProxy.open();
    const { channel } = proxy.channel();
    proxy.connection.renew();
    await settle();
    assertEquals([proxy.sockets.length, proxy.said], [2, []]);
    assertEquals(channel.send(bytes(1)), true);
    await proxy.end();
  },
);

Deno.test("the first connection is tried for a minute, too", pure, async () => {
  const proxy = new FakeProxy();
  proxy.refusal = new ConnectionError("not now", "not sent");
  const connected = proxy.connect();
  await pass(proxy.clock, 50, 1);
  proxy.refusal = null;
  await pass(proxy.clock, 5, 1);
  await connected;
  assertEquals([proxy.said[0], proxy.said.at(-1)], ["not now", "recovered"]);
  await proxy.end();

  const hopeless = new FakeProxy();
  hopeless.refusal = new ConnectionError("never", "not sent");
  const error = hopeless.connect().catch((error) => error);
  await pass(hopeless.clock, 60, 1);
  assertEquals(await error, hopeless.refusal);
  assertEquals(hopeless.clock.pending, 0);
  const without = new FakeProxy();
  without.refusal = new UnsupportedError("no proxy");
  assertEquals(await without.connect().catch((error) => error), without.refusal);
});
