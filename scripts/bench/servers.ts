import { ProtocolClient } from "../../lib/mod.ts";
import { ReferenceServer } from "../reference/reference_server.ts";

/** Machines that share the jobs: the server takes long to fill a single large one. */
const MACHINES = 40;
/** Requests for jobs that are in flight at a time. */
const IN_FLIGHT = 64;
/** Newest version that the Python client talks to. */
const VERSION = "5.0.0";

/** Starts a Python server with a number of ready jobs of one board each. */
export async function serverWithJobs(
  jobs: number,
  { powerDelay = 0 }: { powerDelay?: number } = {},
): Promise<ReferenceServer> {
  const server = await ReferenceServer.start({
    machines: Array.from({ length: MACHINES }, (_, at) => ({
      name: `machine-${at}`,
      width: 10,
      height: 10,
    })),
    version: VERSION,
    powerDelay,
    timeoutCheckInterval: 5,
    quiet: true,
  });
  try {
    await using client = await ProtocolClient.connect(server.hostname, {
      port: server.port,
      maxInFlight: IN_FLIGHT,
    });
    await Promise.all(Array.from({ length: jobs }, (_, job) =>
      client.createJob({
        owner: `user-${job % 100}@example.org`,
        keepalive: null,
        machine: `machine-${job % MACHINES}`,
      })));
    return server;
  } catch (error) {
    await server[Symbol.asyncDispose]();
    throw error;
  }
}
