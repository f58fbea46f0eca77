// Permissions: all, since loopback addresses are not in those of the other tests.
import { assert, assertEquals, assertRejects } from "@std/assert";
import { bindUdp, type UdpSocket } from "../../lib/forwarding/udp_socket.ts";

/** Binds a socket, and collects what comes there. */
async function bound(hostname: string, port: number) {
  const got: [port: number, ...bytes: number[]][] = [];
  let wake = (): void => {};
  const socket = await bindUdp({
    ...{ hostname, port },
    onDatagram: (datagram, { port }) => {
      got.push([port, ...datagram]);
      wake();
    },
  });
  assert(typeof socket !== "string");
  return {
    socket,
    got,
    async until(count: number): Promise<void> {
      while (got.length < count) await new Promise<void>((resolve) => wake = resolve);
    },
    [Symbol.asyncDispose]: () => (socket as UdpSocket).close(),
  };
}

Deno.test("sockets at two loopback addresses have the same port, and keep the order", async () => {
  await using one = await bound("127.91.2.3", 17893);
  await using two = await bound("127.91.2.4", 17893);
  const to = { hostname: "127.91.2.4", port: 17893 };
  for (let index = 0; index < 50; index++) {
    one.socket.send(new Uint8Array([index]), to, () => assert(false));
  }
  one.socket.send(new Uint8Array(), to, () => assert(false));
  await two.until(51);
  const numbers = Array.from({ length: 50 }, (_, index) => [17893, index]);
  assertEquals(two.got, [...numbers, [17893]]);
});

Deno.test("a place that is taken, or is not of this computer, is told", async () => {
  await using _ = await bound("127.91.2.3", 17893);
  const onDatagram = (): void => {};
  assertEquals(await bindUdp({ hostname: "127.91.2.3", port: 17893, onDatagram }), "taken");
  assertEquals(
    await bindUdp({ hostname: "192.0.2.7", port: 17893, onDatagram }),
    "no such address",
  );
});

Deno.test("of many datagrams at once some are lost, however small they are", async () => {
  await using one = await bound("127.91.2.3", 17893);
  const to = { hostname: "127.91.2.3", port: 9 };
  const count = 20_000;
  let lost = 0;
  for (let index = 0; index < count; index++) {
    one.socket.send(new Uint8Array(), to, () => lost++);
  }
  assert(lost >= count - 5_000 && lost < count - 1_000, `${lost} are lost`);
});

Deno.test("a datagram that is too large for the system is told as lost", async () => {
  await using one = await bound("127.91.2.3", 17893);
  const lost = new Promise<void>((resolve) =>
    one.socket.send(new Uint8Array(70_000), { hostname: "127.0.0.1", port: 9 }, resolve)
  );
  await lost;
});

Deno.test({
  name: "without the permission the flag is named",
  permissions: { net: ["127.0.0.1:80"] },
  async fn() {
    await assertRejects(
      () => bindUdp({ hostname: "127.91.2.3", port: 17893, onDatagram: () => {} }),
      Deno.errors.NotCapable,
      'Requires net access to "127.0.0.0/8"',
    );
  },
});
