import { assertEquals, assertRejects } from "@std/assert";
import * as alloc from "../../commands/alloc.ts";
import { type Clock, systemClock } from "../../lib/clock.ts";
import { NotReadyError } from "../../lib/errors.ts";
import { readAll, TcpServer, write } from "../lib_test_kit/tcp_server.ts";
import { FakeContext, runIn } from "./fake_context.ts";

/** A clock on which 50 s pass in one. */
const hurried: Clock = {
  now: () => 50 * systemClock.now(),
  after: (seconds, action) => systemClock.after(seconds / 50, action),
};

Deno.test("alloc --resume --max-wait is over in time though the server is lost at once", async () => {
  let stopped: Promise<void> | undefined;
  const server = new TcpServer(async (conn) => {
    stopped = server[Symbol.asyncDispose]();
    await write(conn, '{"return":"7.0.0"}\n');
    await conn.closeWrite();
    await readAll(conn).catch(() => {}); // whatever else it is asked, it does not answer
  });
  const env = {
    SPALLOC_HOSTNAME: server.hostname,
    SPALLOC_PORT: String(server.port),
    SPALLOC_OWNER: "me",
    SPALLOC_TIMEOUT: "None",
  };
  const context = new FakeContext({ env, clock: hurried });
  const ran = runIn(context, alloc, ["--resume", "7", "--max-wait", "15"]);
  const error = await assertRejects(() => ran, NotReadyError);
  assertEquals(error.message, "Job 7 was not ready within 15 s");
  await stopped;
});
