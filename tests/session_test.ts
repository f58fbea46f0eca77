import { assertEquals, assertRejects } from "@std/assert";
import { ConnectionError, ProtocolError, ServerError, VersionError } from "../lib/errors.ts";
import type { ProtocolClient } from "../lib/protocol/client.ts";
import { type ServerOptions, Session, type SessionEvents } from "../lib/session.ts";
import { ManualClock } from "../lib/simulator/mod.ts";
import { FakeServer, MUTE } from "./lib_test_kit/fake_server.ts";
import { pass, settle, watch } from "./lib_test_kit/settle.ts";

const permissions = "none";

function fake(): { server: FakeServer; clock: ManualClock; options: ServerOptions } {
  const clock = new ManualClock(0);
  const server = new FakeServer(clock);
  return { server, clock, options: { hostname: "host", clock, dial: server.dial } };
}

async function opened(
  events: SessionEvents = {},
  more: Partial<ServerOptions> = {},
): Promise<{ server: FakeServer; clock: ManualClock; session: Session }> {
  const { server, clock, options } = fake();
  const session = await Session.open({ ...options, ...more }, events);
  return { server, clock, session };
}

const list = (client: ProtocolClient): Promise<unknown> => client.listJobs();
const powerOn = (client: ProtocolClient): Promise<void> => client.powerOnJobBoards(1);

Deno.test("a session checks the server's version, unless told not to", {
  permissions,
}, async () => {
  const { server, clock, options } = fake();
  server.answers.version = () => "8.0.0";
  await assertRejects(() => Session.open(options), VersionError, "8.0.0");
  assertEquals([server.open, clock.pending], [0, 0]);
  const session = await Session.open({ ...options, ignoreVersion: true });
  await session.close();
  assertEquals([server.open, clock.pending], [0, 0]);
});

Deno.test("Session.open() rejects if the server is refused, mute or given up", {
  permissions,
}, async () => {
  const { server, clock, options } = fake();
  server.dials = "refused";
  await assertRejects(() => Session.open(options), ConnectionError, "cannot connect");
  server.dials = "work";
  server.answers.version = () => MUTE;
  const opening = watch(Session.open(options));
  await pass(clock, 5);
  assertEquals(opening.outcome().is, "rejected");
  const reason = new Error("enough");
  const controller = new AbortController();
  const aborted = Session.open(options, { signal: controller.signal });
  await settle();
  controller.abort(reason);
  assertEquals(await assertRejects(() => aborted), reason);
  assertEquals([server.open, server.dialled], [0, 3]);
});

Deno.test("a question is asked again on the next connection", { permissions }, async () => {
  const troubles: string[] = [];
  let recoveries = 0;
  const { server, clock, session } = await opened({
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
  assertEquals([troubles, recoveries], [["the server closed the connection"], 1]);
  await session.close();
  assertEquals([server.open, clock.pending], [0, 0]);
});

Deno.test("a session redials every reconnectDelay for as long as it takes", {
  permissions,
}, async () => {
  const troubles: string[] = [];
  const { server, clock, session } = await opened({
    onTrouble: ({ message }) => troubles.push(message),
  }, { reconnectDelay: 3 });
  clock.advance(10);
  server.dials = "refused";
  server.drop();
  const answer = watch(session.query(list));
  await pass(clock, 29);
  assertEquals([server.dialled, troubles.length], [1 + 10, 1 + 10]); // at 0, 3, ... 27 s
  server.dials = "work";
  await pass(clock, 1.1);
  assertEquals([answer.outcome().is, server.dialled], ["fulfilled", 12]);
  await session.close();
});

Deno.test("a session does not hurry when connections keep breaking", { permissions }, async () => {
  const { server, clock, session } = await opened();
  server.answers.list_jobs = (): unknown => (server.last.end(), MUTE);
  const asking = session.query(list);
  asking.catch(() => {});
  await pass(clock, 21);
  assertEquals(server.dialled, 1 + 4); // at 5, 10, 15, 20 s
  await session.close();
  await assertRejects(() => asking, ConnectionError);
});

Deno.test("what may not be done twice is not repeated if it may have been done", {
  permissions,
}, async () => {
  const { server, clock, session } = await opened();
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
  const { server, clock, session } = await opened();
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
  const { server, session } = await opened();
  server.answers.list_jobs = () => new Error("not today");
  await assertRejects(() => session.query(list), ServerError, "not today");
  assertEquals(server.commands(), ["version", "list_jobs"]);
  await session.close();
});

Deno.test("a server that answers nonsense three times is not asked again", {
  permissions,
}, async () => {
  const { server, clock, session } = await opened();
  server.answers.list_jobs = () => "nonsense";
  const asking = watch(session.query(list));
  await pass(clock, 30);
  const outcome = asking.outcome();
  assertEquals(outcome.is === "rejected" && outcome.error instanceof ProtocolError, true);
  assertEquals(server.commands().filter((name) => name === "list_jobs").length, 3);
  await session.close();
});

Deno.test("a reconnection is told before questions go on, and made again if that fails", {
  permissions,
}, async () => {
  let attempts = 0;
  const { server, clock, session } = await opened({
    async onReconnect(client): Promise<void> {
      await client.notifyJob(1);
      if (++attempts === 1) throw new ConnectionError("not yet", "unknown");
    },
  });
  server.drop();
  await settle();
  const answer = watch(session.query(list));
  await pass(clock, 11);
  assertEquals([answer.outcome().is, attempts, server.open], ["fulfilled", 2, 1]);
  assertEquals(server.commands(1), ["version", "notify_job"]);
  assertEquals(server.commands(2), ["version", "notify_job", "list_jobs"]);
  await session.close();
});

Deno.test("a question stops when its signal is aborted while there is no connection", {
  permissions,
}, async () => {
  const { server, clock, session } = await opened();
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

Deno.test("close() rejects those who wait for a connection, and ends the redials", {
  permissions,
}, async () => {
  for (const dials of ["refused", "hang"] as const) {
    const { server, clock, session } = await opened();
    server.dials = dials;
    server.drop();
    await pass(clock, 7);
    const asking = assertRejects(() => session.query(list), ConnectionError, "session was closed");
    await session.close();
    await asking;
    await assertRejects(() => session.query(list), ConnectionError, "session was closed");
    await pass(clock, 20);
    assertEquals([server.open, clock.pending], [0, 0]);
  }
});
