import { assertEquals, assertRejects } from "@std/assert";
import { ServerError } from "../../../lib/errors.ts";
import { BoardChannel } from "../../../lib/v2/proxy/board_channel.ts";
import { settle } from "../../lib_test_kit/settle.ts";
import { FakeProxy, words } from "./fake_proxy.ts";

const pure = { permissions: "none" } as const;

Deno.test(
  "what nobody reads is kept up to 1 MB, and the rest is dropped and counted",
  pure,
  async () => {
    const proxy = await FakeProxy.open();
    const channel = await BoardChannel.open(proxy.connection, [0, 0], 17893);
    const kilobyte = new Uint8Array(1024);
    for (let index = 0; index < 1030; index++) {
      kilobyte[0] = index % 256;
      proxy.socket.says([2, 101], kilobyte);
    }
    assertEquals(channel.counters, { sent: 0, received: 1030, dropped: 6 });
    const got: number[] = [];
    for await (const datagram of channel) if (got.push(datagram[0]!) === 1024) break;
    assertEquals(got, Array.from({ length: 1024 }, (_, index) => index % 256));
    proxy.socket.says([2, 101], kilobyte); // there is room again
    for await (const datagram of channel) {
      assertEquals(datagram.length, 1024);
      break;
    }
    await proxy.end();
  },
);

Deno.test("a loop over datagrams ends when the channel is closed", pure, async () => {
  const proxy = await FakeProxy.open();
  const channel = await BoardChannel.open(proxy.connection, [0, 0], 17893);
  proxy.socket.says([2, 101], new Uint8Array([7]));
  const got: number[] = [];
  const ended = (async () => {
    for await (const [first = 0] of channel) got.push(first);
  })();
  await settle();
  await channel.close();
  await ended;
  assertEquals(got, [7]);
  assertEquals(words(proxy.socket.frames.at(-1)!), [1, 2, 101]);
  await channel.close();
  assertEquals(proxy.socket.count(1), 1);
  await proxy.end();
});

Deno.test("a channel that is not open in time leaves nothing behind", pure, async () => {
  const proxy = await FakeProxy.open();
  proxy.socket.answers = false;
  const controller = new AbortController();
  const reason = new Error("enough");
  const opening = BoardChannel.open(proxy.connection, [0, 0], 17893, controller.signal);
  controller.abort(reason);
  assertEquals(await opening.catch((error) => error), reason);
  proxy.socket.says([0, 1, 5]);
  assertEquals(words(proxy.socket.frames.at(-1)!), [1, 2, 5]);
  await proxy.end();
});

Deno.test("a channel that is refused is an error", pure, async () => {
  const proxy = await FakeProxy.open();
  const channel = await BoardChannel.open(proxy.connection, [0, 0], 17893);
  proxy.socket.answers = false;
  const opening = BoardChannel.open(proxy.connection, [1, 1], 17893);
  proxy.socket.says([5, 2], new TextEncoder().encode("no"));
  await assertRejects(() => opening, ServerError, "The server refused: no");
  assertEquals(channel.send(new Uint8Array(1)), true);
  await proxy.end();
});

Deno.test("a channel that was closed leaves nothing at its connection", pure, async () => {
  const proxy = await FakeProxy.open();
  const { ended } = proxy.connection;
  const listeners = new Set<unknown>();
  for (
    const [name, change] of [["addEventListener", "add"], [
      "removeEventListener",
      "delete",
    ]] as const
  ) {
    const original: EventTarget["addEventListener"] = ended[name].bind(ended);
    ended[name] = (type: string, listener: EventListenerOrEventListenerObject | null) => {
      listeners[change](listener);
      original(type, listener);
    };
  }
  for (let count = 0; count < 3; count++) {
    const channel = await BoardChannel.open(proxy.connection, [0, 0], 17893);
    await channel.close();
    await channel.close();
  }
  assertEquals(listeners.size, 0);
  await proxy.end();
});

Deno.test("of small datagrams that nobody reads fewer are kept", pure, async () => {
  const proxy = await FakeProxy.open();
  const channel = await BoardChannel.open(proxy.connection, [0, 0], 17893);
  for (let index = 0; index < 8200; index++) proxy.socket.says([2, 101], new Uint8Array(2));
  assertEquals(channel.counters, { sent: 0, received: 8200, dropped: 8 });
  await proxy.end();
});
