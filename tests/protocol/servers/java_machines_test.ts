import { assertEquals } from "@std/assert";
import type { LinkCoordinate } from "../../../lib/machine/coordinates.ts";
import { javaDeadLinks } from "../../../lib/protocol/servers/java_links.ts";
import { asked, javaServer } from "../../lib_test_kit/java_server.ts";

const permissions = "none";
const SIZE = { width: 4, height: 2 };
/** Our numbers of the links that a Java server calls north, east, south-east, south, west, north-west. */
const OURS = [2, 1, 0, 5, 4, 3];
/** Both ends of three links, in our numbers: one leads around the torus. */
const DEAD: LinkCoordinate[] = [
  [0, 0, 0, 1],
  [0, 0, 1, 4],
  [1, 1, 1, 2],
  [2, 0, 0, 5],
  [3, 1, 2, 2],
  [3, 0, 1, 5],
];

Deno.test("the dead links of a Java server are renumbered", { permissions }, () => {
  const told = DEAD.map(([x, y, z, link]): LinkCoordinate => [x, y, z, OURS.indexOf(link)]);
  assertEquals(javaDeadLinks(told, SIZE), DEAD);
});

Deno.test("dead links that lead to each other as they are told keep their numbers", {
  permissions,
}, () => {
  assertEquals(javaDeadLinks(DEAD, SIZE), DEAD);
});

Deno.test("a dead link that makes no sense is no reason to fail", { permissions }, () => {
  const odd: LinkCoordinate[] = [[0, 0, 7, 1], [0, 0, 0, 9], [-1, 99, 0, 2]];
  assertEquals(javaDeadLinks(odd, SIZE).length, 3);
  assertEquals(javaDeadLinks([], SIZE), []);
});

Deno.test("a place for which a small machine of a Java server has no board counts as dead", {
  permissions,
}, async () => {
  const { server, client } = await javaServer();
  const machine = { name: "one", tags: ["default"], width: 1, height: 1 };
  server.answers.list_machines = () => [{ ...machine, dead_boards: [], dead_links: [] }];
  server.answers.get_board_position = ({ kwargs: { z } }) =>
    z === 0 ? [0, 0, 0] : new Error("no such board");
  for (let time = 0; time < 2; time++) {
    const [one] = await client.listMachines();
    assertEquals(one?.deadBoards, [[0, 0, 1], [0, 0, 2]]);
  }
  // The places of a machine never change.
  const looks = asked(server).filter(([command]) => command === "get_board_position");
  assertEquals(looks.length, 3);
  await client.close();
});
