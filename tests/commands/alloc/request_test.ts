import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import { allocCommand } from "../../../commands/alloc.ts";
import { accountsWithoutEffect } from "../../../commands/alloc/account.ts";
import { requestOf, type Requirements } from "../../../commands/alloc/request.ts";
import { Call } from "../../../commands/call.ts";
import { RequestError } from "../../../lib/errors.ts";
import { FakeContext, runIn } from "../fake_context.ts";

const API = "https://spalloc.example.org/spalloc/";

async function callIn(env: Record<string, string>): Promise<Call> {
  return await Call.begin(new FakeContext({ env }), { files: [] });
}

/** Returns the owner, the account and the boards that are requested. */
async function asked(env: Record<string, string>, options: Partial<Requirements> = {}) {
  const { owner, what, group, collab, nmpiJob } = requestOf(
    { what: [], ...options },
    await callIn(env),
  );
  return { owner, what, group, collab, nmpiJob };
}

const NOBODY = { group: undefined, collab: undefined, nmpiJob: undefined };

Deno.test("a job on a server with an HTTP API needs no owner, and gets none from settings", async () => {
  const env = { SPALLOC_HOSTNAME: API, SPALLOC_OWNER: "me@example.org" };
  const none = { ...NOBODY, group: null, collab: null, what: [] };
  assertEquals(await asked(env), { ...none, owner: null });
  assertEquals(await asked(env, { owner: "ada" }), { ...none, owner: "ada" });
  const old = { SPALLOC_HOSTNAME: "spalloc.example.org", SPALLOC_OWNER: "me@example.org" };
  assertEquals(await asked(old), { ...NOBODY, what: [], owner: "me@example.org" });
});

Deno.test("the account of a job is an option's, else the NMPI's, else the settings'", async () => {
  const settings = { SPALLOC_HOSTNAME: API, SPALLOC_GROUP: "physics" };
  const nmpi = { ...settings, NMPI_JOB_ID: "17", NMPI_USER: "ada" };
  assertEquals((await asked(settings)).group, "physics");
  const around = await asked(nmpi);
  assertEquals([around.nmpiJob, around.owner, around.group], [17, "ada", undefined]);
  assertEquals((await asked(nmpi, { owner: "bob" })).owner, "bob");
  const given = await asked(nmpi, { collab: "c" });
  assertEquals([given.collab, given.nmpiJob, given.group, given.owner], [
    "c",
    undefined,
    undefined,
    null,
  ]);
  const both = await callIn({ ...settings, SPALLOC_COLLAB: "c" });
  assertThrows(() => requestOf({ what: [] }, both), RequestError, "give only one of them");
});

Deno.test("settings of an account have no effect on an old port, which is told", async () => {
  const env = { SPALLOC_HOSTNAME: "old", SPALLOC_OWNER: "me", SPALLOC_GROUP: "physics" };
  assertEquals((await asked({ ...env, NMPI_JOB_ID: "17" })).group, undefined);
  assertEquals((await asked(env, { group: "g" })).group, "g");
  assertEquals(
    accountsWithoutEffect(await callIn(env)),
    "The setting group has no effect: only servers with an https:// address account jobs to a " +
      "group or a collaboratory.",
  );
  assertEquals(accountsWithoutEffect(await callIn({ SPALLOC_HOSTNAME: "old" })), null);
});

Deno.test("alloc takes a board by its place and by its address", async () => {
  const env = { SPALLOC_HOSTNAME: API };
  assertEquals((await asked(env, { physical: [0, 1, 2] })).what, { physical: [0, 1, 2] });
  assertEquals((await asked(env, { ip: "10.0.0.1" })).what, { address: "10.0.0.1" });
});

Deno.test("alloc refuses boards that are named in two ways, or badly", async () => {
  const cases: [string[], RegExp][] = [
    [["--physical", "0", "1", "2", "--ip", "10.0.0.1"], /--physical.*--ip|--ip.*--physical/],
    [["3", "--physical", "0", "1", "2"], /Cannot allocate 3 and the board of --physical/],
    [["4", "2", "--ip", "10.0.0.1"], /Cannot allocate 4 2 and the board of --ip/],
    [["--physical", "0", "1"], /takes three numbers, CABINET FRAME BOARD, not "0 1"/],
    [["--physical"], /takes three numbers/],
    [["--ip", "board7"], /"board7" as address of a board/],
    [["--resume", "7", "--ip", "10.0.0.1"], /Cannot resume job 7 and allocate the board of --ip/],
    [["--group", "a", "--nmpi-job", "7"], /--group.*--nmpi-job|--nmpi-job.*--group/],
    [["--collab", "a", "--group", "b"], /--group.*--collab|--collab.*--group/],
    [["--nmpi-job", "x"], /--nmpi-job takes the id of an NMPI job, a whole number, not "x"/],
  ];
  for (const [argv, words] of cases) {
    const context = new FakeContext({ env: { SPALLOC_HOSTNAME: API } });
    const error = await assertRejects(() => runIn(context, allocCommand, argv), Error);
    assertEquals(words.test(error.message), true, error.message);
  }
});
