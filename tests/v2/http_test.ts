import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { ConnectionError, RequestError } from "../../lib/errors.ts";
import { Simulator } from "../../lib/simulator/mod.ts";
import { ApiClient } from "../../lib/v2/api_client.ts";
import { HttpSender } from "../../lib/v2/http.ts";
import { TcpServer, write } from "../lib_test_kit/tcp_server.ts";

const credentials = { user: "tester", password: "secret" };

/** Sends a request to a server that treats the connection as it likes. */
async function send(talk: (conn: Deno.TcpConn) => Promise<void>, scheme = "http"): Promise<string> {
  await using server = new TcpServer(talk);
  return await sendTo(`${scheme}://127.0.0.1:${server.port}/x`);
}

async function sendTo(url: string): Promise<string> {
  const sender = new HttpSender({});
  try {
    const request = { method: "POST", url: new URL(url), headers: {}, body: "{}" };
    const { text } = await sender.send(request, new AbortController().signal);
    return text;
  } catch (error) {
    if (!(error instanceof ConnectionError)) throw error;
    return `${error.outcome}: ${error.message}`;
  } finally {
    sender.close();
  }
}

async function read(conn: Deno.Conn): Promise<void> {
  await conn.read(new Uint8Array(10_000));
}

Deno.test("what was certainly not sent is told from what may have been done", async () => {
  using closed = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = closed.addr;
  closed.close();
  const refused = await sendTo(`http://127.0.0.1:${port}/`);
  assertStringIncludes(refused, `not sent: Cannot connect to 127.0.0.1:${port} (`);
  assertStringIncludes(refused, "efused");
  const tls = await send(() => Promise.resolve(), "https");
  assertStringIncludes(tls, "not sent: Cannot connect");
  assertStringIncludes(tls, ": it hangs up instead of speaking TLS. Check the URL");
  const plain = await send((conn) => write(conn, "HTTP/1.1 400 Bad Request\r\n\r\n"), "https");
  assertStringIncludes(plain, ": it does not speak TLS. Check the URL");
  const cut = await send(read);
  assertStringIncludes(cut, "unknown: The connection broke: connection closed");
  const half = await send(async (conn) => {
    await read(conn);
    await write(conn, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf");
  });
  assertStringIncludes(half, "unknown: The connection broke");
  const nonsense = await send(async (conn) => {
    await read(conn);
    await write(conn, "spalloc\r\n\r\n");
  });
  assertStringIncludes(nonsense, "unknown: The connection broke: the answer is not HTTP");
  const whole = await send(async (conn) => {
    await read(conn);
    await write(conn, "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nwhole");
  });
  assertEquals(whole, "whole");
});

Deno.test("a connection that the server closes when idle loses no request", async () => {
  await using server = await Simulator.start({ api: {} });
  await using client = new ApiClient(server.api?.url ?? "", { credentials });
  await client.version();
  await server.api?.dropConnections();
  assertEquals((await client.listMachines()).length, 1);
});

Deno.test("certificates are verified, and a private one can be trusted", async () => {
  await using server = await Simulator.start({ api: { tls: true } });
  const { url = "", certificate = "" } = server.api ?? {};
  await using stranger = new ApiClient(url, { credentials });
  const error = await assertRejects(() => stranger.version(), ConnectionError, "certificate");
  assertEquals([error.outcome, server.api?.passwordChecks], ["not sent", 0]);
  await using client = new ApiClient(url, { credentials, ca: certificate ?? "" });
  assertEquals(await client.version(), "7.4.2");
});

Deno.test("links of another scheme do no harm", async () => {
  await using server = await Simulator.start({ api: { tls: true, tellsScheme: false } });
  const { url = "", certificate } = server.api ?? {};
  await using client = new ApiClient(url, { credentials, ca: certificate ?? "" });
  const jobId = await client.createJob({});
  assertEquals((await client.getJobState(jobId)).keepalive, 60);
  assertEquals((await client.listMachines()).length, 1);
});

Deno.test("credentials go unencrypted to this computer only", () => {
  for (
    const url of ["http://spalloc.example.org/", "http://10.0.0.1/spalloc/", "http://127.0.0.1.org"]
  ) {
    const error = assertThrowsRequest(() => new ApiClient(url.replace("//", "//me:hunter2@")));
    assertEquals(error.message.includes("hunter2"), false);
  }
  for (const url of ["http://127.0.0.1:8080/spalloc/", "http://[::1]/", "http://localhost/x"]) {
    new ApiClient(url).abort();
  }
});

function assertThrowsRequest(act: () => unknown): RequestError {
  try {
    act();
  } catch (error) {
    if (error instanceof RequestError) return error;
    throw error;
  }
  throw new Error("nothing was thrown");
}

Deno.test("credentials of the URL are taken, and stay out of what is sent", async () => {
  const paths: string[] = [];
  await using server = await Simulator.start({
    api: { onRequest: ({ path, headers }) => void paths.push(path + JSON.stringify([...headers])) },
  });
  const url = server.api?.url.replace("//", "//tester:secret@") ?? "";
  await using client = new ApiClient(url);
  assertEquals(await client.version(), "7.4.2");
  assertEquals(paths.filter((text) => text.includes("secret")), []);
});
