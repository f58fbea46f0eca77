import { assertEquals, assertRejects } from "@std/assert";
import { RequestError, ServerError, UnsupportedError } from "../../lib/errors.ts";
import { Job } from "../../lib/job.ts";
import { Simulator } from "../../lib/simulator/mod.ts";
import { asked, javaServer } from "../lib_test_kit/java_server.ts";

/** Starts a server with a job of six boards, and notes the reports that it gets. */
async function started(manners: "python" | "java") {
  const reports: unknown[] = [];
  const server = await Simulator.start({
    manners,
    machines: ["demo:4x2"],
    powerDelay: 0,
    secondsBeforeFree: 0,
    onCommand: ({ name, args, kwargs }) =>
      name === "report_problem" && reports.push([args, kwargs]),
  });
  const { hostname, port } = server;
  const job = await Job.create({ owner: "me", what: 6 }, {
    hostname,
    port,
    keepaliveIn: "thread",
  });
  await job.waitUntilReady();
  const end = async (): Promise<void> => {
    await job.destroy();
    await server.close();
  };
  return { job, reports, [Symbol.asyncDispose]: end };
}

Deno.test("a report names the board by its address, and the chip on it", async () => {
  await using it = await started("java");
  const { job, reports } = it;
  const { connections } = await job.waitUntilReady();
  const [x = 0, y = 0] = [8, 4];
  const address = connections.find((chip) => chip.x === x && chip.y === y)?.hostname ?? "";
  assertEquals(await job.reportProblem("chip is dead", { chip: [x + 2, y + 1] }), {
    address,
    words: null,
  });
  const other = connections[0]?.hostname ?? "";
  assertEquals((await job.reportProblem("dark", { address: other })).address, other);
  assertEquals(reports, [
    [[address], { description: "chip is dead", x: 2, y: 1 }],
    [[other], { description: "dark" }],
  ]);
});

Deno.test("a report names the board by its coordinates", async () => {
  await using it = await started("java");
  const { job, reports } = it;
  const { boards, connections } = await job.waitUntilReady();
  for (const board of boards) await job.reportProblem("it does not boot", { board });
  const addresses = (reports as [string[]][]).map(([[address]]) => address);
  assertEquals(addresses.toSorted(), connections.map(({ hostname }) => hostname).toSorted());
});

Deno.test("a report of a board that the job does not have is not sent", async () => {
  await using it = await started("java");
  const { job, reports } = it;
  const wrong = [
    [{ chip: [200, 200] }, "does not have chip (200, 200)"],
    [{ board: [3, 1, 0] }, "does not have board (3, 1, 0)"],
    [{ address: "10.99.0.1" }, "no board with address 10.99.0.1"],
    [null, "has 6 boards: say which one"],
  ] as const;
  for (const [which, words] of wrong) {
    await assertRejects(() => job.reportProblem("dead", which), RequestError, words);
  }
  await assertRejects(
    () => job.reportProblem(" ", { chip: [0, 0] }),
    RequestError,
    "must say what",
  );
  assertEquals(reports, []);
});

Deno.test("a server takes one report of a board and job", async () => {
  await using it = await started("java");
  await it.job.reportProblem("dead", { chip: [0, 0] });
  await assertRejects(
    () => it.job.reportProblem("still dead", { chip: [0, 0] }),
    ServerError,
    "Duplicate entry",
  );
  assertEquals(it.job.gone.aborted, false);
});

Deno.test("a Python server takes no reports, and is not asked", async () => {
  await using it = await started("python");
  await assertRejects(() => it.job.reportProblem("dead", { chip: [0, 0] }), UnsupportedError);
  assertEquals(it.reports, []);
});

Deno.test(
  "a client reports a board as a Java server reads it",
  { permissions: "none" },
  async () => {
    const { server, client } = await javaServer();
    await client.reportProblem("10.0.0.1", { description: "dead", jobId: 7, x: 1, y: 2, p: 3 });
    assertEquals(asked(server), [
      ["report_problem", ["10.0.0.1"], { description: "dead", x: 1, y: 2, p: 3 }],
    ]);
    await client.close();
  },
);
