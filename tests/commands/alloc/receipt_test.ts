import { assertEquals, assertRejects } from "@std/assert";
import { Progress } from "../../../commands/alloc/progress.ts";
import { Recorder } from "../../../commands/alloc/receipt.ts";
import { CommandError } from "../../../commands/errors.ts";
import { Output } from "../../../commands/output.ts";
import type { ReceiptFile } from "../../../commands/receipt/receipt_file.ts";
import type { Job } from "../../../lib/job.ts";
import { EventClock } from "../../lib_test_kit/event_clock.ts";
import { settle, watch } from "../../lib_test_kit/settle.ts";
import { Recorded } from "../fake_context.ts";

/** Begins a receipt in a file that is written like this. */
function started(write: () => Promise<void>, clock: EventClock, signal?: AbortSignal) {
  const output = new Output(new Recorded({ isTerminal: false }), {
    noColor: true,
    term: "xterm",
  });
  return Recorder.start({ path: "r.json", write } as unknown as ReceiptFile, {
    wanted: { what: [1] },
    address: "spalloc.example.org:22244",
    server: { hostname: "spalloc.example.org" },
    progress: new Progress(output, { clock, quiet: false }),
    clock,
    ...signal && { signal },
  });
}

Deno.test(
  "a file server that is silent from the beginning is given up",
  { permissions: "none" },
  async () => {
    const clock = new EventClock();
    const silent = (): Promise<void> => new Promise(() => {});
    const late = watch(started(silent, clock));
    await settle();
    clock.advance(10);
    await settle();
    const outcome = late.outcome();
    assertEquals(outcome.is, "rejected");
    await assertRejects(
      () => Promise.reject((outcome as { error: unknown }).error),
      CommandError,
      "Cannot write the receipt r.json: nothing happens for 10 s",
    );
    // Nor does it hold up who leaves.
    const leaving = new AbortController();
    const given = started(silent, clock, leaving.signal);
    leaving.abort(new Error("Ctrl-C"));
    await assertRejects(() => given, Error, "Ctrl-C");
    assertEquals(clock.pending, 0);
  },
);

Deno.test(
  "a file server that falls silent keeps nobody from ending a job",
  { permissions: "none" },
  async () => {
    const clock = new EventClock();
    let isSilent = false;
    const write = (): Promise<void> => isSilent ? new Promise(() => {}) : Promise.resolve();
    const recorder = await started(write, clock);
    isSilent = true;
    const job = { id: 1, serverKind: "python" } as Job;
    let steps = 0;
    const done = (async () => {
      for (const step of [() => recorder.created(job), () => recorder.left(job, "freed")]) {
        await step();
        steps++;
      }
    })();
    for (const expected of [1, 2]) {
      await settle();
      clock.advance(2);
      await settle();
      assertEquals(steps, expected);
    }
    await done;
  },
);
