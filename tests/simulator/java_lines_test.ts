import { assertEquals } from "@std/assert";
import { ManualClock, Simulator, type SimulatorOptions } from "../../lib/simulator/mod.ts";

/** Sends and receives bytes as they are. */
class Bytes implements Disposable {
  readonly #conn: Deno.TcpConn;

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
    let text = "";
    const buffer = new Uint8Array(65536);
    while (text.split("\n").length <= count) {
      const size = await this.#conn.read(buffer);
      if (size === null) return `${text}closed`;
      text += new TextDecoder().decode(buffer.subarray(0, size));
    }
    return text;
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
