/**
 * The fault bench for the HTTP API: what a job promises, under every kind of fault of HTTP, at
 * every moment between two beats.
 *
 * @module
 */
import { assertEquals } from "@std/assert";
import { HTTP_KINDS } from "./http/kinds.ts";
import { liveThrough, TARGETS } from "./http/life.ts";
import { HttpWorld } from "./http/world.ts";
import { Ledger } from "./ledger.ts";
import { Unhandled } from "./unhandled.ts";

const ledger = new Ledger();

for (const kind of HTTP_KINDS) {
  Deno.test(`on the HTTP API, with ${kind.name} a job lives`, async (t) => {
    for (const target of kind.isGlobal ? ["any request"] : Object.keys(TARGETS)) {
      await t.step(`of ${target}`, async () => {
        using unhandled = new Unhandled();
        for (let at = 8; at < 19; at += 1.7) {
          await liveThrough(new HttpWorld(), { kind, target, at }, ledger);
        }
        ledger.unhandled += unhandled.reasons.length;
        assertEquals(unhandled.reasons, []);
      });
    }
  });
}

Deno.test("the fault bench finds nothing amiss on the HTTP API", () => {
  console.log(`fault bench on the HTTP API: ${ledger}`);
  assertEquals(ledger.kinds.size, HTTP_KINDS.length);
  assertEquals(ledger.isClean, true);
});
