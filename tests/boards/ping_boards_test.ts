// Permissions: all, because boards have addresses of their own.
import { assert, assertEquals, assertMatch, assertRejects } from "@std/assert";
import {
  allocate,
  type AllocatedJob,
  type Boards,
  ChecksFailedError,
  ConnectionError,
  pingBoards,
  UnsupportedError,
} from "../../lib/mod.ts";
import { type BoardCoordinate, type Manners, Simulator } from "../../lib/simulator/mod.ts";
import { Random } from "../../scripts/random.ts";
import { MemoryBoards } from "./memory_boards.ts";

/** Asks twice, within a moment: for boards that are silent, or may be taken to be. */
const QUICK = { retries: 1, timeout: 0.03 };
/** Asks twice, and leaves boards that answer the time for it, on a busy machine too. */
const PATIENT = { retries: 1, timeout: 1 };
/** Allocations on a server of each kind. */
const SEEDS = 100;
/** Boards at once: fewer than three tries for the largest request take. */
const HOLD_AT_MOST = 12;
const REQUESTS: readonly Boards[] = [1, 2, 3, 5, 6, [1, 1], [2, 1], [1, 2], [1, 1, 0]];

/** Starts a frame of 24 boards, some of them silent. */
async function start(
  silentBoards: readonly BoardCoordinate[],
  manners: Manners = "python",
  onCommand: () => void = () => {},
): Promise<Simulator> {
  return await Simulator.start({
    manners,
    onCommand,
    machines: [{ name: "demo", width: 4, height: 2, silentBoards }],
    powerDelay: 0,
    secondsBeforeFree: 0,
    boards: { sockets: true },
  });
}

Deno.test("allocate() with pingBoards() gets boards that answer, and tells which did not", async () => {
  await using server = await start([[0, 0, 1], [0, 0, 2], [0, 1, 2]]);
  const { hostname, port } = server;
  await using job = await allocate([1, 1], {
    ...{ hostname, port, owner: "me" },
    check: pingBoards(PATIENT),
  });
  assertEquals(
    job.failedTries.map(({ text, failed }) => [text, failed.map(({ board }) => board)]),
    [
      ["2 of 3 boards do not answer", [[0, 0, 2], [0, 0, 1]]],
      ["1 of 3 boards does not answer", [[0, 1, 2]]],
    ],
  );
  const [bad] = job.failedTries[1]?.failed ?? [];
  assertEquals([bad?.chip, bad?.physical], [[4, 8], [0, 0, 5]]);
  assertMatch(bad?.address ?? "", /^127\.\d+\.0\.41$/);
});

Deno.test("a single board that is silent is said to be", async () => {
  await using server = await start([[0, 0, 0]]);
  const { hostname, port } = server;
  const error = await assertRejects(
    () =>
      allocate([0, 0, 0], {
        ...{ hostname, port, owner: "me", tries: 2 },
        check: pingBoards(QUICK),
      }),
    ChecksFailedError,
  );
  assertEquals(error.tries.map(({ text }) => text), Array(2).fill("the board does not answer"));
  assertEquals(server.jobs, []);
});

Deno.test("where boards can't be asked, the allocation ends, and no board is blamed", async () => {
  await using server = await start([]);
  const { hostname, port } = server;
  const { open } = new MemoryBoards(() => {
    throw new ConnectionError("Cannot send to 127.11.0.1 (no network)", "not sent");
  });
  const error = await assertRejects(
    () => allocate(1, { hostname, port, owner: "me", check: pingBoards({ ...QUICK, open }) }),
    ConnectionError,
  );
  assertEquals(error.message, "Cannot send to 127.11.0.1 (no network)");
  assertEquals(server.jobs, []);
});

Deno.test("pingBoards() asks through the server where it is told to", async () => {
  const user = { name: "ada", password: "secret" };
  await using server = await Simulator.start({
    machines: [{ name: "demo", width: 4, height: 2, silentBoards: [[0, 0, 1]] }],
    ...{ powerDelay: 0, secondsBeforeFree: 0, api: { accounts: [user] } },
  });
  await using job = await allocate([1, 1], {
    hostname: server.api?.url ?? "",
    credentials: { user: user.name, password: user.password },
    keepaliveIn: "thread",
    check: pingBoards({ ...PATIENT, proxy: true }),
  });
  assertEquals(
    job.failedTries.map(({ text, failed }) => [text, failed.map(({ board }) => board)]),
    [
      ["1 of 3 boards does not answer", [[0, 0, 1]]],
    ],
  );
});

Deno.test("a server without a proxy is said to be, and no board is blamed", async () => {
  await using server = await start([]);
  const { hostname, port } = server;
  const check = pingBoards({ ...QUICK, proxy: true });
  await assertRejects(
    () => allocate(1, { hostname, port, owner: "me", check }),
    UnsupportedError,
  );
  assertEquals(server.jobs, []);
});

for (const manners of ["python", "java"] as const) {
  Deno.test(
    `${SEEDS} allocations with pingBoards() on a ${manners} server with 2 silent boards end on boards that answer`,
    async () => {
      const count = { good: 0, again: 0, failed: 0, interrupted: 0 };
      for (let seed = 1; seed <= SEEDS; seed++) {
        const random = new Random(seed);
        const silent = twoBoards(random);
        const held = (): number => server.jobs.reduce((sum, { boards }) => sum + boards.length, 0);
        let most = 0;
        await using server = await start(silent, manners, () => most = Math.max(most, held()));
        const { hostname, port } = server;
        const stop = new AbortController();
        const later = random.chance(0.2)
          ? setTimeout(() => stop.abort(new Error("Ctrl-C")), random.below(150))
          : undefined;
        const tries = random.pick([1, 2, 3]);
        const what = random.pick(REQUESTS);
        try {
          await using job: AllocatedJob = await allocate(what, {
            ...{ hostname, port, owner: "me", tries, signal: stop.signal },
            holdAtMost: HOLD_AT_MOST,
            ...{ keepaliveIn: "thread", check: pingBoards(QUICK) },
          });
          const isSilent = (board: BoardCoordinate) =>
            silent.some((other) => String(other) === String(board));
          assertEquals(job.boards.filter(isSilent), [], `seed ${seed}`);
          assertEquals(server.jobs.length, 1, `seed ${seed}`);
          count[job.failedTries.length > 0 ? "again" : "good"]++;
        } catch (error) {
          if (error === stop.signal.reason && stop.signal.aborted) count.interrupted++;
          else if (!(error instanceof ChecksFailedError)) throw error;
          else {
            assertEquals(error.tries.length, tries, `seed ${seed}`);
            count.failed++;
          }
        }
        clearTimeout(later);
        assert(most <= HOLD_AT_MOST, `seed ${seed}: ${most} boards at once`);
        assertEquals(server.jobs, [], `seed ${seed}`);
      }
      assert(Math.min(...Object.values(count)) > 0, JSON.stringify(count));
    },
  );
}

function twoBoards(random: Random): BoardCoordinate[] {
  const numbers = Array.from({ length: 24 }, (_, index) => index);
  return [0, 1].map(() => {
    const [index = 0] = numbers.splice(random.below(numbers.length), 1);
    return [Math.floor(index / 6), Math.floor(index / 3) % 2, index % 3];
  });
}
