// Permissions: all, because it starts servers and writes a file of addresses.
import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { allocCommand as alloc } from "../../commands/alloc.ts";
import { NotReadyError } from "../../lib/errors.ts";
import { createOn, serverWith } from "./servers.ts";
import { FakeContext, runIn } from "./fake_context.ts";

for (const manners of ["python", "java"] as const) {
  Deno.test(`alloc offers what a ${manners} server would grant at once, and it does`, async () => {
    await using server = await serverWith([{ what: [2, 2] }, { what: [1, 2] }], {
      manners,
      machines: ["m:3x3"],
    });
    const env = {
      SPALLOC_HOSTNAME: server.hostname,
      SPALLOC_PORT: String(server.port),
      SPALLOC_OWNER: "me",
    };
    // What is left is the row at the top.
    const context = new FakeContext({ env });
    const ran = runIn(context, alloc, ["1", "3", "--max-wait", "2", "-t", "default"]);
    await assertRejects(() => ran, NotReadyError);
    assertEquals(context.err.text.replaceAll(/Job \d+/g, "Job ID").split("\n"), [
      "Job ID: Waiting in queue...",
      "Job ID: Waiting in queue...; needs 9 boards, 9 are free, but not side by side or not ready yet",
      // A Python server may have cut off the end of the row with the column below it.
      `3x1 ${manners === "python" ? "may be" : "is"} free now:`,
      "  spalloc 3 1 --max-wait 2 -t default",
      "Job ID: taken out of the queue.",
      "",
    ]);
    const granted = await createOn(server, { what: [3, 1], tags: ["default"] });
    assertEquals(server.jobs.find(({ id }) => id === granted)?.state, "ready");
  });
}

Deno.test("the line of an offer stays whole on a terminal: it is to be copied", async () => {
  await using server = await serverWith([{ what: [2, 2] }, { what: [1, 2] }], {
    machines: ["m:3x3"],
  });
  const env = {
    SPALLOC_HOSTNAME: server.hostname,
    SPALLOC_PORT: String(server.port),
    SPALLOC_OWNER: "me",
  };
  const typed = { text: "", isTerminal: true, isOpen: true };
  const context = new FakeContext({ env, typed });
  const words = "one two ".repeat(100);
  const ran = runIn(context, alloc, ["1", "3", "--max-wait", "1.5", "--", "echo", words]);
  await assertRejects(() => ran, NotReadyError);
  assertStringIncludes(
    context.err.text,
    `free now:\n  spalloc 3 1 --max-wait 1.5 -- echo '${words}'\n`,
  );
});
