/**
 * Every kind of fault once more, on real sockets: a proxy stands between a job
 * and the simulator, and time passes only when nothing goes on any more.
 *
 * @module
 */
import { assertEquals } from "@std/assert";
import { FAULT_KINDS } from "./kinds/mod.ts";
import { Ledger } from "./ledger.ts";
import { liveThrough } from "./life.ts";
import { QuietNet } from "./quiet_net.ts";
import { SimulatedWorld } from "./tcp_world.ts";
import { Unhandled } from "./unhandled.ts";

const KEEPALIVE = 12;

for (const manners of ["python", "java"] as const) {
  const ledger = new Ledger();
  const on = `on ${manners === "java" ? "a Java" : "a Python"} server`;

  for (const [number, kind] of FAULT_KINDS.entries()) {
    const end = kind.ends === "lives" ? "lives" : `is ${kind.ends}`;
    Deno.test(`over TCP ${on}, with ${kind.name} a job ${end}`, async () => {
      using unhandled = new Unhandled();
      await using net = await QuietNet.open();
      await using world = await SimulatedWorld.start(KEEPALIVE, { net, manners });
      const target = kind.isGlobal || number % 3 > 0 ? "lifeline" : "session";
      const at = 4 + 4 * number / FAULT_KINDS.length;
      await liveThrough(world, { kind, target, at }, ledger);
      assertEquals(unhandled.reasons, []);
    });
  }

  Deno.test(`the fault bench finds nothing amiss over TCP ${on}`, () => {
    console.log(`fault bench over TCP ${on}: ${ledger}`);
    assertEquals(ledger.isClean, true);
  });
}
