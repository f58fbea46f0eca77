// Permissions: all, because it writes files.
import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { allocCommand as alloc } from "../../commands/alloc.ts";
import { Progress } from "../../commands/alloc/progress.ts";
import { Output } from "../../commands/output.ts";
import { type Clock, systemClock } from "../../lib/clock.ts";
import { NotReadyError } from "../../lib/errors.ts";
import { JobState } from "../../lib/protocol/messages.ts";
import { readAll, TcpServer, write } from "../lib_test_kit/tcp_server.ts";
import { FakeContext, Recorded, runIn } from "./fake_context.ts";

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

Deno.test("the place in the queue and the time that passed do not read as one number", async () => {
  const shown = new Recorded({ isTerminal: true });
  const output = new Output(shown, { noColor: true, term: "xterm" });
  let now = 0;
  const clock: Clock = { ...systemClock, now: () => now };
  const progress = new Progress(output, { clock, quiet: false });
  now = 7;
  progress.waiting(1, JobState.queued, 1);
  progress.waiting(1, JobState.queued, null);
  await output.flush();
  assertStringIncludes(shown.text, "Waiting in queue... place ~1, for 7 s");
  assertStringIncludes(shown.text, "Waiting in queue... 7 s");
});
