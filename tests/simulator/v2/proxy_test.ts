import { assert, assertEquals } from "@std/assert";
import { Outgoing } from "../../../lib/simulator/v2/proxy/outgoing.ts";
import { ManualClock } from "../../../lib/simulator/mod.ts";
import { type ApiClient, ApiTest, basic, FIRST, JOBS } from "./api_test_kit.ts";

/** The other end of a job's proxy. */
class Proxy implements Disposable {
  readonly socket: WebSocket;
  readonly closed: Promise<number>;
  readonly #frames: Uint8Array[] = [];
  #wake: () => void = () => {};

  private constructor(socket: WebSocket) {
    this.socket = socket;
    socket.binaryType = "arraybuffer";
    socket.onmessage = ({ data }) => {
      this.#frames.push(new Uint8Array(data));
      this.#wake();
    };
    this.closed = new Promise((resolve) => socket.onclose = ({ code }) => resolve(code));
  }

  /** Opens it with a session, or other fields of the header. */
  static async open(
    test: ApiTest,
    headers: Record<string, string>,
    id = FIRST,
  ): Promise<Proxy> {
    const url = new URL(`proxy/${id}`, test.api.url.replace("http", "ws"));
    const socket = new WebSocket(url, { headers });
    const proxy = new Proxy(socket);
    await new Promise((resolve, reject) => {
      socket.onopen = resolve;
      socket.onerror = () => reject(new Error("no websocket"));
    });
    return proxy;
  }

  /** Sends words, and bytes behind them. */
  send(words: readonly number[], rest: readonly number[] | Uint8Array = []): void {
    const bytes = new Uint8Array(new Uint32Array(words).buffer);
    this.socket.send(new Uint8Array([...bytes, ...rest]));
  }

  /** The next frame. */
  async next(): Promise<Uint8Array> {
    for (;;) {
      const frame = this.#frames.shift();
      if (frame) return frame;
      await new Promise<void>((resolve) => this.#wake = resolve);
    }
  }

  /** The words of the next frame. */
  async words(): Promise<number[]> {
    const frame = await this.next();
    return [...new Uint32Array(frame.slice().buffer)];
  }

  /** Returns the complaint of the next frame, and the call that it is about. */
  async error(): Promise<[correlation: number, text: string]> {
    const frame = await this.next();
    const [code, correlation = 0] = new Uint32Array(frame.slice(0, 8).buffer);
    assertEquals(code, 5);
    return [correlation, new TextDecoder().decode(frame.subarray(8))];
  }

  /** Makes sure that nothing was said: what is asked for now is answered next. */
  async saidNothing(): Promise<void> {
    this.send([1, 999, 0]);
    assertEquals(await this.words(), [1, 999, 0]);
  }

  [Symbol.dispose](): void {
    this.socket.close();
  }
}

/** A job of three boards that are on, and its proxy. */
async function start(
  options: Parameters<typeof ApiTest.start>[0] = {},
): Promise<{ test: ApiTest; client: ApiClient; proxy: Proxy }> {
  const test = await ApiTest.start(options);
  const client = await test.logIn();
  await client.createJob({ dimensions: { width: 1, height: 1 } });
  test.clock.advance(1);
  return { test, client, proxy: await Proxy.open(test, { Cookie: client.cookie ?? "" }) };
}

/** A datagram of SCP: two bytes of padding, and the headers. */
function scp(command: number, { to = [255, 255], flags = 0x87, cpu = 0 } = {}): number[] {
  const [x = 0, y = 0] = to;
  return [0, 0, flags, 1, cpu, 0xff, y, x, 0, 0, command, 0, 7, 0, ...new Array(12).fill(0)];
}

Deno.test("a channel to a board carries its version", async () => {
  const { test, proxy } = await start();
  await using _server = test;
  using _ = proxy;
  proxy.send([0, 0xdeadbeef, 8, 4, 17893]);
  const [code, correlation, channel = 0] = await proxy.words();
  assertEquals([code, correlation], [0, 0xdeadbeef]);
  assert(channel > 0);
  proxy.send([2, channel], scp(0));
  const frame = await proxy.next();
  assertEquals([...frame.subarray(0, 8)], [2, 0, 0, 0, channel, 0, 0, 0]);
  const reply = frame.subarray(8);
  // To whom the request came from, from chip (8, 4), and with its sequence number.
  assertEquals([...reply.subarray(0, 14)], [0, 0, 7, 1, 0xff, 0, 0, 0, 4, 8, 0x80, 0, 7, 0]);
  assertEquals([...reply.subarray(14, 22)], [0, 0, 4, 8, 0, 1, 0xff, 0xff]);
  assertEquals(new TextDecoder().decode(reply.subarray(26)), "SC&MP/SpiNNaker\0" + "4.0.0\0");
  proxy.send([2, channel], scp(0, { to: [9, 5], cpu: 3 }));
  const other = (await proxy.next()).subarray(8);
  assertEquals([...other.subarray(14, 18)], [3, 3, 5, 9]);
  proxy.send([1, 5, channel]);
  assertEquals(await proxy.words(), [1, 5, channel]);
  proxy.send([1, 6, channel]);
  assertEquals(await proxy.words(), [1, 6, 0]);
});

Deno.test("a datagram without bytes ends the websocket", async () => {
  const { test, proxy } = await start();
  await using _server = test;
  using _ = proxy;
  proxy.send([0, 1, 0, 0, 17893]);
  const [, , channel = 0] = await proxy.words();
  proxy.send([2, channel]);
  assertEquals(await proxy.closed, 1011);
});

Deno.test("boards know no other command, and are silent on other ports", async () => {
  const { test, proxy } = await start();
  await using _server = test;
  using _ = proxy;
  const open = async (port: number): Promise<number> => {
    proxy.send([0, 1, 0, 0, port]);
    return (await proxy.words())[2] ?? 0;
  };
  const channel = await open(17893);
  proxy.send([2, channel], scp(2));
  const reply = (await proxy.next()).subarray(8);
  assertEquals([reply.length, reply[10]], [14, 0x83]);
  proxy.send([2, channel], scp(0, { flags: 0x07 })); // wants no reply
  proxy.send([2, channel], scp(0, { cpu: 0x21 })); // another port of a core
  proxy.send([2, channel], [1, 2, 3]); // too short
  proxy.send([2, await open(54321)], scp(0)); // booting
  proxy.send([2, await open(50000)], scp(0));
  await proxy.saidNothing();
});

Deno.test("boards that are off are silent", async () => {
  const { test, client, proxy } = await start();
  await using _server = test;
  using _ = proxy;
  proxy.send([0, 1, 0, 0, 17893]);
  const [, , channel = 0] = await proxy.words();
  await client.saysTo(`${JOBS}/${FIRST}/machine/power`, { power: "OFF" });
  test.clock.advance(1);
  proxy.send([2, channel], scp(0));
  await proxy.saidNothing();
});

Deno.test("what can't be opened is an error, and the websocket stays", async () => {
  const { test, proxy } = await start();
  await using _server = test;
  using _ = proxy;
  proxy.send([0, 1, 1, 1, 17893]);
  assertEquals(await proxy.error(), [1, "unrecognised ethernet chip"]);
  for (const port of [0, 65536]) {
    proxy.send([0, 2, 0, 0, port]);
    assertEquals(await proxy.error(), [2, "bad port number"]);
  }
  proxy.send([3, 3]); // there is no address for it
  assertEquals(await proxy.error(), [3, ""]);
  await proxy.saidNothing();
});

Deno.test("an unconnected channel has an address, and sends to any board", async () => {
  const { test, proxy } = await start({ proxyLocalHost: "10.9.8.7" });
  await using _server = test;
  using _ = proxy;
  proxy.send([3, 4]);
  const frame = await proxy.next();
  assertEquals(frame.length, 20);
  assertEquals([...frame.subarray(12, 16)], [10, 9, 8, 7]);
  const [, correlation, channel = 0, , port = 0] = new Uint32Array(frame.slice().buffer);
  assertEquals(correlation, 4);
  assert(port > 0 && port < 65536);
  proxy.send([2, channel], scp(0)); // to whom?
  await proxy.saidNothing();
  for (const [x, y] of [[0, 0], [4, 8]] as const) {
    proxy.send([4, channel, x, y, 17893], scp(0));
    assertEquals([...(await proxy.next()).subarray(16, 18)], [y, x]); // from which chip
  }
});

Deno.test("messages on channels that there are not are dropped", async () => {
  const { test, proxy } = await start();
  await using _server = test;
  using _ = proxy;
  proxy.send([2, 77], scp(0));
  proxy.send([4, 77, 0, 0, 17893], scp(0));
  proxy.send([4, 77, 9, 9, 0], scp(0));
  await proxy.saidNothing();
});

Deno.test("frames that make no sense close the websocket, each with its code", async () => {
  const { test, client, proxy: first } = await start({ proxyLocalHost: "10.9.8.7" });
  await using _server = test;
  first.socket.close();
  const codeOf = async (send: (proxy: Proxy, connected: number, unconnected: number) => void) => {
    using proxy = await Proxy.open(test, { Cookie: client.cookie ?? "" });
    proxy.send([0, 1, 0, 0, 17893]);
    proxy.send([3, 2]);
    const [[, , connected = 0], [, , unconnected = 0]] = [await proxy.words(), await proxy.words()];
    send(proxy, connected, unconnected);
    return await proxy.closed;
  };
  for (
    const [words, rest] of [
      [[0, 1, 0, 0], []],
      [[0, 1, 0, 0, 17893, 9], []],
      [[0, 1, 0, 0, 17893], [9]],
      [[1, 1], []],
      [[1, 1, 1, 1], []],
      [[3], []],
      [[3, 1, 1], []],
      [[2], []],
      [[5, 1], []],
      [[], [0, 0]],
    ] as const
  ) assertEquals(await codeOf((proxy) => proxy.send(words, rest)), 1007, JSON.stringify(words));
  assertEquals(await codeOf((proxy) => proxy.send([6, 1])), 1011);
  assertEquals(await codeOf((proxy, channel) => proxy.send([4, channel, 0, 0, 17893])), 1007);
  assertEquals(await codeOf((proxy, _, channel) => proxy.send([4, channel, 1, 1, 17893])), 1007);
  assertEquals(await codeOf((proxy, _, channel) => proxy.send([4, channel, 0, 0, 0])), 1007);
  assertEquals(await codeOf(({ socket }) => socket.send("text")), 1003);
  assertEquals(await codeOf(({ socket }) => socket.send(new Uint8Array(8193))), 1009);
});

Deno.test("no two channels of a server have the same number", async () => {
  const { test, client, proxy } = await start();
  await using _server = test;
  using _ = proxy;
  using other = await Proxy.open(test, { Cookie: client.cookie ?? "" });
  const channels = new Set<number>();
  for (const socket of [proxy, other, proxy]) {
    socket.send([0, 1, 0, 0, 17893]);
    channels.add((await socket.words())[2] ?? 0);
  }
  assertEquals(channels.size, 3);
});

Deno.test("without boards the websocket is closed at once, and without a job there is none", async () => {
  await using test = await ApiTest.start();
  const client = await test.logIn();
  await client.createJob({ dimensions: { width: 4, height: 2 } });
  const queued = await client.createJob();
  const headers = { Cookie: client.cookie ?? "" };
  using proxy = await Proxy.open(test, headers, queued);
  assertEquals(await proxy.closed, 1011);
  const bob = await test.logIn("bob");
  for (const [someone, id] of [[client, 9], [bob, FIRST]] as const) {
    const upgrade = {
      Connection: "Upgrade",
      Upgrade: "websocket",
      "Sec-WebSocket-Version": "13",
      "Sec-WebSocket-Key": "AAAAAAAAAAAAAAAAAAAAAA==",
    };
    assertEquals(await someone.says("GET", `proxy/${id}`, { headers: upgrade }), "200");
  }
});

Deno.test("the handshake needs a login of any kind", async () => {
  const { test, proxy: first } = await start();
  await using _server = test;
  first.socket.close();
  assertEquals((await test.stranger().get(`proxy/${FIRST}`)).status, 401);
  using proxy = await Proxy.open(test, basic("ada", "secret"));
  proxy.send([0, 1, 0, 0, 17893]);
  assertEquals((await proxy.words())[0], 0);
});

Deno.test("when the job is gone, its websocket stays open and is deaf", async () => {
  const { test, client, proxy } = await start();
  await using _server = test;
  using _ = proxy;
  proxy.send([0, 1, 0, 0, 17893]);
  const [, , channel = 0] = await proxy.words();
  await client.says("DELETE", `${JOBS}/${FIRST}`);
  proxy.send([2, channel], scp(0));
  proxy.send([0, 2, 0, 0, 17893]);
  proxy.send([1, 3, channel]);
  const heard = proxy.words().then(() => "heard");
  const open = client.job().then(() => "deaf"); // a round trip of its own
  assertEquals(await Promise.race([heard, open]), "deaf");
  assertEquals(proxy.socket.readyState, WebSocket.OPEN);
});

Deno.test("a silent server is silent on its websockets as well", async () => {
  const { test, proxy } = await start();
  await using _server = test;
  using _ = proxy;
  test.server.fallSilent();
  proxy.send([0, 1, 0, 0, 17893]);
  // Should it arrive late, it is answered, and this test fails rather than passes.
  await new Promise((go) => setTimeout(go, 20));
  test.server.fallSilent(false);
  await proxy.saidNothing();
});

Deno.test("a server without a proxy tells of none", async () => {
  await using test = await ApiTest.start({ proxy: false });
  const client = await test.logIn();
  await client.createJob();
  assertEquals((await client.job())["proxy-ref"], undefined);
  assertEquals((await client.get(`proxy/${FIRST}`)).status, 404);
});

Deno.test("boards may take their time", async () => {
  const { test, proxy } = await start({ boardDelay: 2 });
  await using _server = test;
  using _ = proxy;
  proxy.send([0, 1, 0, 0, 17893]);
  const [, , channel = 0] = await proxy.words();
  proxy.send([2, channel], scp(0));
  await proxy.saidNothing();
  test.clock.advance(2);
  assertEquals((await proxy.words())[0], 2);
});

Deno.test({
  name: "whoever does not read is cut off, by what waits for him or by how long it does",
  permissions: "none",
  fn() {
    const socketWith = (bufferedAmount: number) => {
      const state = { closed: false, sent: 0 };
      const socket = {
        readyState: WebSocket.OPEN,
        bufferedAmount,
        send: () => void state.sent++,
        close: () => void (state.closed = true),
      } as unknown as WebSocket;
      return { socket, state };
    };
    const clock = new ManualClock();
    const full = socketWith(512 * 1024 + 1);
    new Outgoing(full.socket, clock).send(new Uint8Array(1));
    assertEquals(full.state, { closed: true, sent: 1 });
    const slow = socketWith(1);
    new Outgoing(slow.socket, clock).send(new Uint8Array(1));
    clock.advance(10);
    assertEquals(slow.state.closed, false);
    clock.advance(1);
    assertEquals(slow.state.closed, true);
    const quick = socketWith(0);
    new Outgoing(quick.socket, clock).send(new Uint8Array(1));
    clock.advance(60);
    assertEquals(quick.state.closed, false);
  },
});
