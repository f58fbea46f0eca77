import { assert, assertEquals } from "@std/assert";
import { Allocator } from "../../lib/simulator/allocator.ts";
import type { MachineDescription } from "../../lib/simulator/mod.ts";
import { grantOf } from "../../lib/simulator/job.ts";
import { parseRequest } from "../../lib/simulator/python/parse_request.ts";
import { SimulatedMachine } from "../../lib/simulator/simulated_machine.ts";

const PURE = { permissions: "none" } as const;

function allocator(width: number, height: number, rest: Partial<MachineDescription> = {}) {
  return new Allocator(new SimulatedMachine({ name: "m", width, height, ...rest }, 0));
}

/** Returns the allocation of a job as `columns x rows, boards`; or why there is none. */
function ask(from: Allocator, args: unknown[], kwargs: Record<string, unknown> = {}): string {
  const request = parseRequest(args, kwargs);
  const allocation = from.allocate(request);
  if (allocation === undefined) return from.isPossible(request) ? "not now" : "never";
  const { size, boards } = grantOf(allocation, from);
  return `${size.width}x${size.height} chips, ${boards.length} boards`;
}

Deno.test("Allocator gives at least so many boards, triad by triad", PURE, () => {
  assertEquals(ask(allocator(8, 8), [2]), "16x16 chips, 3 boards");
  assertEquals(ask(allocator(8, 8), [3]), "16x16 chips, 3 boards");
  assertEquals(ask(allocator(8, 8), [4]), "28x16 chips, 6 boards");
  assertEquals(ask(allocator(4, 2), [24]), "48x24 chips, 24 boards");
  assertEquals(ask(allocator(4, 2), [25]), "never");
  assertEquals(ask(allocator(4, 2), [0]), "never");
  assertEquals(ask(allocator(4, 2), [-3]), "never");
});

Deno.test("Allocator counts chips by the axes on which a rectangle wraps", PURE, () => {
  assertEquals(ask(allocator(4, 2), [4, 2]), "48x24 chips, 24 boards");
  assertEquals(ask(allocator(4, 2), [4, 1]), "48x16 chips, 12 boards");
  assertEquals(ask(allocator(4, 2), [2, 2]), "28x24 chips, 12 boards");
  assertEquals(ask(allocator(4, 2), [3, 1]), "40x16 chips, 9 boards");
  assertEquals(ask(allocator(1, 1), [1, 1]), "12x12 chips, 3 boards");
  assertEquals(ask(allocator(1, 1), [1]), "8x8 chips, 1 boards");
});

Deno.test("Allocator gives no board twice", PURE, () => {
  const machine = allocator(4, 2);
  const given = new Set<string>();
  for (const args of [[3], [1], [2, 1], [], [3, 1, 2], [4], [1], [1], [1], [3]]) {
    const request = parseRequest(args, {});
    for (const board of machine.allocate(request)?.boards ?? []) {
      assert(!given.has(board.join()), `${board} was given twice`);
      given.add(board.join());
    }
  }
  assertEquals(given.size > 15, true);
});

Deno.test("Allocator gives single boards from triads kept for them", PURE, () => {
  const machine = allocator(2, 1);
  const take = (args: unknown[]) => machine.allocate(parseRequest(args, {}));
  const singles = [take([]), take([1]), take([])];
  assertEquals(singles.map((single) => single?.boards), [[[0, 0, 0]], [[0, 0, 1]], [[0, 0, 2]]]);
  assertEquals(take([3])?.region.x, 1);
  assertEquals(take([]), undefined);

  const [first, second, third] = singles;
  assert(first && second && third);
  machine.release(second);
  assertEquals(take([3]), undefined);
  assertEquals(take([])?.boards, [[0, 0, 1]]);
  for (const single of [first, second, third]) machine.release(single);
  assertEquals(take([3])?.region.x, 0);
});

Deno.test("Allocator gives the very board that is asked for", PURE, () => {
  const machine = allocator(4, 2, { deadBoards: [[2, 0, 0]] });
  const take = (args: unknown[]) => machine.allocate(parseRequest(args, {}))?.boards;
  assertEquals(take([3, 1, 1]), [[3, 1, 1]]);
  assertEquals(ask(machine, [3, 1, 1]), "not now");
  assertEquals(ask(machine, [2, 0, 0]), "never");
  assertEquals(ask(machine, [4, 0, 0]), "never");
  assertEquals(ask(machine, [0, 0, 3]), "never");
  assertEquals(take([3, 1, 0]), [[3, 1, 0]]);
  assertEquals(take([]), [[3, 1, 2]]);
});

Deno.test("Allocator leaves out dead boards, and those out of reach", PURE, () => {
  const one = { deadBoards: [[0, 0, 1]] } as const;
  assertEquals(ask(allocator(2, 2, one), [2, 2]), "24x24 chips, 11 boards");
  // The board's only way to its triad's third board is its link to the north.
  const cutOff = { deadBoards: [[0, 0, 1]], deadLinks: [[0, 0, 0, 2]] } as const;
  assertEquals(ask(allocator(4, 4, cutOff), [1, 1]), "8x8 chips, 1 boards");
});

Deno.test("Allocator starts no rectangle on a dead board", PURE, () => {
  const machine = allocator(2, 1, { deadBoards: [[0, 0, 0]] });
  const taken = machine.allocate(parseRequest([1, 1], {}));
  assertEquals(taken?.region, { x: 1, y: 0, width: 1, height: 1 });
  assertEquals(ask(allocator(2, 1, { deadBoards: [[0, 0, 0]] }), [2, 1]), "never");
});

Deno.test("Allocator obeys max_dead_boards", PURE, () => {
  const dead = { deadBoards: [[0, 0, 1], [1, 1, 1]] } as const;
  assertEquals(ask(allocator(2, 2, dead), [2, 2], { max_dead_boards: 2 }).slice(-9), "10 boards");
  assertEquals(ask(allocator(2, 2, dead), [2, 2], { max_dead_boards: 1 }), "never");
  // Boards beyond the number asked for may be dead.
  assertEquals(ask(allocator(2, 2, dead), [10], { max_dead_boards: 0 }).slice(-9), "10 boards");
  assertEquals(ask(allocator(2, 2, dead), [11], { max_dead_boards: 0 }), "never");
  assertEquals(
    ask(allocator(2, 2, dead), [2, 2], { max_dead_boards: null }).slice(-9),
    "10 boards",
  );
});

Deno.test("Allocator obeys max_dead_links", PURE, () => {
  const dead = { deadLinks: [[0, 0, 0, 2], [0, 0, 1, 0]] } as const;
  assertEquals(ask(allocator(2, 2, dead), [2, 2], { max_dead_links: 2 }).slice(-9), "12 boards");
  assertEquals(ask(allocator(2, 2, dead), [2, 2], { max_dead_links: 1 }), "never");
});

Deno.test("Allocator counts dead links around the edges for a torus only", PURE, () => {
  const dead = { deadLinks: [[1, 0, 1, 0]] } as const;
  assertEquals(ask(allocator(2, 2, dead), [2, 2], { max_dead_links: 0 }).slice(-9), "12 boards");
  const torus = { max_dead_links: 0, require_torus: true };
  assertEquals(ask(allocator(2, 2, dead), [2, 2], torus), "never");
});

Deno.test("Allocator gives a torus only with the whole machine", PURE, () => {
  const torus = { require_torus: true };
  assertEquals(ask(allocator(4, 2), [4, 2], torus), "48x24 chips, 24 boards");
  assertEquals(ask(allocator(4, 2), [24], torus), "48x24 chips, 24 boards");
  assertEquals(ask(allocator(4, 2), [3, 2], torus), "never");
  assertEquals(ask(allocator(4, 2), [20], torus), "never");
});

Deno.test("Allocator says 'not now' rather than 'never' while others have the boards", PURE, () => {
  const machine = allocator(4, 2);
  const all = machine.allocate(parseRequest([4, 2], {}));
  assertEquals(ask(machine, [1]), "not now");
  assert(all);
  machine.release(all);
  assertEquals(ask(machine, [1]), "8x8 chips, 1 boards");
});

Deno.test("Allocator turns a rectangle that fits only the other way round", PURE, () => {
  const machine = allocator(2, 3);
  assertEquals(ask(machine, [0, 0, 0]), "8x8 chips, 1 boards");
  assertEquals(ask(machine, [0, 1, 0]), "8x8 chips, 1 boards");
  assertEquals(ask(machine, [0, 2, 0]), "8x8 chips, 1 boards");
  assertEquals(ask(machine, [4]), "16x28 chips, 6 boards");
});

Deno.test("Allocator takes a rectangle with a certain board at its bottom left", PURE, () => {
  const from = allocator(4, 2);
  const at = (root: readonly [number, number, number]) =>
    from.allocate({
      kind: "rectangle",
      size: { width: 2, height: 1 },
      demands: { maxDeadBoards: 0, maxDeadLinks: null, requireTorus: false },
      root,
    })?.boards[0];
  assertEquals(at([1, 1, 0]), [1, 1, 0]);
  assertEquals(at([1, 1, 0]), undefined); // taken
  assertEquals(at([3, 0, 0]), undefined); // sticks out
  assertEquals(at([0, 0, 1]), undefined); // is not at the bottom left
});

Deno.test("Allocator passes over boards that went out of service", PURE, () => {
  const from = allocator(1, 1);
  const { machine } = from;
  const first = from.allocate({ kind: "any board" });
  machine.setInService([0, 0, 1], false);
  assertEquals(machine.deadBoards, [[0, 0, 1]]);
  assertEquals(from.allocate({ kind: "any board" })?.boards, [[0, 0, 2]]);
  assertEquals(from.allocate({ kind: "any board" }), undefined);
  assertEquals(from.allocate({ kind: "board", board: [0, 0, 1] }), undefined);
  machine.setInService([0, 0, 1], true);
  assertEquals(from.allocate({ kind: "any board" })?.boards, [[0, 0, 1]]);
  // A board that went out of service in use is given back, and not given out again.
  assert(first);
  machine.setInService([0, 0, 0], false);
  from.release(first);
  assertEquals(from.allocate({ kind: "any board" }), undefined);
});
