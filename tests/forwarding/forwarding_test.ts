import { assertEquals, assertRejects } from "@std/assert";
import { UnsupportedError } from "../../lib/errors.ts";
import { Forwarding } from "../../lib/forwarding/forwarding.ts";
import type { BindFailure, BindUdp, UdpPlace } from "../../lib/forwarding/udp_socket.ts";
import type { Address } from "../../lib/protocol/transport.ts";
import { FakeProxy, words } from "../v2/proxy/fake_proxy.ts";

const pure = { permissions: "none" } as const;
const bytes = (...bytes: number[]): Uint8Array => new Uint8Array(bytes);
const from = (port: number): Address => ({ hostname: "127.0.0.1", port });

const CHIPS = [
  { x: 0, y: 0, hostname: "10.11.0.1" },
  { x: 8, y: 4, hostname: "10.11.0.9" },
];

/** The UDP of a computer, in memory. */
class FakeComputer {
  readonly places = new Map<string, UdpPlace>();
  readonly sent: [to: number, ...bytes: number[]][] = [];
  /** Says why an address can't be bound. */
  refuse: (place: UdpPlace) => BindFailure | null = () => null;
  /** Whether datagrams to programs get lost. */
  isFull = false;

  readonly bind: BindUdp = (place) => {
    const failure = this.refuse(place);
    if (failure !== null) return Promise.resolve(failure);
    const name = `${place.hostname}:${place.port}`;
    this.places.set(name, place);
    return Promise.resolve({
      send: (datagram, { port }, onFailure) => {
        if (this.isFull) return onFailure();
        this.sent.push([port, ...datagram]);
      },
      close: () => {
        this.places.delete(name);
        return Promise.resolve();
      },
    });
  };

  /** Sends from a program to a board. */
  send(to: string, datagram: Uint8Array, sender: Address): void {
    this.places.get(to)?.onDatagram(datagram, sender);
  }
}

async function start(
  { ports = [], chips = CHIPS, refuse }: {
    ports?: number[];
    chips?: typeof CHIPS;
    refuse?: FakeComputer["refuse"];
  } = {},
) {
  const proxy = await FakeProxy.open();
  const computer = new FakeComputer();
  if (refuse) computer.refuse = refuse;
  const { clock } = proxy;
  const forwarding = await Forwarding.start(proxy.connection, chips, {
    ...{ ports, clock, random: 0 },
    bind: computer.bind,
  });
  return { proxy, computer, forwarding };
}

Deno.test(
  "every board has an address of its own, with the ports that programs use",
  pure,
  async () => {
    const { proxy, computer, forwarding } = await start({ ports: [50000] });
    assertEquals(forwarding.boards, [
      { x: 0, y: 0, hostname: "127.1.0.1", board: "10.11.0.1", ports: [17893, 54321, 50000] },
      { x: 8, y: 4, hostname: "127.1.0.2", board: "10.11.0.9", ports: [17893, 50000] },
    ]);
    assertEquals([...computer.places.keys()], [
      ...["127.1.0.1:17893", "127.1.0.1:54321", "127.1.0.1:50000"],
      ...["127.1.0.2:17893", "127.1.0.2:50000"],
    ]);
    await forwarding.close();
    await proxy.end();
    assertEquals([computer.places.size, proxy.clock.pending], [0, 0]);
  },
);

Deno.test(
  "every program has a channel of its own for each port, and gets its own answers",
  pure,
  async () => {
    const { proxy, computer, forwarding } = await start();
    computer.send("127.1.0.1:17893", bytes(1), from(1001));
    computer.send("127.1.0.1:17893", bytes(2), from(1002));
    computer.send("127.1.0.1:17893", bytes(3), from(1001));
    computer.send("127.1.0.2:17893", bytes(4), from(1001));
    computer.send("127.1.0.1:54321", bytes(5), from(1001));
    const { socket } = proxy;
    assertEquals(
      socket.frames.map(words).filter(([code]) => code === 0).map((words) => words.slice(2)),
      [[0, 0, 17893], [0, 0, 17893], [8, 4, 17893], [0, 0, 54321]],
    );
    assertEquals(socket.datagrams, [[101, 1], [102, 2], [101, 3], [103, 4], [104, 5]]);
    socket.says([2, 102], bytes(20));
    socket.says([2, 101], bytes(10));
    assertEquals(computer.sent, [[1002, 20], [1001, 10]]);
    assertEquals(forwarding.counters, { sent: 5, received: 2, dropped: 0 });
    computer.isFull = true;
    socket.says([2, 101], bytes(10));
    assertEquals(forwarding.counters, { sent: 5, received: 3, dropped: 1 });
    await forwarding.close();
    await proxy.end();
    assertEquals(socket.count(1), 4);
  },
);

Deno.test(
  "channels that are idle for ten minutes are closed, and opened again when needed",
  pure,
  async () => {
    const { proxy, computer, forwarding } = await start();
    computer.send("127.1.0.1:17893", bytes(1), from(1001));
    computer.send("127.1.0.1:17893", bytes(2), from(1002));
    for (let minute = 1; minute <= 9; minute++) proxy.clock.advance(60);
    proxy.socket.says([2, 102], bytes(9)); // which makes that one busy
    const pings = proxy.socket.count(1);
    proxy.clock.advance(60);
    const closed = proxy.socket.frames.map(words).filter(([code, , id]) => code === 1 && id !== 0);
    assertEquals(closed.map(([, , id]) => id), [101]);
    assertEquals(proxy.socket.count(1) > pings, true);
    computer.send("127.1.0.1:17893", bytes(3), from(1001));
    assertEquals(proxy.socket.datagrams.at(-1), [103, 3]);
    await forwarding.close();
    await proxy.end();
    assertEquals(proxy.clock.pending, 0);
  },
);

Deno.test(
  "a program with ever new sockets has no more than 256 channels to a port",
  pure,
  async () => {
    const { proxy, computer, forwarding } = await start();
    for (let port = 1; port <= 256; port++) {
      proxy.clock.advance(0.001);
      computer.send("127.1.0.1:17893", bytes(), from(port));
    }
    proxy.clock.advance(0.001);
    computer.send("127.1.0.1:17893", bytes(), from(1)); // the first, which was used again
    assertEquals(proxy.socket.count(1), 0);
    computer.send("127.1.0.1:17893", bytes(), from(257));
    assertEquals(words(proxy.socket.frames.findLast((frame) => words(frame)[0] === 1)!)[2], 102);
    await forwarding.close();
    await proxy.end();
  },
);

Deno.test(
  "a channel that the server refuses is tried again with the next datagram",
  pure,
  async () => {
    const { proxy, computer, forwarding } = await start();
    proxy.socket.answers = false;
    computer.send("127.1.0.1:17893", bytes(1), from(1001));
    proxy.socket.says([5, 1]);
    computer.send("127.1.0.1:17893", bytes(2), from(1001));
    proxy.socket.says([0, 2, 7]);
    assertEquals(proxy.socket.datagrams, [[7, 2]]);
    assertEquals(forwarding.counters, { sent: 1, received: 0, dropped: 1 });
    await forwarding.close();
    await proxy.end();
  },
);

Deno.test(
  "addresses whose ports something else has are left out, and nothing stays bound there",
  pure,
  async () => {
    const { proxy, computer, forwarding } = await start({
      refuse: ({ hostname, port }) =>
        hostname === "127.1.0.1" && port === 54321 || hostname === "127.1.0.3" ? "taken" : null,
    });
    assertEquals(forwarding.boards.map(({ hostname }) => hostname), ["127.1.0.2", "127.1.0.4"]);
    assertEquals([...computer.places.keys()].some((name) => name.startsWith("127.1.0.1:")), false);
    await forwarding.close();
    await proxy.end();
  },
);

Deno.test("a port that is taken everywhere is told", pure, async () => {
  await assertRejects(
    () => start({ refuse: ({ port }) => port === 54321 ? "taken" : null }),
    UnsupportedError,
    "One of UDP ports 17893, 54321 is taken on all loopback addresses: another program listens",
  );
});

Deno.test("where there is only 127.0.0.1, a job of one board has that", pure, async () => {
  const refuse = ({ hostname }: UdpPlace): BindFailure | null =>
    hostname === "127.0.0.1" ? null : "no such address";
  const { proxy, forwarding } = await start({ refuse, chips: CHIPS.slice(0, 1) });
  assertEquals(forwarding.boards.map(({ hostname }) => hostname), ["127.0.0.1"]);
  await forwarding.close();
  await proxy.end();
});

Deno.test(
  "where there is only 127.0.0.1, more boards are refused with the reason",
  pure,
  async () => {
    const bound = new Set<string>();
    const refuse = ({ hostname, port }: UdpPlace): BindFailure | null => {
      if (hostname !== "127.0.0.1") return "no such address";
      if (bound.has(String(port))) return "taken";
      bound.add(String(port));
      return null;
    };
    const error = await assertRejects(() => start({ refuse }), UnsupportedError);
    assertEquals(
      error.message,
      "This computer has 1 loopback address for the 2 boards of the job: most systems have " +
        "millions, but macOS has only 127.0.0.1. Each further board needs an address that an " +
        "administrator adds, such as by: sudo ifconfig lo0 alias 127.0.0.2",
    );
  },
);

Deno.test("addresses that an administrator has added are used", pure, async () => {
  const there = ["127.0.0.1", "127.0.0.2", "127.0.0.7"];
  const refuse = ({ hostname }: UdpPlace): BindFailure | null => {
    if (!there.includes(hostname)) return "no such address";
    return hostname === "127.0.0.1" ? "taken" : null;
  };
  const { proxy, forwarding } = await start({ refuse });
  assertEquals(forwarding.boards.map(({ hostname }) => hostname), ["127.0.0.2", "127.0.0.7"]);
  await forwarding.close();
  await proxy.end();
});
