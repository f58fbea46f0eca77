import { assertEquals } from "@std/assert";
import { followLink, oppositeLink } from "../../lib/machine/mod.ts";
import type { MachineDescription } from "../../lib/simulator/machine_description.ts";
import { ApiTest } from "../lib_test_kit/api_test.ts";

const pure = { permissions: "none" } as const;

/** A machine of three boards, of which one is dead and another is not there. */
const SMALL: MachineDescription = {
  name: "small",
  width: 1,
  height: 1,
  tags: ["a", "b"],
  deadBoards: [[0, 0, 1]],
  missingBoards: [[0, 0, 2]],
};
const BIG: MachineDescription = {
  name: "big",
  width: 4,
  height: 4,
  deadBoards: [[1, 1, 0]],
  missingBoards: [[3, 3, 0], [3, 3, 1], [3, 3, 2]],
  deadLinks: [[0, 0, 0, 2]],
};

function testWithoutPages(machines: MachineDescription[]): ApiTest {
  const test = new ApiTest({ machines });
  test.api.meet = async ({ path }, answer) =>
    path.startsWith("system/machine_info") ? new Response("no", { status: 404 }) : await answer();
  return test;
}

Deno.test(
  "machines have dead boards, and positions without a board count as such",
  pure,
  async () => {
    using test = new ApiTest({ machines: [SMALL, BIG] });
    const [big, small] = await test.until(test.client().listMachines());
    assertEquals(small, {
      name: "small",
      tags: ["a", "b"],
      width: 1,
      height: 1,
      deadBoards: [[0, 0, 1], [0, 0, 2]],
      deadLinks: [],
    });
    assertEquals([big?.name, big?.width, big?.height], ["big", 4, 4]);
    assertEquals(big?.deadBoards, [[1, 1, 0], [3, 3, 0], [3, 3, 1], [3, 3, 2]]);
  },
);

Deno.test("dead links are named from both ends", pure, async () => {
  using test = new ApiTest({ machines: [BIG] });
  const [big] = await test.until(test.client().listMachines());
  const [near, far] = big!.deadLinks;
  assertEquals([big!.deadLinks.length, near], [2, [0, 0, 0, 2]]);
  const { board } = followLink([0, 0, 0], 2, BIG);
  assertEquals(far, [...board, oppositeLink(2)]);
});

Deno.test("where boards are missing is looked up once", pure, async () => {
  using test = new ApiTest({ machines: [SMALL, BIG] });
  const client = test.client();
  const first = await test.until(client.listMachines());
  const before = test.api.requests.length;
  await test.pass(10);
  assertEquals(await test.until(client.listMachines()), first);
  assertEquals(test.api.requests.slice(before), ["GET srv/spalloc/machines"]);
});

Deno.test(
  "without pages the boards of small machines are looked up, and no others",
  pure,
  async () => {
    using test = testWithoutPages([SMALL, BIG]);
    const client = test.client();
    const [big, small] = await test.until(client.listMachines());
    assertEquals(small?.deadBoards, [[0, 0, 1], [0, 0, 2]]);
    assertEquals(big?.deadBoards, [[1, 1, 0]]);
    assertEquals(test.api.count("GET srv/spalloc/machines/small/logical-board?"), 2);
    assertEquals(test.api.count("GET srv/spalloc/machines/big/"), 0);
    await test.pass(10);
    await test.until(client.listMachines());
    assertEquals(test.api.count("GET srv/spalloc/machines/small/logical-board?"), 2);
  },
);

Deno.test("a board that is taken out of service is dead at once", pure, async () => {
  using test = new ApiTest({ machines: [{ ...BIG, deadBoards: [] }] });
  const client = test.client();
  assertEquals((await test.until(client.listMachines()))[0]?.deadBoards.length, 3);
  const { machines } = test.api.service.java.parts;
  machines.get("big")!.setInService([0, 0, 1], false);
  await test.pass(10);
  assertEquals((await test.until(client.listMachines()))[0]?.deadBoards[0], [0, 0, 1]);
});
