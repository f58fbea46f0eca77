import { assertEquals } from "@std/assert";
import {
  type BoardCoordinate,
  ethernetChip,
  followLink,
  type Link,
  LINKS,
  locateChip,
} from "../../../lib/machine/mod.ts";
import { JavaTest } from "./java_server.ts";

const MACHINE = { width: 4, height: 2 };
/** To Python's link numbers, and back. */
const LINK = [2, 1, 0, 5, 4, 3];

interface Place {
  machine: string;
  logical: BoardCoordinate;
  physical: number[];
  chip: [number, number];
  board_chip: [number, number];
  job_id: number | null;
  job_chip: [number, number] | null;
}

async function whereIs(test: JavaTest, kwargs: Record<string, unknown>): Promise<Place> {
  return await test.client.call("where_is", [], kwargs) as Place;
}

Deno.test("list_machines lists machines by name, in service and with all their tags", async () => {
  await using test = await JavaTest.start({}, {
    machines: ["b:1x2", { name: "a", width: 2, height: 1, tags: ["x", "default"] }],
  });
  assertEquals(await test.client.call("list_machines"), [
    { name: "a", tags: ["x", "default"], width: 2, height: 1, dead_boards: [], dead_links: [] },
    { name: "b", tags: ["default"], width: 1, height: 2, dead_boards: [], dead_links: [] },
  ]);
});

Deno.test("a dead link is two entries, with numbers of their own, that lead to each other", async () => {
  for (const z of [0, 1, 2]) {
    for (const link of LINKS) {
      const deadLinks = [[1, 1, z, link]] as const;
      await using test = await JavaTest.start({}, {
        machines: [{ name: "m", ...MACHINE, deadLinks }],
      });
      const [machine] = await test.client.call("list_machines") as [{ dead_links: number[][] }];
      const [one = [], other = [], ...more] = machine.dead_links;
      assertEquals([one, more], [[1, 1, z, LINK.indexOf(link)], []]);
      const ends = [one, other].map(([x = -1, y = -1, z = -1, d = -1]) => {
        const board: BoardCoordinate = [x, y, z];
        return { board, next: followLink(board, LINK[d] as Link, MACHINE).board };
      });
      assertEquals([ends[0]?.next, ends[1]?.next], [ends[1]?.board, ends[0]?.board]);
    }
  }
});

Deno.test("a link that is dead both ways is listed once, and one of a dead board as well", async () => {
  await using test = await JavaTest.start({}, {
    machines: [{
      name: "m",
      ...MACHINE,
      deadBoards: [[0, 0, 2]],
      missingBoards: [[0, 0, 1]],
      // North from (0, 0, 0) and back; and north-east to where there is no board.
      deadLinks: [[0, 0, 0, 2], [0, 0, 2, 5], [0, 0, 0, 1]],
    }],
  });
  const [machine] = await test.client.call("list_machines") as Record<string, unknown>[];
  assertEquals(machine?.dead_links, [[0, 0, 0, 0], [0, 0, 2, 3]]);
});

Deno.test("places without a board are in no list, and no place of a board", async () => {
  await using test = await JavaTest.start({}, {
    machines: [{ name: "m", width: 1, height: 1, missingBoards: [[0, 0, 1], [0, 0, 2]] }],
  });
  const [machine] = await test.client.call("list_machines") as Record<string, unknown>[];
  assertEquals([machine?.width, machine?.height, machine?.dead_boards], [1, 1, []]);
  const board = { machine_name: "m", x: 0, y: 0, z: 1 };
  await test.says("no such board", "get_board_position", [], board);
  await test.says("no such board", "get_board_at_position", [], { ...board, x: 0, z: 1 });
  await test.says("no such board", "where_is", [], { machine: "m", x: 0, y: 0, z: 1 });
  const refusal = "no machine available which matches allocation request";
  await test.says(refusal, "create_job", [2], { owner: "me" });
  await test.says(refusal, "create_job", [0, 0, 1], { owner: "me" });
  await test.client.createJob();
  assertEquals(test.server.jobs[0]?.boards, [[0, 0, 0]]);
});

Deno.test("dead boards are those that are out of service", async () => {
  await using test = await JavaTest.start({}, {
    machines: [{ name: "m", ...MACHINE, deadBoards: [[1, 0, 2]] }],
  });
  const [machine] = await test.client.call("list_machines") as Record<string, unknown>[];
  assertEquals(machine?.dead_boards, [[1, 0, 2]]);
  const place = await whereIs(test, { machine: "m", x: 1, y: 0, z: 2 });
  assertEquals(place.logical, [1, 0, 2]);
});

Deno.test("where_is of a board gives its Ethernet chip in the machine, twice", async () => {
  await using test = await JavaTest.start();
  const expected = {
    job_id: null,
    job_chip: null,
    chip: [20, 16],
    logical: [1, 1, 1],
    machine: "m",
    board_chip: [20, 16],
    physical: [0, 0, 10],
  };
  assertEquals<unknown>(await whereIs(test, { machine: "m", x: 1, y: 1, z: 1 }), expected);
  const slot = { machine: "m", cabinet: 0, frame: 0, board: 10 };
  assertEquals<unknown>(await whereIs(test, slot), expected);
  for (const place of [{ x: 4, y: 0, z: 0 }, { cabinet: 1, frame: 0, board: 0 }]) {
    await test.says("no such board", "where_is", [], { machine: "m", ...place });
    await test.says("no such machine", "where_is", [], { machine: "other", ...place });
    await test.says("no such machine", "where_is", [], { machine: null, ...place });
  }
});

Deno.test("where_is takes the first form whose keys are there, null or not", async () => {
  await using test = await JavaTest.start();
  await test.client.createJob([2, 2]);
  const all = {
    machine: "m",
    cabinet: 0,
    frame: 0,
    board: 10,
    x: 3,
    y: 0,
    z: 0,
    chip_x: 1,
    chip_y: 2,
  };
  const { chip_x: _x, ...boards } = all;
  const { x: _y, ...physical } = boards;
  assertEquals((await whereIs(test, { ...all, job_id: 4001 })).job_id, 4001);
  assertEquals((await whereIs(test, all)).logical, [0, 0, 0]);
  assertEquals((await whereIs(test, boards)).logical, [3, 0, 0]);
  assertEquals((await whereIs(test, physical)).logical, [1, 1, 1]);
  const said = await test.say("where_is", [], { ...physical, job_id: null });
  assertEquals(said.includes("intValue()"), true);
});

Deno.test("where_is of a chip of a job is right but for its chips, from which they follow", async () => {
  await using test = await JavaTest.start();
  await test.client.createJob([1, 2]); // so that the next one does not start at (0, 0)
  const id = await test.client.createJob([2, 2]);
  for (const [x, y] of [[0, 0], [7, 3], [9, 5], [20, 19], [5, 9]] as const) {
    const place = await whereIs(test, { job_id: id, chip_x: x, chip_y: y });
    const { board, boardChip } = locateChip([12 + x, y], MACHINE);
    assertEquals([place.machine, place.logical, place.job_id], ["m", board, id]);
    assertEquals(place.physical.length, 3);
    assertEquals(place.chip, [x, y], "relative to the job");
    const within = [0, 1].map((axis) => place.chip[axis]! - place.board_chip[axis]!);
    assertEquals(within, [...boardChip], "within the board");
    const [ethernetX, ethernetY] = ethernetChip(place.logical);
    assertEquals([ethernetX + within[0]!, ethernetY + within[1]!], [12 + x, y], "in the machine");
    assertEquals(place.job_chip, [(x - 12 + 48) % 48, y], "wrong, as the job is not at (0, 0)");
  }
  const first = await whereIs(test, { job_id: 4001, chip_x: 9, chip_y: 5 });
  assertEquals(first.job_chip, [9, 5]);
});

Deno.test("where_is knows no chip outside of a job", async () => {
  await using test = await JavaTest.start({}, { machines: ["m:4x2", "other:4x2"] });
  const id = await test.client.createJob();
  await test.says("no boards currently allocated", "where_is", [], {
    job_id: id,
    chip_x: 7,
    chip_y: 0,
  });
  const whole = await test.client.createJob([4, 2], { machine: "other" });
  for (const [chip_x, chip_y] of [[48, 0], [0, 24], [50, 30]]) {
    const chip = { job_id: whole, chip_x, chip_y };
    await test.says("no boards currently allocated", "where_is", [], chip);
  }
});

Deno.test("where_is of a chip of a machine compares with chips within a board", async () => {
  await using test = await JavaTest.start();
  // This board may be any, and is the first.
  const found = await whereIs(test, { machine: "m", chip_x: 3, chip_y: 5 });
  assertEquals([found.logical, found.chip, found.board_chip], [[0, 0, 0], [3, 5], [0, 0]]);
  for (const [chip_x, chip_y] of [[8, 0], [0, 8], [20, 16], [7, 0]]) {
    await test.says("no such board", "where_is", [], { machine: "m", chip_x, chip_y });
  }
  await test.says("no such machine", "where_is", [], { machine: "other", chip_x: 1, chip_y: 1 });
});

Deno.test("where_is tells the job of a board, and its chip in that job", async () => {
  await using test = await JavaTest.start();
  await test.client.createJob([1, 2]);
  const id = await test.client.createJob([2, 2]);
  const place = await whereIs(test, { machine: "m", x: 2, y: 1, z: 2 });
  assertEquals([place.job_id, place.job_chip], [id, [16, 20]]);
});
