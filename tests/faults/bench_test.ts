import { assertEquals } from "@std/assert";
import { FAULT_KINDS } from "./kinds/mod.ts";
import { Ledger } from "./ledger.ts";
import { liveThrough } from "./life.ts";
import { MemoryWorld } from "./memory_world.ts";

const KEEPALIVE = 12;
const ledger = new Ledger();

for (const kind of FAULT_KINDS) {
  Deno.test(`a job with ${kind.name}: it ${kind.ends === "lives" ? "lives" : `is ${kind.ends}`}`, async () => {
    for (const target of kind.isGlobal ? ["lifeline"] as const : ["lifeline", "session"] as const) {
      for (let at = 3.7; at < 8; at += 0.7) {
        await liveThrough(new MemoryWorld(KEEPALIVE), { kind, target, at }, ledger);
      }
    }
  });
}

Deno.test("the bench", () => {
  console.log(`${ledger}`);
  assertEquals(ledger.isClean, true);
});
