import { assertEquals, assertThrows } from "@std/assert";
import { ProtocolError } from "../../lib/errors.ts";
import {
  jobMachine,
  jobStatus,
  jobSummaries,
  location,
  machineSummaries,
  notification,
} from "../../lib/protocol/messages.ts";

const permissions = "none";

Deno.test("jobStatus reads what a present server sends", { permissions }, () => {
  const wire = {
    state: 3,
    power: true,
    keepalive: 60.0,
    reason: null,
    start_time: 1485435000.5,
    keepalivehost: "10.0.0.1",
  };
  assertEquals(jobStatus(wire, "get_job_state"), {
    state: 3,
    power: true,
    keepalive: 60,
    reason: null,
    startTime: 1485435000.5,
    finishTime: null,
    keepaliveHost: "10.0.0.1",
  });
});

Deno.test("jobStatus reads what an old server sends, without start time and host", {
  permissions,
}, () => {
  const wire = { state: 4, power: null, keepalive: null, reason: "gone" };
  assertEquals(jobStatus(wire, "get_job_state"), {
    state: 4,
    power: null,
    keepalive: null,
    reason: "gone",
    startTime: null,
    finishTime: null,
    keepaliveHost: null,
  });
});

Deno.test("jobStatus lets states through that a newer server made up", { permissions }, () => {
  assertEquals(jobStatus({ state: 99 }, "get_job_state").state, 99);
});

Deno.test("jobStatus refuses what has no state, or a wrong one", { permissions }, () => {
  for (const wire of [null, [], "ready", {}, { state: "3" }, { state: null }]) {
    assertThrows(() => jobStatus(wire, "get_job_state"), ProtocolError, "get_job_state");
  }
  assertThrows(
    () => jobStatus({ state: 3, start_time: "now" }, "get_job_state"),
    ProtocolError,
    "get_job_state.start_time",
  );
});

Deno.test("jobMachine sorts the connections", { permissions }, () => {
  const wire = {
    width: 16,
    height: 16,
    connections: [[[8, 4], "c"], [[0, 0], "a"], [[4, 8], "b2"], [[4, 0], "b1"]],
    machine_name: "m",
    boards: [[0, 0, 0], [0, 0, 1]],
  };
  const machine = jobMachine(wire, "info");
  assertEquals(machine?.connections, [
    { x: 0, y: 0, hostname: "a" },
    { x: 4, y: 0, hostname: "b1" },
    { x: 4, y: 8, hostname: "b2" },
    { x: 8, y: 4, hostname: "c" },
  ]);
  assertEquals(machine?.boards, [[0, 0, 0], [0, 0, 1]]);
});

Deno.test("jobMachine is null while a job has no boards", { permissions }, () => {
  const wire = { width: null, height: null, connections: null, machine_name: null, boards: null };
  assertEquals(jobMachine(wire, "info"), null);
  assertEquals(jobMachine({}, "info"), null);
});

Deno.test("jobMachine names the connection that is wrong", { permissions }, () => {
  const wire = { width: 8, height: 8, machine_name: "m", boards: [] };
  for (const bad of [[[0, 0]], [[0], "a"], "a", [[0, 0], 5]]) {
    assertThrows(
      () => jobMachine({ ...wire, connections: [[[0, 0], "a"], bad] }, "info"),
      ProtocolError,
      "info.connections[1]",
    );
  }
});

Deno.test("jobSummaries reads sparse and full jobs", { permissions }, () => {
  const [sparse, full] = jobSummaries([
    { job_id: 1, state: 1 },
    {
      job_id: 2,
      owner: "me",
      start_time: 5,
      keepalive: Infinity,
      state: 3,
      power: true,
      args: [1, null],
      kwargs: { tags: ["default"] },
      allocated_machine_name: "m",
      boards: [[0, 0, 2]],
      keepalivehost: "h",
    },
  ], "list_jobs");
  assertEquals([sparse?.owner, sparse?.args, sparse?.kwargs, sparse?.boards], [null, [], {}, null]);
  assertEquals(full, {
    jobId: 2,
    isHidden: false,
    owner: "me",
    startTime: 5,
    keepalive: Infinity,
    state: 3,
    power: true,
    args: [1, null],
    kwargs: { tags: ["default"] },
    machineName: "m",
    boards: [[0, 0, 2]],
    keepaliveHost: "h",
  });
});

Deno.test("machineSummaries reads machines and names what is wrong", { permissions }, () => {
  const machine = { name: "m", tags: ["default"], width: 4, height: 2 };
  const wire = { ...machine, dead_boards: [[1, 0, 2]], dead_links: [[0, 0, 1, 5]] };
  assertEquals(machineSummaries([wire, machine], "list_machines"), [
    { ...machine, deadBoards: [[1, 0, 2]], deadLinks: [[0, 0, 1, 5]] },
    { ...machine, deadBoards: [], deadLinks: [] },
  ]);
  assertThrows(
    () => machineSummaries([machine, { ...wire, dead_links: [[0, 0, 1]] }], "list_machines"),
    ProtocolError,
    "list_machines[1].dead_links[0]",
  );
});

Deno.test("location reads a place, free or not, and nowhere", { permissions }, () => {
  const board = { machine: "m", logical: [0, 0, 1], physical: [0, 0, 8], chip: [8, 4] };
  const free = { ...board, board_chip: [0, 0], job_id: null, job_chip: null };
  const expected = { ...board, boardChip: [0, 0], jobId: null, jobChip: null };
  assertEquals(location(free, "where_is"), expected as unknown as ReturnType<typeof location>);
  assertEquals(location({ ...free, job_id: 7, job_chip: [0, 0] }, "where_is")?.jobId, 7);
  assertEquals(location(null, "where_is"), null);
});

Deno.test("notification takes either key, and nothing else", { permissions }, () => {
  assertEquals(notification({ jobs_changed: [1, 2] }, "notification"), {
    jobsChanged: [1, 2],
    machinesChanged: [],
  });
  assertEquals(notification({ machines_changed: ["m"] }, "notification").machinesChanged, ["m"]);
  for (const wire of [{}, { jobs: [1] }, { jobs_changed: ["1"] }, { machines_changed: [1] }]) {
    assertThrows(() => notification(wire, "notification"), ProtocolError, "The server sent");
  }
});
