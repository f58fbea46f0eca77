import { assertEquals } from "@std/assert";
import type { BoardCoordinate } from "../../../lib/machine/coordinates.ts";
import { ethernetChip, locateChip, wrapChip } from "../../../lib/machine/geometry.ts";
import type { FakeServer } from "../../lib_test_kit/fake_server.ts";
import { asked, javaServer } from "../../lib_test_kit/java_server.ts";

const permissions = "none";
const SIZE = { width: 4, height: 2 };

/** Answers `where_is` with the mistakes of a Java server; all boards are job 7's. */
function answerAsJava(server: FakeServer, origin: BoardCoordinate = [0, 0, 0]): void {
  server.answers.list_machines = () => [{
    name: "m",
    tags: [],
    ...SIZE,
    dead_boards: [],
    dead_links: [],
  }];
  const [originX, originY] = ethernetChip(origin);
  server.answers.where_is = ({ kwargs }) => {
    const number = (name: string): number => kwargs[name] as number;
    if ("job_id" in kwargs) {
      const [x, y] = [number("chip_x"), number("chip_y")];
      const { board, boardChip } = locateChip([originX + x, originY + y], SIZE);
      const relative = [x - boardChip[0], y - boardChip[1]];
      return {
        machine: "m",
        logical: board,
        physical: [0, 0, 5],
        chip: [x, y],
        board_chip: relative,
        job_id: 7,
        job_chip: [x - originX, y - originY],
      };
    }
    if ("chip_x" in kwargs) return new Error("no such board");
    const logical: BoardCoordinate = "x" in kwargs
      ? [number("x"), number("y"), number("z")]
      : [3, 1, 1];
    const chip = ethernetChip(logical);
    const jobChip = wrapChip([chip[0] - originX, chip[1] - originY], SIZE);
    return {
      machine: "m",
      logical,
      physical: [0, 0, 5],
      chip,
      board_chip: chip,
      job_id: 7,
      job_chip: jobChip,
    };
  };
}

Deno.test(
  "a board's chip on a Java server is the board's own (0, 0)",
  { permissions },
  async () => {
    const { server, client } = await javaServer();
    answerAsJava(server);
    const byBoard = await client.whereIs({ machine: "m", board: [3, 1, 1] });
    const byPlace = await client.whereIs({ machine: "m", physical: [0, 0, 5] });
    assertEquals(byBoard, {
      machine: "m",
      logical: [3, 1, 1],
      physical: [0, 0, 5],
      chip: [44, 16],
      boardChip: [0, 0],
      jobId: 7,
      jobChip: [44, 16],
    });
    assertEquals(byPlace, byBoard);
    assertEquals(asked(server), [
      ["where_is", [], { machine: "m", x: 3, y: 1, z: 1 }],
      ["where_is", [], { machine: "m", cabinet: 0, frame: 0, board: 5 }],
    ]);
    await client.close();
  },
);

Deno.test("every chip of a machine is found on a Java server, around the torus as well", {
  permissions,
}, async () => {
  const { server, client } = await javaServer();
  answerAsJava(server, [1, 1, 0]);
  for (const chip of [[0, 0], [3, 5], [0, 4], [47, 23], [14, 3], [-1, 300]] as const) {
    const found = await client.whereIs({ machine: "m", chip });
    const { board, boardChip } = locateChip(chip, SIZE);
    const [x, y] = wrapChip(chip, SIZE);
    assertEquals([found?.logical, found?.boardChip, found?.chip], [board, boardChip, [x, y]]);
    assertEquals(found?.jobChip, wrapChip([x - 12, y - 12], SIZE));
  }
  assertEquals(server.heard.some(({ kwargs }) => "chip_x" in kwargs), false);
  assertEquals(await client.whereIs({ machine: "unknown", chip: [0, 0] }), null);
  await client.close();
});

Deno.test("every chip of a job is found on a Java server, wherever the job begins", {
  permissions,
}, async () => {
  for (const origin of [[0, 0, 0], [1, 1, 0], [3, 0, 2]] as const) {
    const { server, client } = await javaServer();
    answerAsJava(server, origin);
    const [originX, originY] = ethernetChip(origin);
    for (const chip of [[0, 0], [9, 5], [11, 11], [13, 15]] as const) {
      const inMachine = [originX + chip[0], originY + chip[1]] as const;
      const { board, boardChip } = locateChip(inMachine, SIZE);
      assertEquals(await client.whereIs({ jobId: 7, chip }), {
        machine: "m",
        logical: board,
        physical: [0, 0, 5],
        chip: wrapChip(inMachine, SIZE),
        boardChip,
        jobId: 7,
        jobChip: chip,
      });
    }
    await client.close();
  }
});
