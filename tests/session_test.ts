import { assert, assertEquals, assertInstanceOf, assertRejects } from "@std/assert";
import { ConnectionError, VersionError } from "../lib/errors.ts";
import type { Server } from "../lib/server.ts";
import type { ServerOptions } from "../lib/connect.ts";
import { Session } from "../lib/session.ts";
import { MUTE } from "./lib_test_kit/fake_server.ts";
import { fakedServer, fakedSession } from "./lib_test_kit/faked_session.ts";
import { pass, settle, watch } from "./lib_test_kit/settle.ts";

const permissions = "none";
const list = (client: Server): Promise<unknown> => client.listJobs();

Deno.test("a session checks the server's version, unless told not to", {
  permissions,
}, async () => {
  const { server, clock, options } = fakedServer();
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
  const { server, clock, options } = fakedServer();
  server.dials = "refused";
  await assertRejects(() => Session.open(options), ConnectionError, "Cannot connect");
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

Deno.test("a timeout that is undefined is one that was not given", { permissions }, async () => {
  const { server, clock, options } = fakedServer();
  server.answers.version = () => MUTE;
  // As it comes from programs that are checked less strictly, or not at all.
  const given = { ...options, timeout: undefined } as unknown as ServerOptions;
  const opening = watch(Session.open(given));
  await pass(clock, 5);
  assertEquals([opening.outcome().is, server.open], ["rejected", 0]);
});

Deno.test("a session redials every reconnectDelay for as long as it takes", {
  permissions,
}, async () => {
  const troubles: string[] = [];
  const { server, clock, session } = await fakedSession({
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
  const { server, clock, session } = await fakedSession();
  server.answers.list_jobs = (): unknown => (server.last.end(), MUTE);
  const asking = session.query(list);
  asking.catch(() => {});
  await pass(clock, 21);
  assertEquals(server.dialled, 1 + 4); // at 5, 10, 15, 20 s
  await session.close();
  await assertRejects(() => asking, ConnectionError);
});

Deno.test(
  "a session does not hurry, even with a reconnectDelay of 0",
  { permissions },
  async () => {
    const { server, clock, session } = await fakedSession({}, { reconnectDelay: 0 });
    clock.advance(1);
    server.dials = "refused";
    server.drop();
    await pass(clock, 1, 0.005);
    assert(server.dialled <= 22, `${server.dialled} dials in 1 s`);
    await session.close();
    assertEquals([server.open, clock.pending], [0, 0]);
  },
);

Deno.test("a reconnection is told before questions go on, and made again if that fails", {
  permissions,
}, async () => {
  let attempts = 0;
  const { server, clock, session } = await fakedSession({
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

Deno.test("what the listeners of a session throw does not end it", { permissions }, async () => {
  const called: string[] = [];
  const { server, clock, session } = await fakedSession({
    onTrouble(): never {
      called.push("trouble");
      throw new Error("onTrouble is broken");
    },
    onRecovered(): never {
      called.push("recovered");
      throw new Error("onRecovered is broken");
    },
  });
  server.drop();
  const answer = watch(session.query(list));
  await pass(clock, 6);
  assertEquals([answer.outcome().is, server.open], ["fulfilled", 1]);
  assertEquals(called, ["trouble", "recovered"]);
  await session.close();
});

Deno.test("close() rejects those who wait for a connection, and ends the redials", {
  permissions,
}, async () => {
  for (const dials of ["refused", "hang"] as const) {
    const { server, clock, session } = await fakedSession();
    server.dials = dials;
    server.drop();
    await pass(clock, 7);
    const asking = assertRejects(
      () => session.query(list),
      ConnectionError,
      "The session was closed",
    );
    await session.close();
    await asking;
    await assertRejects(() => session.query(list), ConnectionError, "The session was closed");
    await pass(clock, 20);
    assertEquals([server.open, clock.pending], [0, 0]);
  }
});

Deno.test(
  "close({ atOnce }) does not wait for a server that is mute",
  { permissions },
  async () => {
    const { server, clock, session } = await fakedSession();
    server.answers.list_jobs = () => MUTE;
    server.ignoreGoodbyes();
    const asking = watch(session.query(list));
    await settle();
    await session.close({ atOnce: true });
    assertEquals([server.open, clock.now(), clock.pending], [0, 0, 0]);
    await settle();
    const outcome = asking.outcome();
    assertInstanceOf(outcome.is === "rejected" && outcome.error, ConnectionError);
  },
);

Deno.test("a question ends the pause before the next attempt to connect", {
  permissions,
}, async () => {
  const { server, clock, session } = await fakedSession({}, { reconnectDelay: 60 });
  clock.advance(61);
  server.dials = "refused";
  server.drop();
  await pass(clock, 1);
  server.dials = "work";
  assertEquals([server.dialled, server.open], [2, 0]);
  const answer = watch(session.query(list));
  await settle();
  assertEquals([answer.outcome().is, server.dialled], ["fulfilled", 3]);
  await session.close();
  assertEquals([server.open, clock.pending], [0, 0]);
});

Deno.test("a question that is waiting does not make a session hurry", { permissions }, async () => {
  const { server, clock, session } = await fakedSession({}, { reconnectDelay: 10 });
  server.dials = "refused";
  server.drop();
  await settle();
  const answer = watch(session.query(list));
  await pass(clock, 35);
  assertEquals([answer.outcome().is, server.dialled], ["pending", 1 + 4]); // at 0, 10, 20, 30 s
  await session.close({ atOnce: true });
});

Deno.test("nobody is told of a connection that ends in silence and is made again at once", {
  permissions,
}, async () => {
  const told: string[] = [];
  const { server, clock, session } = await fakedSession({
    onTrouble: ({ message }) => told.push(message),
    onRecovered: () => told.push("recovered"),
  });
  await pass(clock, 10);
  server.drop();
  await pass(clock, 1);
  assertEquals([told, server.open], [[], 1]);
  // Not even of a proxy that has little patience.
  for (let time = 0; time < 5; time++) {
    await pass(clock, 2);
    server.drop();
  }
  await pass(clock, 1);
  assertEquals([told, server.open, server.dialled], [[], 1, 7]);
  // But of one that can't be made again, and of one that was of use.
  await pass(clock, 10);
  server.dials = "hang";
  server.drop();
  await pass(clock, 0.9);
  assertEquals(told, []);
  await pass(clock, 0.2);
  assertEquals(told, ["The server closed the connection"]);
  server.dials = "work";
  await pass(clock, 20);
  assertEquals(told.at(-1), "recovered");
  told.length = 0;
  server.answers.list_jobs = () => MUTE;
  const asking = session.query(list);
  asking.catch(() => {});
  await settle();
  server.drop();
  await pass(clock, 1);
  assertEquals(told, ["The server closed the connection", "recovered"]);
  await session.close({ atOnce: true });
});
