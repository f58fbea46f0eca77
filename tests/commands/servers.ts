import { ProtocolClient } from "../../lib/protocol/client.ts";
import { JobState } from "../../lib/protocol/messages.ts";
import type { JobRequest } from "../../lib/protocol/request.ts";
import type { Simulator, SimulatorOptions } from "../../lib/simulator/mod.ts";
import { startServer } from "../lib_test_kit/manners.ts";

/** Starts a server, and has it carry out requests: their ids count from 1. */
export async function serverWith(
  requests: readonly Partial<JobRequest>[],
  options: SimulatorOptions = {},
): Promise<Simulator> {
  const server = await startServer({
    machines: [{ name: "m", width: 4, height: 2, tags: ["default", "small"] }, "n:1x1"],
    powerDelay: 0,
    ...options,
  });
  for (const request of requests) await createOn(server, request);
  return server;
}

/** Creates a job on a server, waits until it is queued or ready, and returns its id. */
export async function createOn(server: Simulator, request: Partial<JobRequest>): Promise<number> {
  await using client = await ProtocolClient.connect(server.hostname, { port: server.port });
  await client.notifyJob();
  const id = await client.createJob({ owner: "me", keepalive: null, ...request });
  for (;;) {
    const { state } = await client.getJobState(id);
    if (state !== JobState.power) return id;
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
}
