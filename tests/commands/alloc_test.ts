// Permissions: all, because it writes files.
import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { allocCommand as alloc } from "../../commands/alloc.ts";
import { Progress } from "../../commands/alloc/progress.ts";
import { Interrupted } from "../../commands/errors.ts";
import { Output } from "../../commands/output.ts";
import { type Clock, systemClock } from "../../lib/clock.ts";
import { NotReadyError } from "../../lib/errors.ts";
import { JobState } from "../../lib/protocol/messages.ts";
import { readAll, TcpServer, write } from "../lib_test_kit/tcp_server.ts";
import { contextFor, FakeContext, Recorded, runIn } from "./fake_context.ts";
import { serverWith } from "./servers.ts";

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
  progress.waiting(1, JobState.queued, { place: 1 });
  progress.waiting(1, JobState.queued);
  await output.flush();
  assertStringIncludes(
    shown.text,
    "Waiting in queue... place ~1, for 7 s",
  );
  assertStringIncludes(shown.text, "Waiting in queue... 7 s");
});

Deno.test("the live line tells why boards are awaited", async () => {
  const shown = new Recorded({ isTerminal: true });
  const output = new Output(shown, { noColor: true, term: "xterm" });
  let now = 0;
  const clock: Clock = { ...systemClock, now: () => now };
  const progress = new Progress(output, { clock, quiet: false });
  now = 65;
  const why = "needs 12 boards, 9 are free, 1 job is before yours";
  progress.waiting(1, JobState.queued, { place: 2, why });
  await output.flush();
  assertStringIncludes(shown.text, `Job 1: Waiting in queue... 1:05; ${why}`);
});

Deno.test("elsewhere than on a terminal new reasons are a line a minute, a new place is one at once", async () => {
  const shown = new Recorded();
  const output = new Output(shown, { noColor: true, term: "xterm" });
  let now = 0;
  const clock: Clock = { ...systemClock, now: () => now };
  const progress = new Progress(output, { clock, quiet: false });
  const wait = (seconds: number, place: number | null, why: string | null): void => {
    now += seconds;
    progress.waiting(1, JobState.queued, { place, why });
  };
  wait(0, null, null);
  wait(5, 2, "why 1");
  wait(5, 2, "why 2");
  wait(5, 1, "why 3");
  wait(50, 1, "why 4");
  wait(10, 1, "why 5");
  await output.flush();
  assertEquals(
    shown.text.replaceAll("Job 1: Waiting in queue...", "Wait"),
    [
      "Wait",
      "Wait; why 1",
      "Wait; why 3",
      "Wait; why 5",
      "",
    ].join("\n"),
  );
});

Deno.test("--bell rings on a terminal when boards are ready, and with --quiet as well", async () => {
  await using server = await serverWith([]);
  const isRung = async (argv: string[], isTerminal: boolean): Promise<boolean> => {
    const context = contextFor(server, {
      typed: { text: "\n", isTerminal },
      env: { SPALLOC_OWNER: "me" },
    });
    assertEquals(await runIn(context, alloc, argv), 0);
    return context.err.text.includes("\x07");
  };
  assertEquals(await isRung(["--bell"], true), true);
  assertEquals(await isRung(["--bell", "--quiet"], true), true);
  assertEquals(await isRung(["--bell"], false), false);
  assertEquals(await isRung([], true), false);
});

Deno.test("alloc says why it waits, as soon as the server has told it", async () => {
  await using server = await serverWith([{ what: [4, 2], machine: "m" }]);
  const context = contextFor(server, {
    typed: { text: "", isTerminal: true, isOpen: true },
    env: { SPALLOC_OWNER: "me" },
  });
  const ran = runIn(context, alloc, ["5", "--machine", "m"]);
  await context.err.until("needs 5 boards, 0 are free");
  context.interrupt();
  await assertRejects(() => ran, Interrupted);
});

Deno.test("alloc tells of fewer boards than were asked for", async () => {
  await using server = await serverWith([], {
    machines: [{ name: "m", width: 1, height: 1, deadBoards: [[0, 0, 2]] }],
  });
  const context = contextFor(server, { typed: { text: "\n" }, env: { SPALLOC_OWNER: "me" } });
  assertEquals(await runIn(context, alloc, ["1", "1", "--max-dead-boards", "1"]), 0);
  assertStringIncludes(context.err.text, "Asked for 3 boards, got only 2.\n");
});

Deno.test("what is said of a check is written before the check begins", async () => {
  await using server = await serverWith([]);
  const begun = await Deno.makeTempFile();
  const env = { SPALLOC_OWNER: "me", PATH: Deno.env.get("PATH") ?? "" };
  const context = contextFor(server, { env });
  const { err } = context;
  const late: string[] = [];
  const write = err.write.bind(err);
  err.write = async (bytes) => {
    await new Promise((resolve) => setTimeout(resolve, 100));
    if ((await Deno.stat(begun)).size > 0) late.push(new TextDecoder().decode(bytes));
    return await write(bytes);
  };
  const argv = ["--check", `echo begun > ${begun}`, "-c", "true"];
  assertEquals(await runIn(context, alloc, argv), 0, err.text);
  assertEquals(late.filter((text) => text.includes("Checking its boards")), []);
  assertStringIncludes(err.text, "Checking its boards");
  await Deno.remove(begun);
});
