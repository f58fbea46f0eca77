import { assertEquals } from "@std/assert";
import type { Location } from "../../lib/protocol/messages.ts";
import type { Place } from "../../lib/protocol/place.ts";
import type { ApiClient } from "../../lib/v2/api_client.ts";
import { ApiTest } from "../lib_test_kit/api_test.ts";

const pure = { permissions: "none" } as const;

/** Starts a server with a job of two triads that is not at the machine's first chip. */
async function start(inferred: boolean): Promise<{ test: ApiTest; client: ApiClient; id: number }> {
  const server = { powerDelay: 0, secondsBeforeFree: 0 };
  const test = new ApiTest({ machines: ["m:3x3"], server, java: { inferred } });
  const client = test.client();
  await test.until(client.createJob({ what: [3, 1] }));
  const id = await test.until(client.createJob({ what: [2, 1] }));
  await test.pass(2);
  return { test, client, id };
}

// Right, whichever way the server turns out to be.
for (const inferred of [true, false]) {
  Deno.test(
    `places are right on a server ${inferred ? "with" : "without"} its faults`,
    pure,
    async () => {
      const { test, client, id } = await start(inferred);
      using _ = test;
      const at = (place: Place) => test.until(client.whereIs(place));
      const board: Location = {
        machine: "m",
        logical: [0, 1, 1],
        physical: [0, 0, 7],
        chip: [8, 16],
        boardChip: [0, 0],
        jobId: id,
        jobChip: [8, 4],
      };
      const physical = (await at({ machine: "m", board: [0, 1, 1] }))?.physical ?? [0, 0, 0];
      const found = { ...board, physical };
      assertEquals(await at({ machine: "m", board: [0, 1, 1] }), found);
      assertEquals(await at({ machine: "m", physical }), found);
      const chip: Location = { ...found, chip: [9, 18], boardChip: [1, 2], jobChip: [9, 6] };
      assertEquals(await at({ machine: "m", chip: [9, 18] }), chip);
      assertEquals(await at({ jobId: id, chip: [9, 6] }), chip);
      assertEquals((await at({ machine: "m", board: [2, 2, 0] }))?.jobId, null);
    },
  );
}

Deno.test("boards are found by their addresses, on whichever machine", pure, async () => {
  using test = new ApiTest({ machines: ["a:1x1", "b:2x1"], server: { powerDelay: 0 } });
  const client = test.client();
  const id = await test.until(client.createJob({ what: [1, 0, 2], machine: "b" }));
  await test.pass(60);
  const [chip] = (await test.until(client.getJobMachineInfo(id)))!.connections;
  const found = await test.until(client.whereIsAddress(chip!.hostname));
  assertEquals([found?.machine, found?.logical, found?.jobId], ["b", [1, 0, 2], id]);
  assertEquals([found?.boardChip, found?.jobChip], [[0, 0], [0, 0]]);
  const before = test.api.requests.length;
  assertEquals(await test.until(client.whereIsAddress("board.example.org")), null);
  assertEquals(test.api.requests.length, before);
  assertEquals(await test.until(client.whereIsAddress("10.255.0.1")), null);
});

Deno.test("what is not there is no error", pure, async () => {
  const { test, client, id } = await start(true);
  using _ = test;
  const places: Place[] = [
    { machine: "m", board: [3, 0, 0] },
    { machine: "m", board: [30, 0, 0] },
    { machine: "m", board: [0, -1, 0] },
    { machine: "m", physical: [0, 5, 0] },
    { machine: "m", physical: [99, 0, 0] },
    { machine: "m", physical: [0, 0, 24] },
    { machine: "nowhere", board: [0, 0, 0] },
    { machine: "no/where ", chip: [0, 0] },
    { jobId: id, chip: [250, 250] },
    { jobId: id, chip: [300, 0] },
    { jobId: 99, chip: [0, 0] },
  ];
  for (const place of places) {
    assertEquals(await test.until(client.whereIs(place)), null, JSON.stringify(place));
  }
  assertEquals(await test.until(client.getBoardPosition("m", [9, 9, 9])), null);
  assertEquals(await test.until(client.getBoardAtPosition("m", [0, 0, 31])), null);
});
