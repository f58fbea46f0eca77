import { assertEquals } from "@std/assert";
import { Progress } from "../../../commands/alloc/progress.ts";
import { Recorder } from "../../../commands/alloc/receipt.ts";
import { Output } from "../../../commands/output.ts";
import type { ReceiptFile } from "../../../commands/receipt/receipt_file.ts";
import type { Job } from "../../../lib/job.ts";
import { EventClock } from "../../lib_test_kit/event_clock.ts";
import { settle } from "../../lib_test_kit/settle.ts";
import { Recorded } from "../fake_context.ts";

Deno.test(
  "a file server that falls silent keeps nobody from ending a job",
  { permissions: "none" },
  async () => {
    const clock = new EventClock();
    let isSilent = false;
    const write = (): Promise<void> => isSilent ? new Promise(() => {}) : Promise.resolve();
    const output = new Output(new Recorded({ isTerminal: false }), {
      noColor: true,
      term: "xterm",
    });
    const recorder = await Recorder.start({ write } as unknown as ReceiptFile, {
      wanted: { what: [1] },
      address: "spalloc.example.org:22244",
      server: { hostname: "spalloc.example.org" },
      progress: new Progress(output, { clock, quiet: false }),
      clock,
    });
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
