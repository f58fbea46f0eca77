import { assert, assertEquals } from "@std/assert";
import { systemClock } from "../../../lib/clock.ts";
import { ConnectionError } from "../../../lib/errors.ts";
import { Channel } from "../../../lib/v2/proxy/channel.ts";
import { Link } from "../../../lib/v2/proxy/link.ts";
import { openSocket } from "../../../lib/v2/proxy/socket.ts";

/** Text that a server adds to the key of a handshake. */
const GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

/** Accepts a websocket. */
async function accept(listener: Deno.Listener): Promise<Deno.Conn> {
  const conn = await listener.accept();
  const buffer = new Uint8Array(4096);
  let request = "";
  while (!request.includes("\r\n\r\n")) {
    request += new TextDecoder().decode(buffer.subarray(0, await conn.read(buffer) ?? 0));
  }
  const key = /^sec-websocket-key: (.*)$/im.exec(request)?.[1]?.trim() ?? "";
  const digest = await crypto.subtle.digest("SHA-1", new TextEncoder().encode(key + GUID));
  const answer = [
    "HTTP/1.1 101 Switching Protocols",
    "Upgrade: websocket",
    "Connection: Upgrade",
    `Sec-WebSocket-Accept: ${new Uint8Array(digest).toBase64()}`,
  ];
  await conn.write(new TextEncoder().encode(`${answer.join("\r\n")}\r\n\r\n`));
  return conn;
}

/** Opens the first channel, and reads nothing more. */
async function openAndStall(conn: Deno.Conn): Promise<void> {
  await conn.read(new Uint8Array(4096));
  // A binary frame of 12 bytes: opened, correlation 1, channel 7.
  await conn.write(new Uint8Array([0x82, 12, 0, 0, 0, 0, 1, 0, 0, 0, 7, 0, 0, 0]));
}

Deno.test("a server that does not read holds nobody up: what is too much is dropped", async () => {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const accepted = accept(listener);
  const { port } = listener.addr as Deno.NetAddr;
  const url = new URL(`ws://127.0.0.1:${port}/proxy/1`);
  const socket = await openSocket(url, { headers: { Cookie: "JSESSIONID=1" }, ca: undefined });
  using conn = await accepted;
  const link = new Link(socket, { clock: systemClock, onDatagram: () => {} });
  const { promise: opened, resolve: onOpen } = Promise.withResolvers<void>();
  const channel = new Channel(
    { chip: [0, 0], port: 17893, onDatagram: () => {}, onOpen },
    () => {},
  );
  channel.attach(link, () => {});
  await openAndStall(conn);
  await opened;
  const datagram = new Uint8Array(1024);
  let most = 0;
  const began = performance.now();
  for (let index = 0; index < 20_000; index++) {
    channel.send(datagram);
    most = Math.max(most, socket.bufferedAmount);
    // As a program that sends now and then lets others have their turn.
    if (index % 100 === 0) await new Promise((go) => setTimeout(go));
  }
  const { sent, dropped } = channel.counters;
  assertEquals(sent + dropped, 20_000);
  assert(dropped > 1000, `only ${dropped} were dropped`);
  assert(most <= 256 * 1024, `${most} bytes were waiting`);
  assert(performance.now() - began < 20_000);
  link.end(new ConnectionError("done", "not sent"));
  conn.close();
  await link.gone;
});

Deno.test("what is no websocket is a connection error, with the answer", async () => {
  await using server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen() {} },
    () => new Response("a page"),
  );
  const url = new URL(`ws://127.0.0.1:${server.addr.port}/proxy/1`);
  const error = await openSocket(url, { headers: {}, ca: undefined }).catch((error) => error);
  assert(error instanceof ConnectionError);
  assertEquals(
    error.message,
    `Cannot open a websocket to ${url.host}: the answer was HTTP 200 instead. Is there a proxy in ` +
      "between that lets none through?",
  );
});
