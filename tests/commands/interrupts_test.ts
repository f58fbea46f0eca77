import { assertEquals, assertRejects } from "@std/assert";
import { Interrupts } from "../../commands/interrupts.ts";
import { orAborted } from "../../lib/clock.ts";

for (const [kind, fail] of [["a rejection", failLater], ["an exception", throwLater]] as const) {
  Deno.test(`${kind} that nobody catches interrupts, so that boards are still freed`, async () => {
    using interrupts = new Interrupts();
    interrupts.listen();
    fail();
    const never = Promise.withResolvers<never>().promise;
    await assertRejects(() => orAborted(never, interrupts.signal), Error, "nobody's");
    assertEquals(interrupts.again.aborted, false);
  });
}

function failLater(): void {
  Promise.reject(new Error("nobody's"));
}

function throwLater(): void {
  queueMicrotask(() => {
    throw new Error("nobody's");
  });
}
