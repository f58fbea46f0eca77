import { assert, assertEquals } from "@std/assert";
import { ManualClock, Simulator, type SimulatorOptions } from "../../../lib/simulator/mod.ts";

/** Sends and receives bytes as they are. */
class Bytes implements Disposable {
  readonly #conn: Deno.TcpConn;
  readonly #decoder = new TextDecoder();

  private constructor(conn: Deno.TcpConn) {
    this.#conn = conn;
  }

  static async open({ hostname, port }: Simulator): Promise<Bytes> {
    return new Bytes(await Deno.connect({ hostname, port }));
  }

  async send(data: string | Uint8Array): Promise<void> {
    const bytes = typeof data === "string" ? new TextEncoder().encode(data) : data;
    for (let at = 0; at < bytes.length;) at += await this.#conn.write(bytes.subarray(at));
  }

  /** So many lines with their ends, or all up to the end of the connection. */
  async lines(count: number): Promise<string> {
    const pieces: string[] = [];
    const buffer = new Uint8Array(65536);
    for (let found = 0; found < count;) {
      const size = await this.#conn.read(buffer);
      pieces.push(size === null ? "closed" : this.#decoder.decode(buffer.subarray(0, size)));
      if (size === null) break;
      found += pieces.at(-1)!.split("\n").length - 1;
    }
    return pieces.join("");
  }

  async closeWrite(): Promise<void> {
    await this.#conn.closeWrite();
  }

  [Symbol.dispose](): void {
    this.#conn.close();
  }
}

const VERSION = '{"command": "version"}';
const ANSWER = '{"return":"5.0.0"}\r\n';

const encoder = new TextEncoder();

async function java(options: SimulatorOptions = {}): Promise<Simulator> {
  return await Simulator.start({ manners: "java", clock: new ManualClock(1_000), ...options });
}

Deno.test("every line of a Java server ends in CR and LF, notifications included", async () => {
  await using server = await java();
  using client = await Bytes.open(server);
  const create = '{"command": "create_job", "kwargs": {"owner": "me"}}';
  await client.send(`${create}\n{"command": "notify_job", "args": [4001]}\n`);
  assertEquals(await client.lines(2), '{"return":4001}\r\n{"return":null}\r\n');
  server.destroyJob(4001);
  assertEquals(await client.lines(1), '{"jobs_changed":[4001]}\r\n');
});

Deno.test("a command to a Java server ends at LF, CR, or both", async () => {
  await using server = await java();
  for (const end of ["\n", "\r", "\r\n"]) {
    using client = await Bytes.open(server);
    await client.send(`${VERSION}${end}${VERSION}${end}`);
    assertEquals(await client.lines(2), ANSWER + ANSWER);
    // Its second half, should it come by itself, is no line.
    await client.send(VERSION + end.slice(0, 1));
    assertEquals(await client.lines(1), ANSWER);
    await client.send(end.slice(1) + VERSION + end);
    assertEquals(await client.lines(1), ANSWER);
  }
});

Deno.test("a line that is empty or white closes the connection to a Java server", async () => {
  await using server = await java();
  for (const line of ["", "  ", "\t"]) {
    using client = await Bytes.open(server);
    await client.send(`${VERSION}\n${line}\n${VERSION}\n`);
    assertEquals(await client.lines(9), `${ANSWER}closed`);
  }
});

Deno.test("bytes that are not UTF-8 are replaced, and a line may be very long", async () => {
  await using server = await java();
  using client = await Bytes.open(server);
  const [before, after] = ['{"command": "', '"}\n'].map((text) => encoder.encode(text));
  await client.send(new Uint8Array([...before!, 0xff, ...after!]));
  assertEquals(await client.lines(1), '{"exception":"unknown command: \ufffd"}\r\n');
  const long = `{"command": "version", "kwargs": {"x": "${"x".repeat(9 * 1024 * 1024)}"}}\n`;
  await client.send(long);
  assertEquals(await client.lines(1), ANSWER);
});

/** Waits until the server has set so many timers, and lets time pass then. */
async function advance(
  clock: ManualClock,
  { timers, seconds }: { timers: number; seconds: number },
): Promise<void> {
  while (clock.pending !== timers) await new Promise((resolve) => setTimeout(resolve, 1));
  clock.advance(seconds);
}

Deno.test("the beginning of a line is thrown away when the rest does not come within 2 s", async () => {
  const clock = new ManualClock(1_000);
  await using server = await java({ clock });
  using client = await Bytes.open(server);
  const idle = clock.pending;
  await client.send(VERSION.slice(0, 9));
  await advance(clock, { timers: idle + 1, seconds: 1.9 });
  // Each piece has 2 s again.
  await client.send(VERSION.slice(9, 10));
  await client.send(`${VERSION.slice(10)}\n`);
  assertEquals(await client.lines(1), ANSWER);
  await client.send(VERSION.slice(0, 9));
  await advance(clock, { timers: idle + 1, seconds: 2 });
  await client.send(`${VERSION.slice(9)}\n`);
  const { exception } = JSON.parse(await client.lines(1));
  assert(exception.includes("\n"), exception);
});

Deno.test("a Java server never closes an idle connection", async () => {
  const clock = new ManualClock(1_000);
  await using server = await java({ clock });
  using client = await Bytes.open(server);
  await client.send(`${VERSION}\n`);
  assertEquals(await client.lines(1), ANSWER);
  clock.advance(1e6);
  await client.send(`${VERSION}\n`);
  assertEquals(await client.lines(1), ANSWER);
});

Deno.test("pipelined commands are answered in order, and after a half-close all of them", async () => {
  await using server = await java();
  using client = await Bytes.open(server);
  // The last one does not even end.
  await client.send(`${VERSION}\n{"command": "list_jobs"}\n${VERSION}`);
  await client.closeWrite();
  assertEquals(await client.lines(9), `${ANSWER}{"return":[]}\r\n${ANSWER}closed`);
});

Deno.test("closing with unanswered commands harms nobody else", async () => {
  await using server = await java();
  using other = await Bytes.open(server);
  {
    using client = await Bytes.open(server);
    await client.send(`${VERSION}\n`.repeat(1_000));
  }
  await other.send(`${VERSION}\n`);
  assertEquals(await other.lines(1), ANSWER);
});

Deno.test("a client that does not read is waited for, alone", async () => {
  await using server = await java({ machines: ["m:20x20"] });
  using owner = await Bytes.open(server);
  await owner.send('{"command": "create_job", "args": [20, 20], "kwargs": {"owner": "me"}}\n');
  await owner.lines(1);
  using deaf = await Bytes.open(server);
  const command = '{"command": "get_job_machine_info", "args": [4001]}\n';
  const count = 400; // answers of 40 MB
  const sending = deaf.send(command.repeat(count));
  for (let i = 0; i < 50; i++) {
    await owner.send(`${VERSION}\n`);
    assertEquals(await owner.lines(1), ANSWER);
  }
  assertEquals(server.connections, 2);
  const text = await deaf.lines(count);
  await sending;
  assertEquals(text.split("\r\n").length, count + 1);
});

Deno.test("with N threads, the next client connects and is not answered until one is free", async () => {
  await using server = await java({ java: { threads: 2 } });
  const first = await Bytes.open(server);
  await first.send('{"command": "notify_machine"}\n'); // which takes a thread as well
  assertEquals(await first.lines(1), '{"return":null}\r\n');
  using second = await Bytes.open(server);
  await second.send(`${VERSION}\n`);
  let isAnswered = false;
  const answer = second.lines(1).finally(() => isAnswered = true);
  for (let round = 0; round < 20; round++) {
    await first.send(`${VERSION}\n`);
    assertEquals(await first.lines(1), ANSWER);
  }
  assertEquals([server.connections, isAnswered], [2, false]);
  first[Symbol.dispose]();
  assertEquals(await answer, ANSWER);
});

Deno.test("a server that is closed does not wait for clients that wait for a thread", async () => {
  await using server = await java({ java: { threads: 1 } });
  using first = await Bytes.open(server);
  await first.send(`${VERSION}\n`);
  await first.lines(1);
  using second = await Bytes.open(server);
  await server.close();
  assertEquals(await second.lines(1), "closed");
});
