import { assertEquals, assertRejects } from "@std/assert";
import { UsageError } from "../../../commands/errors.ts";
import { simulateCommand as simulate } from "../../../commands/simulate.ts";
import { FakeContext, runIn } from "../fake_context.ts";

Deno.test("simulate refuses two machines of the same name", async () => {
  const context = new FakeContext();
  context.interrupt(); // Should it take them all the same, it is not to wait.
  const running = runIn(context, simulate, ["a:1x1", "b:1x1", "a:2x2", "--port", "0"]);
  const { message } = await assertRejects(() => running, UsageError);
  assertEquals(message, 'Cannot use "a:2x2": there is a machine a already');
});
