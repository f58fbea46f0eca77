import { assertEquals, assertMatch } from "@std/assert";
import { machineDetails, machineList } from "../../../lib/v2/places.ts";
import { ApiTest, MACHINE } from "./api_test_kit.ts";

const MACHINES = [
  {
    name: "old one",
    width: 2,
    height: 2,
    deadBoards: [[1, 0, 1]],
    missingBoards: [[0, 0, 2]],
    deadLinks: [[0, 0, 0, 1]],
  },
  { name: "big", width: 4, height: 2, tags: ["big", "default"] },
] as const;

Deno.test("machines are listed by name, with what is dead", async () => {
  await using test = await ApiTest.start({}, { machines: MACHINES });
  const client = await test.logIn();
  const { machines } = await client.read("srv/spalloc/machines") as { machines: unknown[] };
  assertEquals(machines[0], {
    name: "big",
    tags: ["big", "default"],
    uri: `${test.api.url}srv/spalloc/machines/big`,
    width: 4,
    height: 2,
    "dead-boards": [],
    "dead-links": [],
  });
  const [, old] = machineList({ machines }, "machines");
  assertEquals([old?.name, old?.tags], ["old one", ["default"]]);
  // Places without a board are not told.
  assertEquals(old?.deadBoards, [
    { board: [1, 0, 1], physical: [0, 0, 7], address: "10.11.0.57" },
  ]);
});

Deno.test("a dead link is told once, with both of its ends, and those of dead boards as well", async () => {
  await using test = await ApiTest.start({}, { machines: MACHINES });
  const client = await test.logIn();
  const details = machineDetails(
    await client.read("srv/spalloc/machines/old%20one"),
    "machine",
  );
  assertEquals(details.deadLinks[0], [[0, 0, 0, 1], [0, 0, 1, 4]]);
  // Six links of the dead board, but for one that leads to where there is no board.
  const ends = details.deadLinks.slice(1).map(([near]) => near.join());
  assertEquals(ends, ["1,0,1,0", "1,0,1,2", "1,0,1,3", "1,0,1,4", "1,0,1,5"]);
});

Deno.test("directions are those of the server, not of the links' numbers", async () => {
  const board = [0, 0, 0] as const;
  const names = ["SE", "E", "N", "NW", "W", "S"];
  for (const [link, name] of names.entries()) {
    const machine = { name: "m", width: 4, height: 2, deadLinks: [[...board, link]] as const };
    await using test = await ApiTest.start({}, { machines: [machine] });
    const { "down-links": [ends] } = await (await test.logIn()).read(MACHINE) as {
      "down-links": { direction: string }[][];
    };
    const directions = ends?.map(({ direction }) => direction);
    assertEquals(directions, [name, names[(link + 3) % 6]]);
  }
});

Deno.test("a machine is told by itself under other names, with where to look things up", async () => {
  await using test = await ApiTest.start();
  const client = await test.logIn();
  const url = `${test.api.url}${MACHINE}`;
  const description = {
    name: "m",
    tags: ["default"],
    width: 4,
    height: 2,
    "down-boards": [],
    "down-links": [],
    "lookup-by-physical-board": `${url}/physical-board`,
    "lookup-by-logical-board": `${url}/logical-board`,
    "lookup-by-chip": `${url}/chip`,
    "lookup-by-address": `${url}/board-ip`,
  };
  assertEquals(await client.read(MACHINE), description);
  assertEquals(await client.read(`${MACHINE}/`), description);
  assertEquals(await client.says("GET", `${MACHINE}x`), "404 no such machine");
});

Deno.test("an administrator takes boards out of service", async () => {
  await using test = await ApiTest.start();
  const root = await test.logIn("root");
  const board = "srv/spalloc/admin/board?machine=m&cabinet=0&frame=0&board=1";
  const text = { "Content-Type": "application/json" };
  assertEquals(await root.says("GET", board), "200 true");
  assertEquals(await root.says("PUT", board, { body: "false", headers: text }), "200 false");
  const { deadBoards } = machineDetails(await root.read(MACHINE), "machine");
  assertEquals(deadBoards[0]?.board, [0, 0, 1]);
  const wishes = { board: { x: 0, y: 0, z: 1 } };
  const client = await test.logIn();
  assertMatch(
    await client.saysTo("srv/spalloc/jobs", {
      tags: ["default"],
      ...wishes,
      "keepalive-interval": 60,
    }),
    /^400 no machine available/,
  );
  assertEquals(await root.says("PUT", board, { body: "true", headers: text }), "200 true");
  await client.createJob(wishes);
  assertMatch(await root.says("PUT", board, { body: "maybe", headers: text }), /^400 /);
  assertEquals(await root.says("GET", board.replace("=m", "=x")), "404 no such board");
});
