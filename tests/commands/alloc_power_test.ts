// Permissions: all, because it starts servers and commands, and writes a file of addresses.
import { assertEquals } from "@std/assert";
import { allocCommand as alloc } from "../../commands/alloc.ts";
import { jobCommand as job } from "../../commands/job.ts";
import { serverWith } from "./servers.ts";
import { FakeContext, runIn, runOn } from "./fake_context.ts";

for (const manners of ["python", "java"] as const) {
  Deno.test(`alloc tells its user that somebody powered the boards off (${manners})`, async () => {
    await using server = await serverWith([], {
      manners,
      machines: ["m:1x1"],
      secondsBeforeFree: 0,
      java: { notifyWaitTime: 0.2 },
    });
    const env = {
      SPALLOC_HOSTNAME: server.hostname,
      SPALLOC_PORT: String(server.port),
      SPALLOC_OWNER: "me",
      PATH: Deno.env.get("PATH") ?? "",
    };
    const file = await Deno.makeTempFile();
    const context = new FakeContext({ env });
    // It runs until the file has gone.
    const line = `while [ -e ${file} ]; do sleep 0.1; done`;
    const ran = runIn(context, alloc, ["1", "-c", line]);
    await context.err.until("Ready!");
    const [{ id } = { id: 0 }] = server.jobs;
    await runOn(server, job, [String(id), "--power-off", "--yes"], { SPALLOC_OWNER: "me" });
    await context.err.until("somebody has powered");
    await Deno.remove(file);
    assertEquals(await ran, 0);
    const lines = context.err.text.split("\n");
    const at = lines.findIndex((line) => line.includes("somebody has powered"));
    assertEquals(lines.slice(at, at + 2), [
      `Job ${id}: somebody has powered the boards off. To power them on again:`,
      `  spalloc job ${id} --power-on`,
    ]);
  });
}
