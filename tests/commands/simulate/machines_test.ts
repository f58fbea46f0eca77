import { assertEquals, assertRejects } from "@std/assert";
import { UsageError } from "../../../commands/errors.ts";
import { simulateCommand as simulate } from "../../../commands/simulate.ts";
import { FakeContext, runIn } from "../fake_context.ts";

Deno.test("simulate refuses to say how boards answer that nobody can reach", async () => {
  for (const words of [["--need-boot"], ["--silent-boards", "demo=0,0,1"]]) {
    const context = new FakeContext();
    context.interrupt();
    const running = runIn(context, simulate, [...words, "--port", "0"]);
    const { message } = await assertRejects(() => running, UsageError);
    assertEquals(
      message,
      `${words[0]} has no effect without --boards or --api: boards cannot be reached`,
    );
  }
});

Deno.test("simulate refuses two machines of the same name", async () => {
  const context = new FakeContext();
  context.interrupt(); // Should it take them all the same, it is not to wait.
  const running = runIn(context, simulate, ["a:1x1", "b:1x1", "a:2x2", "--port", "0"]);
  const { message } = await assertRejects(() => running, UsageError);
  assertEquals(message, 'Cannot use "a:2x2": there is a machine a already');
});
