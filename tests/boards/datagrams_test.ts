// Permissions: all, because sockets have addresses of their own.
import { assert, assertEquals, assertMatch, assertRejects } from "@std/assert";
import { openDatagrams } from "../../lib/boards/datagrams.ts";
import { ConnectionError } from "../../lib/errors.ts";
import { ping } from "../../lib/boards/ping.ts";
import type { Address } from "../../lib/protocol/transport.ts";

Deno.test("a datagram arrives as it was sent, with the address that it is from", async () => {
  const { promise, resolve } = Promise.withResolvers<[Uint8Array, Address]>();
  const board = await openDatagrams({
    hostname: "127.99.0.1",
    onDatagram: (bytes, from) => resolve([bytes, from]),
  });
  const socket = await openDatagrams({ hostname: "127.99.0.2", onDatagram: () => {} });
  try {
    await socket.send(new Uint8Array([1, 2, 3]), board.address);
    assertEquals(await promise, [new Uint8Array([1, 2, 3]), socket.address]);
  } finally {
    await Promise.all([board.close(), socket.close(), socket.close()]);
  }
});

Deno.test("an address that is taken can't be bound to, and which it is is told", async () => {
  const taken = await openDatagrams({ hostname: "127.99.0.1", onDatagram: () => {} });
  try {
    const { port } = taken.address;
    const again = () => openDatagrams({ ...taken.address, onDatagram: () => {} });
    const { message } = await assertRejects(again, ConnectionError);
    assertMatch(message, new RegExp(`^Cannot open a UDP socket on 127.99.0.1:${port} \\(.+\\)$`));
  } finally {
    await taken.close();
  }
});

Deno.test("a name has the address of its host; one that has none is named", async () => {
  const socket = await openDatagrams({ onDatagram: () => {} });
  try {
    assertEquals(await socket.resolve("localhost"), "127.0.0.1");
    const { message } = await assertRejects(
      () => socket.resolve("no-such-host.invalid"),
      ConnectionError,
    );
    assertMatch(message, /^Cannot find the address of no-such-host.invalid/);
  } finally {
    await socket.close();
  }
});

Deno.test("a closed port says as little as a board that is off", async () => {
  const closed = [{ x: 0, y: 0, hostname: "127.99.0.9" }];
  const { silent } = await ping(closed, { retries: 1, timeout: 0.05 });
  assertEquals(silent, [{ ...closed[0]!, why: null }]);
});

Deno.test("the permission that is missing is told", async () => {
  for (
    const [granted, needed] of [
      [[], "--allow-net=0.0.0.0:0"],
      [["0.0.0.0:0"], "--allow-net=127.99.0.9:17893"],
    ] as const
  ) {
    const code = `
      import { ping } from "${import.meta.resolve("../../lib/boards/ping.ts")}";
      await ping([{ x: 0, y: 0, hostname: "127.99.0.9" }], { retries: 0, timeout: 0.05 })
        .catch((error) => console.log(error.message));
    `;
    const allowed = granted.length > 0 ? [`--allow-net=${granted.join()}`] : [];
    const child = new Deno.Command(Deno.execPath(), {
      args: ["run", "--no-prompt", "--no-check", ...allowed, "-"],
      stdin: "piped",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    const writer = child.stdin.getWriter();
    await writer.write(new TextEncoder().encode(code));
    await writer.close();
    const { stdout, stderr } = await child.output();
    const told = new TextDecoder().decode(stdout);
    assert(told.includes(`Deno needs ${needed}\n`), told + new TextDecoder().decode(stderr));
  }
});
