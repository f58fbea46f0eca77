/**
 * Connections that are closed before, in and after a command and its reply, at
 * every byte of both.
 *
 * @module
 */
import { assert, assertEquals, assertInstanceOf } from "@std/assert";
import { ConnectionError, UnknownOutcomeError } from "../../lib/errors.ts";
import type { Manners } from "../../lib/simulator/mod.ts";
import { Job } from "../../lib/job.ts";
import { watch } from "../lib_test_kit/settle.ts";
import { bytesOf, type FaultKind, kind, onAnswer, onCommand } from "./kinds/kind.ts";
import { Ledger } from "./ledger.ts";
import { liveThrough } from "./life.ts";
import type { Line, Link, Way } from "./link.ts";
import { MemoryWorld } from "./memory_world.ts";
import { CHECK_SECONDS } from "./world.ts";

const KEEPALIVE = 12;
const PYTHON_STEPS = ["version", "create_job", "notify_job", "get_job_state"];
const STEPS = { python: PYTHON_STEPS, java: [...PYTHON_STEPS, "list_machines"] };
const WAYS: readonly Way[] = ["up", "down"];

/** Sends so many bytes of a line, and closes; gives whether there were so many. */
function closeAfter(line: Line, link: Link, count: number): boolean {
  const bytes = bytesOf(line);
  link.send(line.is === "command" ? "up" : "down", bytes.subarray(0, count));
  link.cut();
  return count < bytes.length;
}

for (const manners of ["python", "java"] as const) {
  const on = `on ${manners === "java" ? "a Java" : "a Python"} server`;
  for (const way of WAYS) {
    const what = way === "up" ? "command" : "reply";
    Deno.test(`${on}, a job lives when its lifeline is closed at any byte of a ${what}`, async () => {
      let isMore = true;
      for (let count = 0; isMore; count++) {
        const close: FaultKind = kind(`a ${what} that ends after ${count} bytes`, (_, link) => {
          const on = way === "up" ? onCommand : onAnswer;
          on(link, (line) => void (isMore = closeAfter(line, link, count)));
        });
        const world = new MemoryWorld(KEEPALIVE, manners);
        await liveThrough(world, { kind: close, target: "lifeline", at: 5 }, new Ledger());
      }
    });

    for (const step of STEPS[manners]) {
      Deno.test(`${on}, a create ends well when it is closed at any byte of its ${step} ${what}`, async () => {
        let isMore = true;
        for (let count = 0; isMore; count++) {
          isMore = await createThrough({ manners, way, step }, count);
        }
      });
    }
  }
}

/** Closes a connection at a byte of a create, checks how that ends, and tells whether there are more. */
async function createThrough(
  { manners, way, step }: { manners: Manners; way: Way; step: string },
  count: number,
): Promise<boolean> {
  const world = new MemoryWorld(KEEPALIVE, manners);
  let isMore = true;
  world.doors.push({
    is: "open",
    meet: (link) => {
      link.filter[way] = (line) => {
        if (line.command !== step) return link.pass(way, line.text);
        delete link.filter[way];
        isMore = closeAfter(line, link, count);
      };
    },
  });
  const options = { hostname: "model", clock: world.clientClock, dial: world.dial() };
  const creating = watch(Job.create({ owner: "me", keepalive: KEEPALIVE }, options));
  await world.pass(10);
  const outcome = creating.outcome();
  assert(outcome.is !== "pending", `the create still waits after ${count} bytes`);
  const sent = world.allLinks.flatMap((link) => link.commands);
  assert(sent.filter((command) => command === "create_job").length <= 1);
  if (outcome.is === "fulfilled") {
    assertEquals(outcome.value.gone.aborted, false);
    const destroying = watch(outcome.value.destroy());
    await world.pass(5);
    assertEquals(destroying.outcome().is, "fulfilled");
  } else if (step === "create_job") assertInstanceOf(outcome.error, UnknownOutcomeError);
  else {
    assertEquals(step, "version", "a question that is safe to repeat was not repeated");
    assertInstanceOf(outcome.error, ConnectionError);
    assertEquals(world.model.all, []);
  }
  await world.pass(KEEPALIVE + CHECK_SECONDS);
  assertEquals([world.model.jobs, world.sockets, world.clientClock.pending], [[], 0, 0]);
  return isMore;
}
