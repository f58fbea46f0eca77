import { assertEquals, assertThrows } from "@std/assert";
import { ProtocolError } from "../../lib/errors.ts";
import {
  createdJob,
  jobDescription,
  jobPower,
  reportOutcome,
  serviceRoot,
} from "../../lib/v2/messages.ts";
import { boardPlace, machineDetails, placeDescription } from "../../lib/v2/places.ts";
import { instant } from "../../lib/v2/instant.ts";

const BOARD = { x: 1, y: 0, z: 2, cabinet: 0, frame: 0, board: 8, address: "10.0.0.1" };

/** Checks that a value is refused, and what is said of it. */
function refuses(read: () => unknown, message: string): void {
  assertThrows(read, ProtocolError, message);
}

Deno.test({
  name: "a job of a newer server is read, whatever it tells besides",
  permissions: "none",
  fn() {
    const job = {
      state: "RESTING",
      "start-time": "2026-08-18T08:06:07Z",
      "keep-alive-time": "2026-08-18T08:06:08.500Z",
      mood: "good",
    };
    const { state, owner, startTime, keptAliveAt, finishTime, proxyUrl, request } = jobDescription(
      job,
      "job",
    );
    assertEquals([state, owner, finishTime, proxyUrl, request], [
      "RESTING",
      null,
      null,
      null,
      null,
    ]);
    assertEquals([startTime, keptAliveAt], [1_787_040_367, 1_787_040_368.5]);
  },
});

Deno.test({
  name: "links that are not followed may be missing",
  permissions: "none",
  fn() {
    assertEquals(createdJob({ "job-id": 12 }, "job").jobId, 12);
    const start = { state: "QUEUED", "start-time": "2026-08-18T08:06:07Z" };
    assertEquals(jobDescription(start, "job").state, "QUEUED");
  },
});

Deno.test({
  name: "what does not fit is refused, with its place",
  permissions: "none",
  fn() {
    refuses(() => instant("soon", "job.start-time"), '"soon" as job.start-time');
    refuses(() => jobDescription({ state: 3 }, "job"), "3 as job.state");
    refuses(() => jobPower({ power: "DIM" }, "power"), '"DIM" as power.power');
    refuses(() => reportOutcome({}, "report"), "nothing as report.action");
    refuses(
      () => serviceRoot({ version: { "major-version": "7" } }, "root"),
      '"7" as root.version',
    );
    refuses(() => boardPlace({ ...BOARD, x: -1 }, "board"), "-1 as board.x");
    refuses(() => placeDescription({ machine: "m", chip: [1] }, "place"), "[1] as place.chip");
    const machine = { name: "m", tags: [], width: 1, height: 1, "down-boards": [] };
    refuses(() => machineDetails({ ...machine }, "m"), "nothing as m.down-links");
    const links = [[{ board: BOARD, direction: "UP" }, { board: BOARD, direction: "S" }]];
    refuses(
      () => machineDetails({ ...machine, "down-links": links }, "m"),
      '"UP" as m.down-links[0][0].direction',
    );
  },
});

Deno.test({
  name: "a board may have no slot and no address",
  permissions: "none",
  fn() {
    assertEquals(boardPlace(BOARD, "board"), {
      board: [1, 0, 2],
      physical: [0, 0, 8],
      address: "10.0.0.1",
    });
    const { physical, address } = boardPlace({ ...BOARD, board: null, address: null }, "board");
    assertEquals([physical, address], [null, null]);
  },
});

Deno.test({
  name: "a place may be known in part",
  permissions: "none",
  fn() {
    assertEquals(placeDescription({ machine: "m" }, "place"), {
      machine: "m",
      chip: null,
      boardChip: null,
      logical: null,
      physical: null,
      jobId: null,
      jobChip: null,
    });
  },
});
