import { assertEquals, assertThrows } from "@std/assert";
import { chooseThread } from "../../lib/lifeline/choose_thread.ts";
import { systemClock } from "../../lib/clock.ts";
import { RequestError } from "../../lib/errors.ts";

const LIBRARY = new URL("../../lib/", import.meta.url);

Deno.test("a job is kept alive from a worker where its modules may be loaded", {
  permissions: { read: [LIBRARY] },
}, () => {
  assertEquals(chooseThread(undefined, {}), "worker");
  assertEquals(chooseThread("worker", {}), "worker");
  assertEquals(chooseThread("thread", {}), "thread");
  assertEquals(chooseThread("worker", { clock: systemClock }), "thread");
});

Deno.test(
  "without that permission it is kept alive from its own thread, unless a worker is a must",
  {
    permissions: "none",
  },
  () => {
    assertEquals(chooseThread(undefined, {}), "thread");
    assertThrows(
      () => chooseThread("worker", {}),
      RequestError,
      `that needs --allow-read=${LIBRARY.pathname}`,
    );
  },
);
