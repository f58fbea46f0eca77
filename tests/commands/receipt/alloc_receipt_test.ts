// Permissions: all, because it starts servers and commands, and writes files.
import { assert, assertEquals, assertMatch, assertRejects } from "@std/assert";
import { join } from "@std/path";
import { allocCommand as alloc } from "../../../commands/alloc.ts";
import { UsageError } from "../../../commands/errors.ts";
import { readReceipt, type Receipt } from "../../../commands/receipt/receipt.ts";
import { NotReadyError } from "../../../lib/errors.ts";
import { pythonTest } from "../../lib_test_kit/manners.ts";
import { serverWith } from "../servers.ts";
import { FakeContext, runIn } from "../fake_context.ts";

/** A folder for receipts, and the settings for a server. */
async function prepared(server: { hostname: string; port: number }) {
  const folder = await Deno.makeTempDir();
  const env = {
    SPALLOC_HOSTNAME: server.hostname,
    SPALLOC_PORT: String(server.port),
    SPALLOC_OWNER: "me",
    PATH: Deno.env.get("PATH") ?? "",
  };
  return {
    env,
    file: join(folder, "receipt.json"),
    path: (name: string) => join(folder, name),
    read: async (name = "receipt.json"): Promise<Receipt> =>
      readReceipt(await Deno.readTextFile(join(folder, name))),
    [Symbol.asyncDispose]: () => Deno.remove(folder, { recursive: true }),
  };
}

for (const manners of ["python", "java"] as const) {
  Deno.test(`a receipt has what was asked for, given and done (${manners})`, async () => {
    await using server = await serverWith([], { manners, machines: ["m:4x2"] });
    await using test = await prepared(server);
    const context = new FakeContext({ env: test.env });
    const copy = test.path("copy.json");
    const line = `cat ${test.file} > ${copy}; exit 3`;
    const code = await runIn(context, alloc, ["4", "--receipt", test.file, "-c", line]);
    assertEquals(code, 3, context.err.text);
    assertEquals((await Deno.stat(test.file)).mode! & 0o777, 0o600);

    const receipt = await test.read();
    const { asked, job, end, server: { kind, address } } = receipt;
    assertEquals([kind, address], [manners, `${server.hostname}:${server.port}`]);
    assertEquals([asked.resumed, asked.args, asked.conditions.owner], [null, [4], "me"]);
    assert(job && end);
    assertEquals([job.machine, job.outcome], ["m", "freed"]);
    assertEquals(job.boards.length, 6);
    assertEquals(job.boards.find(({ board }) => String(board) === "0,0,2"), {
      board: [0, 0, 2],
      physical: [0, 0, 2],
      chip: [4, 8],
      address: "10.11.0.17",
    });
    assertEquals([end.exit_code, end.error, receipt.tries], [3, null, []]);
    const times = [receipt.started, job.created, job.ready!, job.ended!, end.time];
    assertEquals(times, times.toSorted());
    for (const time of times) assertMatch(time, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);

    // As it was while the command ran, or as a crash would have left it.
    const before = await test.read("copy.json");
    assert(before.job);
    assertEquals(before.job.boards.map(({ address }) => address).includes("10.11.0.17"), true);
    assertEquals([before.job.ended, before.job.outcome, before.end], [null, null, null]);
  });
}

Deno.test("a receipt says why there were no boards", async () => {
  await using server = await serverWith([{ what: [4, 2] }], { machines: ["m:4x2"] });
  await using test = await prepared(server);
  const context = new FakeContext({ env: test.env });
  const argv = ["4", "2", "--receipt", test.file, "--max-wait", "0.2"];
  await assertRejects(() => runIn(context, alloc, argv), NotReadyError);
  const { job, end } = await test.read();
  assertEquals([job?.ready, job?.outcome, job?.boards], [null, "freed", []]);
  assertEquals([end?.exit_code, end?.error], [5, `Job ${job?.id} was not ready within 0.2 s`]);
});

pythonTest(
  "a receipt says that the boards were not freed, of which no command was the reason",
  "others have no unlimited keepalive",
  async () => {
    await using server = await serverWith([], {
      machines: ["m:4x2"],
      onCommand({ name }) {
        if (name === "destroy_job") server.fallSilent();
      },
    });
    await using test = await prepared(server);
    const context = new FakeContext({ env: test.env });
    const argv = ["--keepalive", "-1", "--receipt", test.file, "-c", "true"];
    assertEquals(await runIn(context, alloc, argv), 6, context.err.text);
    const { job, end } = await test.read();
    assertEquals([job?.outcome, end?.exit_code], ["not freed", 6]);
    assertEquals(end?.error, "The boards were not freed");
  },
);

Deno.test("a receipt says that the boards were not booted", async () => {
  await using server = await serverWith([{}], { machines: ["m:4x2"] });
  await using test = await prepared(server);
  await Deno.writeTextFile(test.path("rig-boot"), "#!/bin/sh\nexit 3\n", { mode: 0o755 });
  const folder = test.path("");
  const context = new FakeContext({ env: { ...test.env, PATH: `${folder}:${test.env.PATH}` } });
  const argv = ["--resume", "1", "--boot", "--receipt", test.file, "-c", "true"];
  assertEquals(await runIn(context, alloc, argv), 3, context.err.text);
  const { end } = await test.read();
  assertEquals(end?.error, "Booting job 1 failed: rig-boot exited with code 3");
  const line =
    "spalloc: Booting job 1 failed: rig-boot exited with code 3. Your command was not run";
  assertEquals(context.err.text.split("\n").includes(line), true, context.err.text);
});

Deno.test("a receipt has the tries that failed", async () => {
  await using server = await serverWith([], { machines: ["m:4x2"] });
  await using test = await prepared(server);
  const context = new FakeContext({ env: test.env });
  const argv = ["1", "--receipt", test.file, "--avoid", "0,0,0", "-c", "true"];
  assertEquals(await runIn(context, alloc, argv), 0, context.err.text);
  const { tries, job, end } = await test.read();
  assertEquals(tries.map(({ outcome, text }) => [outcome, text]), [["avoided", "to be avoided"]]);
  assertEquals(tries[0]?.failed.map(({ board, physical }) => [board, physical]), [
    [[0, 0, 0], [0, 0, 0]],
  ]);
  assertEquals(tries[0]!.job < job!.id, true);
  assertEquals([job?.boards[0]?.board, job?.outcome, end?.exit_code], [[0, 0, 1], "freed", 0]);
});

Deno.test("a receipt that can't be written is no reason to give up boards, but to ask for none", async () => {
  let created = 0;
  const onCommand = ({ name }: { name: string }): void => {
    if (name === "create_job") created++;
  };
  await using server = await serverWith([], { machines: ["m:4x2"], onCommand });
  await using test = await prepared(server);
  const refuse = async (file: string): Promise<string> => {
    const context = new FakeContext({ env: test.env });
    const error = await assertRejects(() =>
      runIn(context, alloc, ["--receipt", file, "-c", "true"])
    );
    assertEquals(created, 0);
    return (error as Error).message;
  };
  const temporary = test.path("temporary");
  await Deno.mkdir(temporary);
  Object.assign(test.env, { TMPDIR: temporary });
  const nowhere = test.path("no/receipt.json");
  assertEquals(
    await refuse(nowhere),
    `Cannot write the receipt ${nowhere}: No such file or directory`,
  );
  assertEquals([...Deno.readDirSync(temporary)], []);
  assertEquals(await refuse("/dev/null"), "Cannot write the receipt /dev/null: it is not a file");
  await assertRejects(
    () => runIn(new FakeContext({ env: test.env }), alloc, ["--receipt", "-"]),
    UsageError,
  );

  const folder = test.path("folder");
  await Deno.mkdir(folder);
  const context = new FakeContext({ env: test.env });
  const file = join(folder, "receipt.json");
  const argv = ["--receipt", file, "-c", `mv ${folder} ${folder}-away`];
  assertEquals(await runIn(context, alloc, argv), 0);
  const said = context.err.text.split("\n").filter((line) => line.includes("receipt"));
  assertEquals(said, [`Cannot write the receipt ${file}: No such file or directory.`]);
});
