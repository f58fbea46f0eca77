// Permissions: all, since loopback addresses are not in those of the other tests.
import { assert, assertEquals, assertRejects } from "@std/assert";
import { bindUdp } from "../../../lib/forwarding/udp_socket.ts";
import {
  JobDestroyedError,
  RequestError,
  ServerError,
  UnsupportedError,
} from "../../../lib/errors.ts";
import { Job } from "../../../lib/job.ts";
import { JobState } from "../../../lib/protocol/messages.ts";
import { type ApiOptions, Simulator } from "../../../lib/simulator/mod.ts";

const ADA = { name: "ada", password: "secret" };

/** The command of SCP that asks for the version, with a number of its own. */
function version(sequence = 0): Uint8Array {
  const datagram = new Uint8Array(26);
  datagram.set([0, 0, 0x87, 1, 0, 0xff, 255, 255, 0, 0, 0, 0, sequence & 0xff, sequence >> 8]);
  return datagram;
}

/** Number of a request or an answer. */
function sequenceOf(datagram: Uint8Array): number {
  return datagram[12]! | datagram[13]! << 8;
}

/** A job of three boards on a server over TCP. */
async function start(api: ApiOptions = {}) {
  const server = await Simulator.start({
    machines: ["m:4x2"],
    powerDelay: 0,
    secondsBeforeFree: 0,
    api: { accounts: [ADA], ...api },
  });
  assert(server.api);
  const { url, certificate } = server.api;
  const job = await Job.create({ what: 3, owner: null }, {
    hostname: url,
    credentials: { user: ADA.name, password: ADA.password },
    reconnectDelay: 0.1,
    keepaliveIn: "thread",
    ...certificate !== null && { ca: certificate },
  });
  await job.waitUntilReady();
  return {
    server,
    job,
    async [Symbol.asyncDispose]() {
      await job.destroy();
      await server.close();
    },
  };
}

for (const tls of [false, true]) {
  Deno.test(`a channel to a board carries SCP over ${tls ? "wss" : "ws"}`, async () => {
    await using test = await start({ tls });
    await using channel = await test.job.openChannel([8, 4], 17893);
    assertEquals([channel.chip, channel.port], [[8, 4], 17893]);
    for (const sequence of [1, 2, 3]) assertEquals(channel.send(version(sequence)), true);
    const got: number[] = [];
    for await (const datagram of channel) {
      if (got.push(sequenceOf(datagram)) === 3) break;
    }
    assertEquals(got, [1, 2, 3]);
    assertEquals(channel.counters, { sent: 3, received: 3, dropped: 0 });
    await channel.close();
    assertEquals(channel.send(version()), false);
    for await (const _ of channel) assert(false);
  });
}

Deno.test("what can't be opened or sent is an error", async () => {
  await using test = await start();
  const { job } = test;
  const refused = await assertRejects(() => job.openChannel([1, 1], 17893), ServerError);
  assertEquals(refused.words, "unrecognised ethernet chip");
  await assertRejects(() => job.openChannel([0, 0], 0), RequestError, "from 1 to 65535");
  await assertRejects(() => job.forward({ ports: [70_000] }), RequestError, "from 1 to 65535");
  const reason = new Error("no longer");
  const signal = AbortSignal.abort(reason);
  assertEquals(await job.openChannel([0, 0], 1, { signal }).catch((error) => error), reason);
  await using channel = await job.openChannel([0, 0], 17893);
  let error;
  try {
    channel.send(new Uint8Array(8185));
  } catch (thrown) {
    error = thrown;
  }
  assert(error instanceof RequestError);
  assertEquals(channel.send(new Uint8Array()), false);
});

Deno.test("servers without a proxy say where their boards are", async () => {
  await using without = await start({ proxy: false });
  await assertRejects(() => without.job.openChannel([0, 0], 1), UnsupportedError, "own addresses");
  await using server = await Simulator.start({ powerDelay: 0 });
  const { hostname, port } = server;
  await using job = await Job.create({ owner: "me" }, { hostname, port, keepaliveIn: "thread" });
  await assertRejects(() => job.openChannel([0, 0], 1), UnsupportedError, "own addresses");
  await assertRejects(() => job.forward(), UnsupportedError, "https:// URL");
});

Deno.test("a channel outlives a restart of the server, whose sessions are over then", async () => {
  await using test = await start();
  await using channel = await test.job.openChannel([0, 0], 17893);
  const answers = channel[Symbol.asyncIterator]();
  await test.server.restart({ cold: false });
  let sequence = 0;
  const again = setInterval(() => channel.send(version(++sequence)), 50);
  const { value } = await answers.next();
  clearInterval(again);
  assert(value && sequenceOf(value) >= 1);
  await answers.return(undefined);
});

Deno.test("a channel is of use again when the boards were powered off and on", async () => {
  await using test = await start();
  const { job } = test;
  await using channel = await job.openChannel([0, 0], 17893);
  const answers = channel[Symbol.asyncIterator]();
  await job.powerOff();
  await job.waitUntilReady();
  channel.send(version(1)); // to a board that is off
  await job.powerOn();
  for await (const { state, power } of job.states()) {
    if (state === JobState.ready && power) break;
  }
  let sequence = 1;
  const again = setInterval(() => channel.send(version(++sequence)), 50);
  const { value } = await answers.next();
  clearInterval(again);
  assert(value && sequenceOf(value) > 1);
  await answers.return(undefined);
});

Deno.test("channels end with their job, and say why", async () => {
  await using test = await start();
  const { job, server } = test;
  const channel = await job.openChannel([0, 0], 17893);
  const end = assertRejects(
    async () => {
      for await (const _ of channel) assert(false);
    },
    JobDestroyedError,
    "maintenance",
  );
  server.destroyJob(job.id, "maintenance");
  await end;
  assertEquals(channel.send(version()), false);
  await assertRejects(() => job.openChannel([0, 0], 17893), JobDestroyedError);
});

Deno.test("programs reach all boards at their local addresses, each with its own answers", async () => {
  await using test = await start();
  await using forwarding = await test.job.forward();
  const { boards } = forwarding;
  assertEquals(boards.map(({ x, y, board }) => [x, y, board]), [
    [0, 0, "10.11.0.1"],
    [4, 8, "10.11.0.17"],
    [8, 4, "10.11.0.9"],
  ]);
  const COUNT = 50;
  const programs = await Promise.all([41_001, 41_002].map(async (port) => {
    const heard = new Map<string, number[]>(boards.map(({ hostname }) => [hostname, []]));
    const { promise, resolve } = Promise.withResolvers<void>();
    let left = COUNT * boards.length;
    const socket = await bindUdp({
      ...{ hostname: "127.92.0.1", port },
      onDatagram: (datagram, from) => {
        assertEquals(from.port, 17893);
        heard.get(from.hostname)?.push(sequenceOf(datagram));
        if (--left === 0) resolve();
      },
    });
    assert(typeof socket !== "string");
    for (let index = 0; index < COUNT; index++) {
      for (const { hostname } of boards) {
        socket.send(version(port % 100 * 1000 + index), { hostname, port: 17893 }, () => {});
      }
    }
    return { port, heard, promise, socket };
  }));
  for (const { port, heard, promise, socket } of programs) {
    await promise;
    const first = port % 100 * 1000;
    const expected = Array.from({ length: COUNT }, (_, index) => first + index);
    for (const got of heard.values()) assertEquals(got, expected);
    await socket.close();
  }
  assertEquals(forwarding.counters, { sent: 300, received: 300, dropped: 0 });
});
