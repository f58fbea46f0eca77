import { assertEquals } from "@std/assert";
import { whyWaiting } from "../../../commands/views/why_waiting.ts";
import type { BoardCoordinate } from "../../../lib/machine/mod.ts";
import type { JobSummary, MachineSummary } from "../../../lib/protocol/messages.ts";

const NONE = { permissions: "none" } as const;

function machine(name: string, boards: { width: number; height: number; dead?: number }) {
  const { dead = 0, ...size } = boards;
  const deadBoards = Array.from({ length: dead }, (_, z): BoardCoordinate => [0, 0, z]);
  return { name, tags: ["default"], ...size, deadBoards, deadLinks: [] } as MachineSummary;
}

const MACHINE = machine("m", { width: 4, height: 1 });

function job(jobId: number, job: Partial<JobSummary>): JobSummary {
  return {
    jobId,
    owner: "you",
    startTime: 0,
    keepalive: 60,
    state: job.boards ? 3 : 1,
    power: null,
    args: [],
    kwargs: { machine: null, tags: null },
    machineName: null,
    boards: null,
    keepaliveHost: null,
    isHidden: false,
    ...job,
  };
}

/** A job that has so many boards of a machine. */
function holding(jobId: number, count: number, machineName = "m"): JobSummary {
  const boards = Array.from({ length: count }, (_, at): BoardCoordinate => [
    Math.floor(at / 3),
    0,
    at % 3,
  ]);
  return job(jobId, { machineName, boards });
}

function why(jobs: JobSummary[], machines = [MACHINE]): string | null {
  return whyWaiting(9, { machines, jobs });
}

Deno.test(
  "a queued job is told how many boards it needs, how many are free, and who comes first",
  NONE,
  () => {
    const mine = job(9, { args: [12] });
    assertEquals(why([holding(1, 3), mine]), "needs 12 boards, 9 are free");
    assertEquals(
      why([holding(1, 3), job(2, {}), mine]),
      "needs 12 boards, 9 are free, 1 job is before yours",
    );
    assertEquals(
      why([holding(1, 11), job(2, {}), job(3, { args: [4] }), mine, job(10, {})]),
      "needs 12 boards, 1 is free, 2 jobs are before yours",
    );
    assertEquals(why([holding(1, 12), job(9, {})]), "needs 1 board, 0 are free");
  },
);

Deno.test("boards of a rectangle are counted, dead ones are not free", NONE, () => {
  const machines = [machine("m", { width: 4, height: 1, dead: 2 })];
  assertEquals(why([job(9, { args: [4, 1] })], machines), "needs 12 boards, 10 are free");
});

Deno.test("where enough boards are free, it is told what they lack", NONE, () => {
  assertEquals(
    why([holding(1, 3), job(9, { args: [4] })]),
    "needs 4 boards, 9 are free, but not side by side or not ready yet",
  );
  assertEquals(why([job(9, {})]), "needs 1 board, 12 are free, but not ready yet");
  // Those before it count for more.
  assertEquals(
    why([job(2, { args: [12] }), job(9, {})]),
    "needs 1 board, 12 are free, 1 job is before yours",
  );
});

Deno.test("only machines and jobs count that a job has to do with", NONE, () => {
  const other = machine("other", { width: 9, height: 9 });
  const big = { ...machine("big", { width: 9, height: 9 }), tags: ["big"] };
  const named = { machine: "m", tags: null };
  assertEquals(
    why([job(2, { kwargs: { tags: ["big"] } }), job(9, { args: [20], kwargs: named })], [
      MACHINE,
      other,
      big,
    ]),
    "needs 20 boards, 12 are free",
  );
  assertEquals(
    why([holding(1, 3), job(9, { args: [400] })], [MACHINE, other]),
    "needs 400 boards, at most 243 are free on one machine",
  );
});

Deno.test("a board that is named is told of by who has it", NONE, () => {
  const kwargs = { machine: "m" };
  const mine = job(9, { args: [0, 0, 2], kwargs });
  assertEquals(why([holding(1, 3), mine]), "needs board (0, 0, 2), which job 1 of you has");
  assertEquals(
    why([job(2, { kwargs }), mine]),
    "needs board (0, 0, 2), which is free, but not ready yet, 1 job is before yours",
  );
  assertEquals(why([holding(1, 3), job(9, { args: [0, 0, 2] })]), "needs board (0, 0, 2)");
});

Deno.test("nothing is told of what the lists do not tell", NONE, () => {
  assertEquals(why([]), null);
  assertEquals(why([holding(9, 3)]), null);
  assertEquals(why([job(9, {})], []), null);
  assertEquals(why([job(9, { args: ["many"] })]), null);
});

Deno.test("a board that is named by its place or its address is named so", NONE, () => {
  const address = { address: "10.11.0.1" };
  assertEquals(why([job(9, { kwargs: address })]), "needs the board with address 10.11.0.1");
  const place = { cabinet: 0, frame: 1, board: 2, machine: "m" };
  assertEquals(
    why([job(2, {}), job(9, { kwargs: place })]),
    "needs the board at cabinet 0, frame 1, board 2, 1 job is before yours",
  );
});

Deno.test("nothing is said of a board where nobody knows which boards others have", NONE, () => {
  const mine = job(9, { args: [0, 0, 1], kwargs: { machine: "m" } });
  const other = job(2, { state: 0, isHidden: true });
  assertEquals(why([other, mine]), "needs board (0, 0, 1)");
  assertEquals(why([mine]), "needs board (0, 0, 1), which is free, but not ready yet");
});
