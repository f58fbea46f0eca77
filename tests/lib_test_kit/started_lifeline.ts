import { assertEquals } from "@std/assert";
import {
  Lifeline,
  type LifelineEvents,
  type LifelineOptions,
} from "../../lib/lifeline/lifeline.ts";
import type { ManualClock } from "../../lib/simulator/mod.ts";
import { type FakeServer, START_TIME } from "./fake_server.ts";
import { fakedServer } from "./faked_session.ts";
import { pass } from "./settle.ts";

/** A lifeline, and the server it beats for. */
export interface Started {
  server: FakeServer;
  clock: ManualClock;
  lifeline: Lifeline;
  /** Callbacks of the lifeline so far. */
  told: string[];
}

/** Starts a lifeline for a job that lives 12 s without a sign of life. */
export async function started(
  more: Partial<LifelineOptions> = {},
  events: LifelineEvents = {},
  { lineEnding = "\n" }: { lineEnding?: FakeServer["lineEnding"] } = {},
): Promise<Started> {
  const { server, clock, options } = fakedServer();
  server.lineEnding = lineEnding;
  const told: string[] = [];
  const lifeline = new Lifeline({
    ...options,
    timeout: 5,
    identity: { jobId: 1, owner: "me", startTime: START_TIME },
    keepalive: 12,
    ...more,
  }, {
    onStatus: ({ state }) => told.push(`state ${state}`),
    onTrouble: ({ message }) => told.push(message),
    onRecovered: () => told.push("recovered"),
    onLost: ({ message }) => told.push(message),
    ...events,
  });
  await pass(clock, 0.1);
  return { server, clock, lifeline, told };
}

/** When the server heard of the job, in seconds. */
export function beats({ heard }: FakeServer): number[] {
  return heard.filter(({ command }) => command === "get_job_state").map(({ at }) => at);
}

/** Stops a lifeline, and checks that nothing is left of it. */
export async function assertStops({ lifeline, server, clock }: Started): Promise<void> {
  const heard = server.heard.length;
  const stopped = lifeline.stop();
  await pass(clock, 1.1);
  await stopped;
  await pass(clock, 60, 1);
  assertEquals([server.open, clock.pending, server.heard.length], [0, 0, heard]);
}
