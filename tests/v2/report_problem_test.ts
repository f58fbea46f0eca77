import { assertEquals, assertRejects } from "@std/assert";
import { RequestError, ServerError } from "../../lib/errors.ts";
import { Job } from "../../lib/job.ts";
import { Simulator, type SimulatorOptions } from "../../lib/simulator/mod.ts";
import { ApiClient } from "../../lib/v2/api_client.ts";

const CREDENTIALS = { user: "tester", password: "secret" };

/** Starts a server with a job of six boards. */
async function started(options: SimulatorOptions = {}) {
  const server = await Simulator.start({
    machines: ["demo:4x2"],
    powerDelay: 0,
    secondsBeforeFree: 0,
    java: { allocatorPeriod: 0.05 },
    api: {},
    ...options,
  });
  const hostname = server.api?.url ?? "";
  const job = await Job.create({ what: [2, 1] }, {
    hostname,
    credentials: CREDENTIALS,
    keepaliveIn: "thread",
  });
  const machine = await job.waitUntilReady();
  const end = async (): Promise<void> => {
    await job.destroy();
    await server.close();
  };
  return { server, hostname, job, machine, [Symbol.asyncDispose]: end };
}

Deno.test("each board of a job can be reported, by any of its names", async () => {
  await using it = await started();
  const { job, machine: { connections, boards } } = it;
  const [first, second, third] = connections;
  const reports = [
    await job.reportProblem("dark", { address: first!.hostname }),
    await job.reportProblem("dark", { chip: [second!.x + 3, second!.y + 2] }),
    await job.reportProblem("dark", { chip: [third!.x, third!.y] }),
  ];
  assertEquals(
    reports,
    [first, second, third].map((chip) => ({
      address: chip!.hostname,
      words: "report noted",
    })),
  );
  const rest = await Promise.allSettled(
    boards.map((board) => job.reportProblem("dark", { board })),
  );
  // Those of the others, once each.
  assertEquals(rest.filter(({ status }) => status === "fulfilled").length, boards.length - 3);
});

Deno.test("a second report is refused, and costs no job and no connection", async () => {
  await using it = await started();
  const which = { chip: [0, 0] } as const;
  await it.job.reportProblem("dark", which);
  await assertRejects(() => it.job.reportProblem("still dark", which), ServerError, "failed");
  assertEquals((await it.job.readStatus()).state, 3);
});

Deno.test("a report of a board that is not the job's is refused by the server's words", async () => {
  await using it = await started();
  await using client = new ApiClient(it.hostname, { credentials: CREDENTIALS });
  const { id: jobId } = it.job;
  await assertRejects(
    () => client.reportProblem("10.11.0.250", { description: "dark", jobId }),
    ServerError,
    "board is not allocated to the job",
  );
  await assertRejects(
    () => client.reportProblem("10.11.0.1", { description: "dark" }),
    RequestError,
    "name the job",
  );
  assertEquals(client.isOpen, true);
});

Deno.test("the chip and the core of a problem are in the text of its report", async () => {
  const texts: string[] = [];
  await using it = await started();
  await using client = new ApiClient(it.hostname, {
    credentials: CREDENTIALS,
    fetch: async (request) => {
      if (request.url.endsWith("/report-issue")) {
        texts.push((await request.clone().json()).issue);
      }
      return await fetch(request);
    },
  });
  const { job: { id: jobId }, machine: { connections: [first] } } = it;
  const problem = { description: "dark", jobId, x: 1, y: 2, p: 3 };
  await client.reportProblem(first!.hostname, problem);
  assertEquals(texts, ["chip (1, 2) of the board, core 3: dark"]);
});
