import { assertEquals, assertRejects } from "@std/assert";
import { Simulator } from "../../lib/simulator/mod.ts";
import { RawClient } from "./raw_client.ts";

const MACHINES = ["frame:4x2", "big:20x20"];

const FREE = { job_id: null, job_chip: null };
const BOARD_10 = {
  machine: "frame",
  logical: [1, 1, 1],
  physical: [0, 0, 10],
  chip: [20, 16],
  board_chip: [0, 0],
  ...FREE,
};

Deno.test("where_is finds a board by its coordinate or by its place", async () => {
  await using server = await Simulator.start({ machines: MACHINES });
  using client = await RawClient.open(server);
  const whereIs = (kwargs: Record<string, unknown>) => client.call("where_is", [], kwargs);
  assertEquals(await whereIs({ machine: "frame", x: 1, y: 1, z: 1 }), BOARD_10);
  assertEquals(await whereIs({ machine: "frame", cabinet: 0, frame: 0, board: 10 }), BOARD_10);
  assertEquals(await whereIs({ machine: "frame", x: 5, y: -1, z: 1 }), BOARD_10);
  assertEquals(await whereIs({ machine: "frame", cabinet: 1, frame: 0, board: 0 }), null);
  assertEquals(await whereIs({ machine: "nope", x: 0, y: 0, z: 0 }), null);
});

Deno.test("where_is finds a chip of a machine, counting around it", async () => {
  await using server = await Simulator.start({ machines: MACHINES });
  using client = await RawClient.open(server);
  const whereIs = (kwargs: Record<string, unknown>) => client.call("where_is", [], kwargs);
  assertEquals(await whereIs({ machine: "big", chip_x: 100, chip_y: 37 }), {
    machine: "big",
    logical: [8, 3, 0],
    physical: [4, 0, 9],
    chip: [100, 37],
    board_chip: [4, 1],
    ...FREE,
  });
  assertEquals(await whereIs({ machine: "frame", chip_x: 999, chip_y: 3 }), {
    machine: "frame",
    logical: [3, 0, 0],
    physical: [0, 0, 18],
    chip: [39, 3],
    board_chip: [3, 3],
    ...FREE,
  });
});

Deno.test("where_is finds a chip of a job, and the job of a chip", async () => {
  await using server = await Simulator.start({ machines: MACHINES });
  using client = await RawClient.open(server);
  const whereIs = (kwargs: Record<string, unknown>) => client.call("where_is", [], kwargs);
  await client.createJob([1, 0, 2]);
  const found = {
    machine: "frame",
    logical: [1, 0, 2],
    physical: [0, 0, 8],
    chip: [17, 9],
    board_chip: [1, 1],
    job_id: 1,
    job_chip: [1, 1],
  };
  assertEquals(await whereIs({ job_id: 1, chip_x: 1, chip_y: 1 }), found);
  assertEquals(await whereIs({ machine: "frame", chip_x: 17, chip_y: 9 }), found);
  // The corners of a job's rectangle are on others' boards.
  assertEquals(await whereIs({ job_id: 1, chip_x: 7, chip_y: 0 }), null);
  assertEquals(await whereIs({ job_id: 2, chip_x: 0, chip_y: 0 }), null);
});

Deno.test("where_is counts around a job that wraps", async () => {
  await using server = await Simulator.start({ machines: MACHINES });
  using client = await RawClient.open(server);
  await client.createJob([4, 2], { machine: "frame" });
  const found = await client.call("where_is", [], { job_id: 1, chip_x: 0, chip_y: 4 });
  assertEquals(found, {
    machine: "frame",
    logical: [3, 0, 1],
    physical: [0, 0, 19],
    chip: [0, 4],
    board_chip: [4, 0],
    job_id: 1,
    job_chip: [0, 4],
  });
});

Deno.test("where_is refuses other sets of keywords", async () => {
  await using server = await Simulator.start({ machines: MACHINES });
  using client = await RawClient.open(server);
  const refuses = (kwargs: Record<string, unknown>, message: string) =>
    assertRejects(() => client.call("where_is", [], kwargs), Error, message);
  await refuses({ x: 1 }, "Invalid arguments: x");
  await refuses({ machine: "frame", x: 1, y: 1 }, "Invalid arguments: machine, x, y");
  await refuses({ machine: "frame", x: 1, y: 1, z: "1" }, "unsupported operand type");
});
