import { type BoardCoordinate, standardPosition } from "../../machine/mod.ts";
import { positionsOf } from "../../protocol/servers/missing_boards.ts";
import type { JavaJob } from "../java/job.ts";
import type { SimulatedMachine } from "../simulated_machine.ts";
import { hasRole, seesAllJobs } from "./accounts.ts";
import { html, inScript } from "./answers.ts";
import { machineOf } from "./machines.ts";
import { type Exchange, isOwn } from "./service.ts";

/**
 * Answers with the page of a machine. Its script holds all jobs and boards, in a value that is no
 * JSON: there are commas behind the last parts, and ids are texts.
 */
export function machinePage(exchange: Exchange): Response {
  const { service, user, links } = exchange;
  const machine = machineOf(exchange);
  const jobs = service.java.jobs.list().filter(({ grant }) => grant?.machine === machine);
  const seesAddresses = hasRole(user, "ADMIN");
  const dead = new Set(machine.deadBoards.map(String));
  const boards = positionsOf(machine).filter((board) => machine.exists(board))
    .toSorted((one, other) => one[2] - other[2] || one[0] - other[0] || one[1] - other[1]);
  const described = (isDead: boolean): string =>
    boards.filter((board) => dead.has(String(board)) === isDead)
      .map((board) => describeBoard(machine, board, seesAddresses)).join(",\n");
  const describeJob = (job: JavaJob): string => {
    const isShown = isOwn(job, user) || seesAllJobs(user);
    const page = links.page(`job_info/${job.id}`);
    return `{
"id": "${job.id}",
${isShown ? `"url": "${page}",\n"owner": ${inScript(job.owner)},` : ""}
"boards": [
${job.grant?.boards.map((board) => describeBoard(machine, board, isShown)).join(",\n") ?? ""}
]
}`;
  };
  const inUse = jobs.reduce((sum, { grant }) => sum + (grant?.boards.length ?? 0), 0);
  return html(
    "SpiNNaker Machine",
    `<script>
machine = (
{
"name": ${inScript(machine.name)},
"width": ${machine.width},
"height": ${machine.height},
"num_in_use": ${inUse},
"tags": [
${machine.tags.map(inScript).join(",\n")}
],
"jobs": [
${jobs.map(describeJob).join(",\n")}
],
"live_boards": [
${described(false)}
],
"dead_boards": [
${described(true)}
]
}
);
</script>`,
  );
}

function describeBoard(
  machine: SimulatedMachine,
  board: BoardCoordinate,
  hasAddress: boolean,
): string {
  const [x, y, z] = board;
  const [cabinet = 0, frame = 0, slot = ""] = standardPosition(board, machine) ?? [];
  return `{
"triad": {
"x": ${x},
"y": ${y},
"z": ${z}
},
"physical": {
"cabinet": "${cabinet}",
"frame": "${frame}",
"board": "${slot}"
},
${hasAddress ? `"network": {\n"address": "${machine.address(board)}"\n}` : ""}
}`;
}
