// Permissions: all, because it starts servers and commands, and writes files.
import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { allocCommand as alloc } from "../../../commands/alloc.ts";
import { jobCommand as job } from "../../../commands/job.ts";
import { readReceipt } from "../../../commands/receipt/receipt.ts";
import { NotReadyError } from "../../../lib/errors.ts";
import { Job } from "../../../lib/job.ts";
import { Simulator } from "../../../lib/simulator/mod.ts";
import { FakeContext, runIn } from "../fake_context.ts";

const ADA = { name: "ada", password: "one secret" };

/** Starts a server with an HTTP API, and returns it with the environment of its user. */
async function startApi() {
  const server = await Simulator.start({
    machines: ["m:3x3"],
    powerDelay: 0,
    secondsBeforeFree: 0,
    java: { allocatorPeriod: 0.1 },
    api: { accounts: [ADA] },
  });
  const { url } = server.api!;
  const home = await Deno.makeTempDir();
  const env = {
    HOME: home,
    PATH: Deno.env.get("PATH") ?? "",
    SPALLOC_HOSTNAME: url.replace("://", `://ada:${encodeURIComponent(ADA.password)}@`),
  };
  return {
    ...{ server, url, home, env },
    async [Symbol.asyncDispose]() {
      await server[Symbol.asyncDispose]();
      await Deno.remove(home, { recursive: true });
    },
  };
}

Deno.test("a receipt of a job on an HTTP API has all but the credentials", async () => {
  await using test = await startApi();
  const file = `${test.home}/receipt.json`;
  const context = new FakeContext({ env: test.env });
  assertEquals(await runIn(context, alloc, ["3", "--receipt", file, "-c", "true"]), 0);
  const text = await Deno.readTextFile(file);
  assertEquals(/one.secret|one%20secret/.test(text), false);
  const receipt = readReceipt(text);
  assertEquals(receipt.server, { kind: "v2", address: test.url });
  assertEquals(receipt.job?.outcome, "freed");
  assertEquals(receipt.job?.boards.map(({ address }) => address), [
    "10.11.0.1",
    "10.11.0.9",
    "10.11.0.17",
  ]);
  assertEquals(receipt.job?.boards.map(({ physical }) => physical), [[0, 0, 0], [0, 0, 1], [
    0,
    0,
    2,
  ]]);
  const reader = new FakeContext({});
  await runIn(reader, job, ["--explain", file]);
  assertStringIncludes(reader.out.text, ` asked the Java server at ${test.url} for 3 boards`);
});

Deno.test("boards are offered on an HTTP API that tells whose they are", async () => {
  await using test = await startApi();
  const credentials = { user: ADA.name, password: ADA.password };
  const options = { hostname: test.url, credentials, keepaliveIn: "thread" as const };
  await using first = await Job.create({ what: [2, 2] }, options);
  await using second = await Job.create({ what: [1, 2] }, options);
  await Promise.all([first.waitUntilReady(), second.waitUntilReady()]);
  const context = new FakeContext({ env: test.env });
  const ran = runIn(context, alloc, ["1", "3", "--max-wait", "4", "-H", test.env.SPALLOC_HOSTNAME]);
  await assertRejects(() => ran, NotReadyError);
  const lines = context.err.text.split("\n");
  const at = lines.findIndex((line) => line.includes("free now"));
  const shown = test.url.replace("://", "://***@");
  assertEquals(lines.slice(at, at + 2), [
    "3x1 is free now:",
    `  spalloc 3 1 --max-wait 4 -H '${shown}'`,
  ]);
});

Deno.test("job --explain tells of a job on an HTTP API", async () => {
  await using test = await startApi();
  const credentials = { user: ADA.name, password: ADA.password };
  const options = { hostname: test.url, credentials, keepaliveIn: "thread" as const };
  await using mine = await Job.create({ what: [2, 2] }, options);
  await mine.waitUntilReady();
  const context = new FakeContext({ env: test.env });
  assertEquals(await runIn(context, job, ["--explain", String(mine.id)]), 0);
  assertStringIncludes(context.out.text, `Job ${mine.id} belongs to ada and was created at `);
  assertStringIncludes(
    context.out.text,
    "\nIt was asked for a rectangle of 2x2 triads, on a machine ",
  );
  assertStringIncludes(context.out.text, "\nIt has 12 boards of m, 28x28 chips, which are ");
});
