import { assertEquals, assertRejects } from "@std/assert";
import { ConnectionError, RequestError, UnsupportedError } from "../../lib/errors.ts";
import { ProtocolClient } from "../../lib/protocol/client.ts";
import type { JobRequest } from "../../lib/protocol/request.ts";
import { Simulator } from "../../lib/simulator/mod.ts";

const owner = "me";

/** Creates a job on a server of a kind, and returns what that heard and gave. */
async function create(manners: "python" | "java", request: JobRequest) {
  const heard: string[] = [];
  await using server = await Simulator.start({
    manners,
    machines: ["demo:4x2"],
    powerDelay: 0,
    onCommand: ({ name }) => heard.push(name),
  });
  const { hostname, port } = server;
  await using client = await ProtocolClient.connect(hostname, { port });
  const jobId = await client.createJob(request).catch((error) => error);
  if (typeof jobId !== "number") return { heard, error: jobId, boards: undefined };
  for (;;) {
    const machine = await client.getJobMachineInfo(jobId);
    if (machine) return { heard, error: null, boards: machine.boards };
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

for (const manners of ["python", "java"] as const) {
  Deno.test(`a ${manners} server allocates the board at a place of a named machine`, async () => {
    const { boards } = await create(manners, {
      owner,
      machine: "demo",
      what: { physical: [0, 0, 7] },
    });
    await using server = await Simulator.start({ manners, machines: ["demo:4x2"] });
    const { hostname, port } = server;
    await using client = await ProtocolClient.connect(hostname, { port });
    assertEquals(boards, [await client.getBoardAtPosition("demo", [0, 0, 7])]);
  });

  Deno.test(`a ${manners} server is not asked for what it has no words for`, async () => {
    const requests: [Partial<JobRequest>, string][] = [
      [{ group: "g" }, "knows no groups"],
      [{ collab: "c" }, "knows no collaboratories"],
      [{ nmpiJob: 3 }, "knows no NMPI jobs"],
      [{ what: { address: "10.11.0.1" } }, "can't allocate the board with address 10.11.0.1"],
      [{ what: { physical: [0, 1, 2] } }, "name the machine as well"],
    ];
    for (const [request, words] of requests) {
      const { error, heard } = await create(manners, { owner, ...request });
      await assertRejects(() => Promise.reject(error), UnsupportedError, words);
      assertEquals(heard, []);
    }
  });
}

Deno.test("a board that is not there is refused before a job is asked for", async () => {
  const request = { owner, machine: "demo", what: { physical: [9, 9, 9] } } as const;
  const { error, heard } = await create("python", request);
  await assertRejects(() => Promise.reject(error), RequestError, "cabinet 9, frame 9, board 9");
  assertEquals(heard, ["version", "get_board_at_position"]);
});

Deno.test("a connection that breaks before the job is asked for has sent nothing", async () => {
  await using server = await Simulator.start({
    onCommand: ({ name }) => name === "get_board_at_position" && server.dropConnections(),
  });
  const { hostname, port } = server;
  await using client = await ProtocolClient.connect(hostname, { port });
  const error = await assertRejects(
    () => client.createJob({ owner, machine: "demo", what: { physical: [0, 0, 0] } }),
    ConnectionError,
  );
  assertEquals(error.outcome, "not sent");
});
