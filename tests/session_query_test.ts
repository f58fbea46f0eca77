import { assertEquals, assertInstanceOf, assertRejects } from "@std/assert";
import { ConnectionError, ProtocolError, ServerError, TimeoutError } from "../lib/errors.ts";
import type { Server } from "../lib/server.ts";
import { MUTE } from "./lib_test_kit/fake_server.ts";
import { fakedSession } from "./lib_test_kit/faked_session.ts";
import { pass, settle, watch } from "./lib_test_kit/settle.ts";

const permissions = "none";
const list = (client: Server): Promise<unknown> => client.listJobs();
const powerOn = (client: Server): Promise<void> => client.powerOnJobBoards(1);

Deno.test("a question is asked again on the next connection", { permissions }, async () => {
  const troubles: string[] = [];
  let recoveries = 0;
  const { server, clock, session } = await fakedSession({
    onTrouble: ({ message }) => troubles.push(message),
    onRecovered: () => recoveries++,
  });
  clock.advance(10);
  server.answers.list_jobs = () => MUTE;
  const answer = session.query(list);
  await settle();
  delete server.answers.list_jobs;
  server.drop();
  await pass(clock, 0.1);
  assertEquals((await answer as unknown[]).length, 1);
  assertEquals(server.commands(), ["version", "list_jobs", "version", "list_jobs"]);
  assertEquals([troubles, recoveries], [["The server closed the connection"], 1]);
  await session.close();
  assertEquals([server.open, clock.pending], [0, 0]);
});

Deno.test("what may not be done twice is not repeated if it may have been done", {
  permissions,
}, async () => {
  const { server, clock, session } = await fakedSession();
  server.answers.power_on_job_boards = (): unknown => (server.last.end(), MUTE);
  const error = await assertRejects(
    () => session.query(powerOn, { onlyIfNotSent: true }),
    ConnectionError,
  );
  assertEquals(error.outcome, "unknown");
  await pass(clock, 10);
  assertEquals(server.commands().filter((name) => name === "power_on_job_boards").length, 1);
  await session.close();
});

Deno.test("what certainly was not sent is sent on the next connection", {
  permissions,
}, async () => {
  const { server, clock, session } = await fakedSession();
  server.answers.list_jobs = () => MUTE;
  const first = watch(session.query(list));
  const done = watch(session.query(powerOn, { onlyIfNotSent: true })); // waits for its turn
  await settle();
  delete server.answers.list_jobs;
  server.drop();
  await pass(clock, 6);
  assertEquals([first.outcome().is, done.outcome().is], ["fulfilled", "fulfilled"]);
  assertEquals(server.commands(0), ["version", "list_jobs"]);
  assertEquals(server.commands(1), ["version", "list_jobs", "power_on_job_boards"]);
  await session.close();
});

Deno.test("a refusal is not repeated", { permissions }, async () => {
  const { server, session } = await fakedSession();
  server.answers.list_jobs = () => new Error("not today");
  await assertRejects(() => session.query(list), ServerError, "not today");
  assertEquals(server.commands(), ["version", "list_jobs"]);
  await session.close();
});

Deno.test("a server that answers nonsense three times is not asked again", {
  permissions,
}, async () => {
  const { server, clock, session } = await fakedSession();
  server.answers.list_jobs = () => "nonsense";
  const asking = watch(session.query(list));
  await pass(clock, 30);
  const outcome = asking.outcome();
  assertEquals(outcome.is === "rejected" && outcome.error instanceof ProtocolError, true);
  assertEquals(server.commands().filter((name) => name === "list_jobs").length, 3);
  await session.close();
});

Deno.test("a question stops when its signal is aborted while there is no connection", {
  permissions,
}, async () => {
  const { server, clock, session } = await fakedSession();
  server.dials = "refused";
  server.drop();
  await settle();
  const controller = new AbortController();
  const answer = session.query(list, { signal: controller.signal });
  await pass(clock, 7);
  const reason = new Error("enough");
  controller.abort(reason);
  assertEquals(await assertRejects(() => answer), reason);
  await session.close();
});

Deno.test("a question with a timeout of its own rejects if its turn does not come in time", {
  permissions,
}, async () => {
  const { server, clock, session } = await fakedSession();
  server.answerDelay = 3;
  const slow = watch(session.query(list));
  const quick = watch(session.query((client) => client.listMachines({ timeout: 1 })));
  await pass(clock, 1.1);
  const outcome = quick.outcome();
  assertInstanceOf(outcome.is === "rejected" && outcome.error, TimeoutError);
  await pass(clock, 2);
  assertEquals([slow.outcome().is, server.connections.length], ["fulfilled", 1]);
  assertEquals(server.commands(), ["version", "list_jobs"]);
  await session.close();
});

Deno.test("a question stops when its signal is aborted while the server is mute", {
  permissions,
}, async () => {
  const { server, session } = await fakedSession();
  server.answers.list_jobs = () => MUTE;
  const controller = new AbortController();
  const answer = watch(session.query(list, { signal: controller.signal }));
  await settle();
  const reason = new Error("enough");
  controller.abort(reason);
  await settle();
  assertEquals(answer.outcome(), { is: "rejected", error: reason });
  await session.close({ atOnce: true });
  assertEquals(server.open, 0);
});
