import { assert, assertEquals, assertRejects } from "@std/assert";
import { ping, type PingOptions } from "../../lib/boards/ping.ts";
import { SCP_PORT } from "../../lib/boards/scp.ts";
import { ConnectionError, RequestError } from "../../lib/errors.ts";
import type { EthernetChip } from "../../lib/protocol/messages.ts";
import { EventClock } from "../lib_test_kit/event_clock.ts";
import { answerTo, chips, MemoryBoards, type OnSent } from "./memory_boards.ts";

const PURE = { permissions: "none" } as const;
const VERSION = { software: "SC&MP/SpiNNaker", version: "4.0.0" };

/** Pings boards in no time, and returns what came of it, and how long it would have taken. */
async function pinged(
  boards: readonly EthernetChip[],
  onSent: OnSent,
  options: PingOptions & { clock?: EventClock } = {},
) {
  const { clock = new EventClock() } = options;
  const memory = new MemoryBoards(onSent);
  let isOver = false;
  const result = ping(boards, { ...options, clock, open: memory.open });
  result.catch(() => {}).finally(() => isOver = true);
  while (!isOver) {
    for (let turn = 0; turn < 20 && !isOver; turn++) await Promise.resolve();
    if (isOver) break;
    assert(clock.pending > 0, "it waits for nothing");
    clock.advance(clock.nextIn);
  }
  assert(memory.isClosed);
  assertEquals(clock.pending, 0);
  return { memory, seconds: clock.now(), ...await result };
}

/** Addresses of boards. */
function hosts(boards: readonly EthernetChip[]): string[] {
  return boards.map(({ hostname }) => hostname);
}

Deno.test("boards that answer at once are asked once, on the port of SCP", PURE, async () => {
  const three = chips(3);
  const { answering, silent, seconds, memory } = await pinged(
    three,
    (sent, boards) => boards.answer(sent),
  );
  assertEquals(answering, three.map((chip) => ({ ...chip, ...VERSION, questions: 1 })));
  assertEquals([silent, seconds], [[], 0]);
  assertEquals(
    memory.sent.map(({ to }) => to),
    hosts(three).map((hostname) => ({
      hostname,
      port: SCP_PORT,
    })),
  );
});

Deno.test("silent boards are asked again, less and less often, and then named", PURE, async () => {
  const times: number[] = [];
  const clock = new EventClock();
  const two = chips(2);
  const { answering, silent, seconds } = await pinged(two, (sent, boards) => {
    if (sent.to.hostname === two[0]?.hostname) boards.answer(sent);
    else times.push(clock.now());
  }, { clock });
  assertEquals(hosts(answering), ["10.11.0.0"]);
  assertEquals(silent, [{ x: 4, y: 8, hostname: "10.11.0.1", why: null }]);
  assertEquals(times, [0, 0.5, 1.5, 3.5, 5.5]);
  assertEquals(seconds, 7.5);
});

Deno.test("retries and timeout say how often and how long", PURE, async () => {
  const { memory, seconds } = await pinged(chips(1), () => {}, { retries: 1, timeout: 0.1 });
  assertEquals(memory.sent.length, 2);
  assert(Math.abs(seconds - 0.3) < 1e-9);
  assertEquals((await pinged(chips(1), () => {}, { retries: 0 })).memory.sent.length, 1);
});

Deno.test("answers that are lost are made up for by the next", PURE, async () => {
  const asked = new Map<string, number>();
  const { answering, silent } = await pinged(chips(50), (sent, boards) => {
    const count = (asked.get(sent.to.hostname) ?? 0) + 1;
    asked.set(sent.to.hostname, count);
    if (count === 3) boards.answer(sent);
  });
  assertEquals([answering.length, silent.length], [50, 0]);
  assert(answering.every(({ questions }) => questions === 3));
});

Deno.test("an answer that comes late counts, whichever question it is to", PURE, async () => {
  const clock = new EventClock();
  const { answering } = await pinged(chips(1), (sent, boards) => {
    if (boards.sent.length === 1) clock.after(0.7, () => boards.answer(sent));
  }, { clock });
  assertEquals(answering[0]?.questions, 2);
});

Deno.test("an answer that comes twice, or again and again, is one", PURE, async () => {
  const { answering } = await pinged(chips(2), (sent, boards) => {
    for (let time = 0; time < 5; time++) boards.answer(sent);
  });
  assertEquals(hosts(answering), ["10.11.0.0", "10.11.0.1"]);
});

Deno.test("datagrams of strangers, and those of others' questions, are ignored", PURE, async () => {
  const { answering, silent } = await pinged(chips(3), ({ datagram, to }, boards) => {
    const right = answerTo(datagram);
    const wrong = right.slice();
    wrong[12]! ^= 0x80; // another number
    boards.receive(right, { ...to, hostname: "10.66.6.6" });
    boards.receive(right, { ...to, port: 40_001 });
    boards.receive(wrong, to);
    boards.receive(datagram, to); // the question itself
    boards.receive(right.subarray(0, 20), to);
    boards.receive(new Uint8Array(), to);
  });
  assertEquals([answering.length, silent.length], [0, 3]);
  assert(silent.every(({ why }) => why === null));
});

Deno.test("a board does not answer for another", PURE, async () => {
  const { silent } = await pinged(chips(2), ({ datagram, to }, boards) => {
    const other = to.hostname === "10.11.0.0" ? "10.11.0.1" : "10.11.0.0";
    boards.receive(answerTo(datagram), { ...to, hostname: other });
  });
  assertEquals(silent.length, 2);
});

Deno.test("a board that answers with an error is named, with the error", PURE, async () => {
  const { silent } = await pinged(chips(1), ({ datagram, to }, boards) => {
    const refusal = answerTo(datagram).slice(0, 14);
    refusal[10] = 0x83;
    boards.receive(refusal, to);
  });
  assertEquals(silent[0]?.why, "it answered with error 0x83");
});

Deno.test("no address is sent to but those of boards, each of one host", PURE, async () => {
  const addresses = ["0.0.0.0", "224.0.0.1", "255.255.255.255", "10.1.2", "nowhere", "10.0.0.1"];
  const boards = addresses.map((hostname, x) => ({ x, y: 0, hostname }));
  const { memory, answering, silent } = await pinged(boards, (sent, all) => all.answer(sent));
  assertEquals(memory.sent.map(({ to }) => to.hostname), ["10.0.0.1"]);
  assertEquals(hosts(answering), ["10.0.0.1"]);
  assertEquals(silent.map(({ why }) => why), [
    "0.0.0.0 is not the address of a board",
    "224.0.0.1 is not the address of a board",
    "255.255.255.255 is not the address of a board",
    "there is no 10.1.2",
    "there is no nowhere",
  ]);
});

Deno.test(
  "where nothing at all can be sent, that is an error and no board's fault",
  PURE,
  async () => {
    const cut: OnSent = () => {
      throw new ConnectionError("Cannot send to 10.11.0.0 (no network)", "not sent");
    };
    const error = await assertRejects(() => pinged(chips(2), cut), ConnectionError);
    assertEquals(error.message, "Cannot send to 10.11.0.0 (no network)");
    const { answering, silent } = await pinged(chips(2), (sent, boards) => {
      if (sent.to.hostname === "10.11.0.0") cut(sent, boards);
      boards.answer(sent);
    });
    assertEquals(hosts(answering), ["10.11.0.1"]);
    assertEquals(silent[0]?.why, "Cannot send to 10.11.0.0 (no network)");
  },
);

Deno.test("1,200 boards are asked in little more time than one", PURE, async () => {
  const all = chips(1200);
  const good = await pinged(all, (sent, boards) => boards.answer(sent));
  assertEquals(good.answering.length, 1200);
  assert(good.seconds > 1 && good.seconds < 1.3, `${good.seconds} s`);
  const dead = await pinged(all, () => {});
  assertEquals([dead.silent.length, dead.memory.sent.length], [1200, 6000]);
  assert(dead.seconds < 10, `${dead.seconds} s`);
});

Deno.test("never more than 64 questions go out at once, nor 1,100 in a second", PURE, async () => {
  const clock = new EventClock();
  const times: number[] = [];
  await pinged(chips(2000), () => void times.push(clock.now()), { clock, retries: 1 });
  const within = (seconds: number): number => {
    let [most, from] = [0, 0];
    for (const [to, time] of times.entries()) {
      while (time - times[from]! > seconds) from++;
      most = Math.max(most, to - from + 1);
    }
    return most;
  };
  assert(within(0) <= 64, `${within(0)} at once`);
  assert(within(1) <= 1100, `${within(1)} in a second`);
});

Deno.test("an aborted ping ends at once, with the reason, and leaves nothing", PURE, async () => {
  const controller = new AbortController();
  const reason = new Error("enough");
  const { signal } = controller;
  const error = await assertRejects(
    () => pinged(chips(200), () => controller.abort(reason), { signal }),
  );
  assertEquals(error, reason);
  const memory = new MemoryBoards();
  await assertRejects(() => ping(chips(1), { open: memory.open, signal }), Error, "enough");
  assertEquals(memory.sent, []);
});

Deno.test("no boards need no questions", PURE, async () => {
  const { answering, silent, seconds } = await pinged([], () => {});
  assertEquals([answering, silent, seconds], [[], [], 0]);
});

Deno.test("options that make no sense are refused", PURE, async () => {
  const { open } = new MemoryBoards();
  for (const options of [{ retries: -1 }, { retries: 1.5 }, { timeout: 0 }, { timeout: NaN }]) {
    await assertRejects(() => ping(chips(1), { open, ...options }), RequestError);
  }
});

Deno.test("a name that nobody resolves keeps no other board from an answer", PURE, async () => {
  const [one, two] = chips(2);
  assert(one && two);
  const named = { ...one, hostname: "board.example.org" };
  const clock = new EventClock();
  const memory = new MemoryBoards((sent, boards) => boards.answer(sent));
  memory.resolve = () => new Promise(() => {});
  const result = ping([named, two], { clock, open: memory.open });
  while (clock.now() < 60 && !memory.isClosed) {
    for (let turn = 0; turn < 20; turn++) await Promise.resolve();
    if (clock.pending === 0) break;
    clock.advance(clock.nextIn);
  }
  assert(memory.isClosed, "it is over");
  const { answering, silent } = await result;
  assertEquals(hosts(answering), [two.hostname]);
  const why = "Cannot find the address of board.example.org within 10 s";
  assertEquals(silent, [{ ...named, why }]);
  assertEquals(clock.pending, 0);
});

Deno.test("who gives up while a name is resolved leaves nothing behind", PURE, async () => {
  const [one] = chips(1);
  assert(one);
  const clock = new EventClock();
  const memory = new MemoryBoards();
  memory.resolve = () => new Promise(() => {});
  const leaving = new AbortController();
  const chip = { ...one, hostname: "board.example.org" };
  const result = ping([chip], { clock, open: memory.open, signal: leaving.signal });
  for (let turn = 0; turn < 20; turn++) await Promise.resolve();
  leaving.abort(new Error("Ctrl-C"));
  await assertRejects(() => result, Error, "Ctrl-C");
  assertEquals([memory.isClosed, clock.pending], [true, 0]);
});
