// Permissions: all, because it starts a program.
import { assertEquals, assertRejects } from "@std/assert";
import { ProcessInterrupts } from "../../commands/interrupts.ts";
import type { SignalName } from "../../commands/signals.ts";
import { orAborted } from "../../lib/clock.ts";

for (const [kind, fail] of [["a rejection", failLater], ["an exception", throwLater]] as const) {
  Deno.test(`${kind} that nobody catches interrupts, so that boards are still freed`, async () => {
    using interrupts = new ProcessInterrupts();
    interrupts.listen();
    fail();
    const never = Promise.withResolvers<never>().promise;
    await assertRejects(() => orAborted(never, interrupts.signal), Error, "nobody's");
    assertEquals(interrupts.again.aborted, false);
  });
}

for (
  const [name, signals, isAgain] of [
    ["SIGTERM and SIGHUP of one event", [["SIGTERM", 0], ["SIGHUP", 0.02]], false],
    ["SIGTERM twice, as timeout sends it,", [["SIGTERM", 0], ["SIGTERM", 0]], false],
    ["SIGTERM again after a while", [["SIGTERM", 0], ["SIGTERM", 30]], false],
    ["Ctrl-C pressed twice at once", [["SIGINT", 0], ["SIGINT", 0.9]], false],
    ["Ctrl-C pressed again later", [["SIGINT", 0], ["SIGINT", 1.1]], true],
    ["Ctrl-C some time after SIGTERM", [["SIGTERM", 0], ["SIGINT", 1.1]], true],
  ] as const
) {
  Deno.test({
    name: `${name} ${isAgain ? "means that nobody wants to wait" : "is one signal"}`,
    permissions: "none",
    fn() {
      let now = 100;
      using interrupts = new ProcessInterrupts({ now: () => now, after: () => () => {} });
      for (const [signal, at] of signals) {
        now = 100 + at;
        interrupts.take(signal);
      }
      assertEquals([interrupts.signal.aborted, interrupts.again.aborted], [true, isAgain]);
    },
  });
}

Deno.test({
  name: "a signal is offered to what runs first, and ends the program where that does not take it",
  permissions: "none",
  fn() {
    using interrupts = new ProcessInterrupts();
    const offered: SignalName[] = [];
    const takeBack = interrupts.offer((name) => offered.push(name) > 0 && name === "SIGUSR1");
    interrupts.take("SIGUSR1");
    assertEquals(interrupts.signal.aborted, false);
    interrupts.take("SIGTERM");
    assertEquals(interrupts.signal.aborted, true);
    assertEquals(offered, ["SIGUSR1", "SIGTERM"]);
    takeBack();
  },
});

Deno.test({
  name: "a signal that is ignored stays so to the end, as one that comes late",
  ignore: Deno.build.os !== "linux",
  async fn() {
    const program = new URL("ignored_signal.ts", import.meta.url).pathname;
    const line = `trap '' HUP; exec "$@"`;
    const words = [Deno.execPath(), "run", "--allow-all", "--no-check", program];
    const { code, stdout } = await new Deno.Command("/bin/sh", {
      args: ["-c", line, "sh", ...words],
      stderr: "inherit",
    }).output();
    assertEquals([code, new TextDecoder().decode(stdout)], [0, "alive\n"]);
  },
});

function failLater(): void {
  Promise.reject(new Error("nobody's"));
}

function throwLater(): void {
  queueMicrotask(() => {
    throw new Error("nobody's");
  });
}
