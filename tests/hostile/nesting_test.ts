import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import { jobCommand as job } from "../../commands/job.ts";
import { psCommand as ps } from "../../commands/ps.ts";
import { ProtocolError, ServerError } from "../../lib/errors.ts";
import { parseLine } from "../../lib/protocol/json.ts";
import { jobStatus, jobSummaries, notification } from "../../lib/protocol/messages.ts";
import { runOn } from "../commands/fake_context.ts";
import { command, wired } from "../lib_test_kit/wired.ts";
import { jobWith, ScriptedServer } from "./scripted_server.ts";

const NONE = { permissions: "none" } as const;

/** A list in a list in a list, and so on, as JSON. */
function nested(depth: number): string {
  return "[".repeat(depth) + "]".repeat(depth);
}

/** Values that JSON.parse() reads, but JSON.stringify() can't write. */
const ENDLESS: unknown[] = [
  JSON.parse(nested(100_000)),
  JSON.parse(`${'{"a":'.repeat(100_000)}1${"}".repeat(100_000)}`),
];

Deno.test("requests may be nested as deep as anybody needs", NONE, () => {
  const kwargs = { tags: JSON.parse(nested(40)) };
  assertEquals(jobSummaries([{ job_id: 1, state: 1, kwargs }], "list_jobs")[0]?.kwargs, kwargs);
});

Deno.test("what is nested without end is an error of the protocol wherever it stands", NONE, () => {
  for (const endless of ENDLESS) {
    const job = { job_id: 1, state: 1 };
    const jobs = [{ args: endless }, { args: [endless] }, { kwargs: { a: endless } }];
    for (const more of [...jobs, { owner: endless }, { state: endless }, { boards: endless }]) {
      assertThrows(() => jobSummaries([{ ...job, ...more }], "list_jobs"), ProtocolError);
    }
    assertThrows(() => jobStatus(endless, "get_job_state"), ProtocolError);
    assertThrows(() => notification({ jobs_changed: endless }, "notification"), ProtocolError);
  }
});

Deno.test("a refusal that is nested without end is one all the same", async () => {
  const { wire, connection } = wired();
  const call = connection.call(command("version"));
  wire.send(`{"exception": ${nested(100_000)}}\n`);
  await assertRejects(() => call, ServerError, "something without end");
  await connection.close();
});

Deno.test("parseLine() reads what is nested without end", NONE, () => {
  assertEquals(Object.keys(parseLine(`{"return": ${nested(100_000)}}`)), ["return"]);
});

Deno.test("commands refuse jobs with requests that have no end", async () => {
  const endless = JSON.stringify(jobWith("me")).replace('["me"]', nested(20_000));
  await using server = new ScriptedServer();
  server.replace("list_jobs", `[${endless}]`);
  for (const [module, argv] of [[ps, ["--json"]], [job, ["1"]], [job, ["1", "--json"]]] as const) {
    await assertRejects(() => runOn(server, module, argv), ProtocolError, "less deep");
  }
});
