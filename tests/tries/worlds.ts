import type { AllocateOptions } from "../../lib/mod.ts";
import { type JobSnapshot, ManualClock } from "../../lib/simulator/mod.ts";
import { snapshot } from "../../lib/simulator/snapshot.ts";
import { TESTER } from "../lib_test_kit/api_test.ts";
import { MemoryApi, settleApi } from "../lib_test_kit/memory_api.ts";
import { MemoryServer } from "../lib_test_kit/memory_server.ts";
import { settle } from "../lib_test_kit/settle.ts";

/** Kinds of servers in memory. */
export const WORLDS = ["python", "java", "v2"] as const;

/** A server in memory, and how to reach it. */
export interface World {
  clock: ManualClock;
  /** Options that lead to it. */
  options: AllocateOptions & { hostname: string };
  /** Jobs that were not destroyed. */
  readonly jobs: JobSnapshot[];
  /** Number of connected clients; 0 where nobody stays connected. */
  readonly connections: number;
  /** Destroys a job, as somebody else might. */
  destroyJob(id: number, reason: string): void;
  /** Lets everything go on that does not wait for the clock. */
  settle(): Promise<void>;
  /** Cancels everything pending. */
  stop(): void;
}

/** Creates a server, with a frame of 24 boards if no machines are given. */
export function newWorld(
  kind: typeof WORLDS[number],
  powerDelay: number,
  machines: readonly string[] = ["demo:4x2"],
): World {
  if (kind === "v2") {
    const clock = new ManualClock();
    const api = new MemoryApi(clock, { machines, server: { powerDelay } });
    const { url: hostname, fetch } = api;
    return {
      clock,
      options: { hostname, fetch, clock, credentials: TESTER },
      get jobs() {
        return api.server.list().map(snapshot);
      },
      connections: 0,
      destroyJob: (id, reason) => api.server.destroy(id, reason),
      settle: settleApi,
      stop: () => api.stop(),
    };
  }
  const server = new MemoryServer({ manners: kind, machines, powerDelay });
  const { clock, dial } = server;
  return {
    clock,
    options: { hostname: "memory", clock, dial, owner: "me" },
    get jobs() {
      return server.jobs;
    },
    get connections() {
      return server.connections;
    },
    destroyJob: (id, reason) => server.destroyJob(id, reason),
    settle,
    stop: () => server.stop(),
  };
}
