import { assert, assertEquals } from "@std/assert";
import { Lifeline } from "../../lib/lifeline/lifeline.ts";
import { ManualClock } from "../../lib/simulator/mod.ts";
import { FakeServer, MUTE, START_TIME } from "../lib_test_kit/fake_server.ts";
import { pass } from "../lib_test_kit/settle.ts";

const KEEPALIVE = 12;
/** 1/3 for the next beat, 1/4 for it to fail, 1/4 for all of a redial, and a hair. */
const LONGEST_GAP = 0.84 * KEEPALIVE;
const STEP = 0.1;

/** A single fault; what it starts, it also ends. */
type Fault = (server: FakeServer, clock: ManualClock) => void;

const faults: Record<string, Fault> = {
  "no fault": () => {},
  "a reply that never comes": (server) => {
    const faulty = server.connections.length - 1;
    server.answers.get_job_state = ({ connection }) =>
      connection === faulty ? MUTE : server.state();
  },
  "a reply that never comes, and a slow way to connect again": (server) => {
    faults["a reply that never comes"]?.(server, new ManualClock());
    server.dialDelay = KEEPALIVE / 4 - STEP;
  },
  "a connection that is closed": (server) => server.drop(),
  "a connection that is reset": (server) => server.last.break(new Error("reset by peer")),
  "a connection that swallows what is written": (server) => {
    server.last.writeGate = new Promise(() => {});
  },
  "a dial that is refused for a quarter of the keepalive": (server, clock) => {
    server.dials = "refused";
    server.drop();
    clock.after(KEEPALIVE / 4, () => server.dials = "work");
  },
  "a dial that hangs": (server, clock) => {
    server.dials = "hang";
    server.drop();
    clock.after(KEEPALIVE / 8, () => server.dials = "work");
  },
  "a server that does not greet the next connection": (server) => {
    const faulty = server.connections.length;
    server.answers.version = ({ connection }) => connection === faulty ? MUTE : "1!7.0.0";
    server.drop();
  },
  "replies that take almost as long as they may": (server, clock) => {
    server.answerDelay = KEEPALIVE / 4 - STEP;
    clock.after(KEEPALIVE, () => server.answerDelay = 0);
  },
  "a reply that comes too late": (server, clock) => {
    server.answerDelay = KEEPALIVE / 4 + STEP;
    clock.after(KEEPALIVE / 3 + 2 * STEP, () => server.answerDelay = 0);
  },
  "a line that makes no sense": (server) => server.last.send("nonsense\n"),
  "a notification out of the blue": (server) => server.last.sendMessage({ jobs_changed: [1] }),
  "an answer that nobody waits for": (server) => server.last.sendMessage({ return: null }),
  "a list of jobs that makes no sense": (server) => {
    server.answers.list_jobs = () => "nonsense";
    server.drop();
  },
  "a list of jobs that takes too long": (server) => {
    server.answers.list_jobs = () => MUTE;
    server.drop();
  },
};

/** Lets a fault happen at a moment, and gives the longest time between signs of life. */
async function longestGap(fault: Fault, at: number): Promise<number> {
  const clock = new ManualClock(0);
  const server = new FakeServer(clock);
  const lifeline = new Lifeline({
    hostname: "host",
    clock,
    dial: server.dial,
    timeout: null,
    reconnectDelay: 5,
    identity: { jobId: 1, owner: "me", startTime: START_TIME },
    keepalive: KEEPALIVE,
  });
  await pass(clock, at, STEP);
  fault(server, clock);
  await pass(clock, 2 * KEEPALIVE, STEP);
  const end = clock.now();
  const stopped = lifeline.stop();
  await pass(clock, 1.1, 1.1);
  await stopped;
  assertEquals([server.open, clock.pending], [0, 0]);
  let last = 0;
  let longest = 0;
  for (const { command, at } of [...server.heard, { command: "get_job_state", at: end }]) {
    if (command !== "get_job_state" || at > end) continue;
    longest = Math.max(longest, at - last);
    last = at;
  }
  return longest;
}

for (const [name, fault] of Object.entries(faults)) {
  Deno.test(`the job stays alive through ${name}, whenever it happens`, {
    permissions: "none",
  }, async () => {
    // All through the time between two beats, and the moments around them.
    for (let at = 3.7; at < 8.4; at += 0.35) {
      const gap = await longestGap(fault, at);
      assert(gap <= LONGEST_GAP, `a gap of ${gap / KEEPALIVE} of the keepalive, at ${at} s`);
    }
  });
}
