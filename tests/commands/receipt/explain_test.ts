// Permissions: all, because it starts servers and writes files.
import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { explainReceipt } from "../../../commands/job/explain_receipt.ts";
import { allocCommand as alloc } from "../../../commands/alloc.ts";
import { jobCommand as job } from "../../../commands/job.ts";
import { CommandError } from "../../../commands/errors.ts";
import type { Receipt } from "../../../commands/receipt/receipt.ts";
import { UTC } from "../../../lib/time_zone/zone.ts";
import { createOn, serverWith } from "../servers.ts";
import { FakeContext, runIn, runOn } from "../fake_context.ts";

const NONE = { permissions: "none" } as const;

const RECEIPT: Receipt = {
  schema: 1,
  kind: "receipt",
  client: "1.2.3",
  server: { kind: "python", address: "spinn:22244" },
  asked: {
    resumed: null,
    args: [4],
    conditions: {
      ...{ owner: "me", machine: null, tags: null, keepalive: 60, min_ratio: 0.333 },
      ...{ max_dead_boards: 0, max_dead_links: null, require_torus: false },
    },
  },
  started: "2026-11-26T20:51:00.000Z",
  updated: "2026-11-26T20:55:00.000Z",
  job: {
    ...{ id: 24, created: "2026-11-26T20:51:01.000Z", ready: "2026-11-26T20:51:07.000Z" },
    ...{ ended: "2026-11-26T20:55:00.000Z", outcome: "freed", machine: "m" },
    ...{ width: 28, height: 16 },
    boards: [{ board: [0, 0, 0], physical: [0, 0, 0], chip: [0, 0], address: "10.11.0.1" }],
  },
  tries: [{
    ...{ job: 23, time: "2026-11-26T20:51:00.500Z", outcome: "failed", text: "exit code 1" },
    ...{ machine: "m", boards: [[1, 0, 0], [1, 0, 1]] },
    failed: [{ board: [1, 0, 1], physical: null, chip: null, address: "10.11.0.33" }],
  }],
  end: { time: "2026-11-26T20:55:01.000Z", exit_code: 0, error: null },
};

function explained(changes: Partial<Receipt>): string[] {
  return explainReceipt({ ...RECEIPT, ...changes }, { zone: UTC });
}

Deno.test("an exit code without an error was that of the command", NONE, () => {
  const time = "2026-11-26T20:55:01.000Z";
  assertEquals(
    explained({ end: { time, exit_code: 3, error: null } }).at(-1),
    "spalloc ended at 26/11/2026 20:55:01 with exit code 3, the exit code of its command.",
  );
  assertEquals(
    explained({ end: { time, exit_code: 5, error: "Late." } }).at(-1),
    "spalloc ended at 26/11/2026 20:55:01 with exit code 5: Late.",
  );
});

Deno.test("a job that could not be destroyed ends with its keepalive, if it has one", NONE, () => {
  const job = { ...RECEIPT.job!, outcome: "not freed" as const };
  const outcome = (asked: Partial<Receipt["asked"]>): string | undefined =>
    explained({ job, asked: { ...RECEIPT.asked, ...asked } }).at(-2);
  const said = "It could not be destroyed at 26/11/2026 20:55:00, after 3m";
  assertEquals(outcome({}), `${said}: the server does that when its keepalive is over.`);
  assertEquals(
    outcome({ conditions: { ...RECEIPT.asked.conditions, keepalive: null } }),
    `${said}. It has no keepalive, so it stays until somebody destroys it.`,
  );
  assertEquals(
    outcome({ resumed: 24, conditions: {} }),
    `${said}: the server does that when its keepalive is over, if it has one.`,
  );
});

Deno.test("a receipt is explained in sentences", NONE, () => {
  assertEquals(explained({}), [
    "spalloc 1.2.3 asked the Python server at spinn:22244 for 4 boards, at 26/11/2026 20:51:00.",
    "The job was for me, on a machine with the tag default, with no dead board, with an aspect ratio " +
    "of at least 0.333.",
    "Job 23 had 2 boards of m, which did not pass at 26/11/2026 20:51:00: exit code 1.",
    "  board 1 0 1: 10.11.0.33",
    "Job 24 was created at 26/11/2026 20:51:01.",
    "It had 1 board of m, 28x16 chips, powered on at 26/11/2026 20:51:07, after 6s:",
    "  board 0 0 0: cabinet 0, frame 0, board 0; 10.11.0.1",
    "Its boards were freed at 26/11/2026 20:55:00, after 3m.",
    "spalloc ended at 26/11/2026 20:55:01 with exit code 0.",
  ]);
});

Deno.test("a receipt without an end says so", NONE, () => {
  const waiting = { ...RECEIPT.job!, ready: null, ended: null, outcome: null, boards: [] };
  assertEquals(explained({ job: waiting, tries: [], end: null }).slice(2), [
    "Job 24 was created at 26/11/2026 20:51:01.",
    "Its boards were not powered on yet.",
    "spalloc has not ended, or was killed before it could say so: this is what it knew at " +
    "26/11/2026 20:55:00.",
  ]);
});

Deno.test("a receipt from anybody controls no terminal", NONE, () => {
  const end = { time: "\x1b[2J", exit_code: 1, error: "\x1b[2J" };
  assertEquals(explained({ end }).some((line) => line.includes("\x1b")), false);
});

Deno.test("job --explain reads the file that alloc --receipt has written", async () => {
  await using server = await serverWith([], { machines: ["m:4x2"] });
  const file = await Deno.makeTempFile();
  try {
    const env = {
      SPALLOC_HOSTNAME: server.hostname,
      SPALLOC_PORT: String(server.port),
      SPALLOC_OWNER: "me",
      PATH: Deno.env.get("PATH") ?? "",
    };
    const context = new FakeContext({ env });
    await runIn(context, alloc, ["4", "1", "--receipt", file, "-c", "exit 3"]);
    // No server is named, because none is asked.
    const reader = new FakeContext({});
    assertEquals(await runIn(reader, job, ["--explain", file]), 0);
    assertStringIncludes(reader.out.text, " for a rectangle of 4x1 triads, at ");
    assertStringIncludes(reader.out.text, "\n  board 3 0 2: cabinet 0, frame 0, board 20; ");
    assertStringIncludes(reader.out.text, " with exit code 3, the exit code of its command.\n");

    await Deno.writeTextFile(file, '{"schema":1}');
    const error = await assertRejects(
      () => runIn(new FakeContext({}), job, ["--explain", file]),
      CommandError,
    );
    assertStringIncludes(error.message, "is not a receipt of spalloc");
  } finally {
    await Deno.remove(file);
  }
});

for (const manners of ["python", "java"] as const) {
  Deno.test(`job --explain tells of a job what a ${manners} server does`, async () => {
    await using server = await serverWith([], { manners, machines: ["m:4x2"] });
    const first = await createOn(server, { what: 3, keepalive: 60 });
    const second = await createOn(server, { what: [4, 2], keepalive: 60 });
    const explain = async (id: number): Promise<string> =>
      (await runOn(server, job, ["--explain", String(id)])).stdout;
    const ready = await explain(first);
    assertStringIncludes(ready, `Job ${first} belongs to me and was created at `);
    assertStringIncludes(ready, "\nIt was asked for 3 boards, on a machine with the tag default, ");
    assertStringIncludes(ready, "\nIt has 3 boards of m, 16x16 chips, which are on.\n");
    assertStringIncludes(ready, "\nIts boards are 0 0 0, 0 0 1, 0 0 2.\n");
    assertStringIncludes(ready, "\nThe server destroys it when there is no sign of life for 60 s");
    assertStringIncludes(
      await explain(second),
      "\nIt waits in the queue, at about place 1: it needs 24 boards, 21 are free.\n",
    );
    const { code, stdout } = await runOn(server, job, ["--explain", "9999"]);
    assertEquals([code, stdout], [
      3,
      "The server does not know job 9999: it ended long ago, or there never was one.\n",
    ]);
  });
}
