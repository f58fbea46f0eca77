import { connect } from "../../lib/connect.ts";
import { JobState } from "../../lib/protocol/messages.ts";
import type { JobRequest } from "../../lib/protocol/request.ts";
import type { Server } from "../../lib/server.ts";
import { type RequestFault, Simulator, type SimulatorOptions } from "../../lib/simulator/mod.ts";
import type { ReceivedRequest } from "../../lib/simulator/v2/options.ts";
import type { BuildCommand } from "../../commands/call.ts";
import { FakeContext, type Look, runIn } from "./fake_context.ts";

const PASSWORD = "the secret of the tests";
const USERS = ["ada", "bob"];

/** Options of {@linkcode ApiServer.start}. */
export interface ApiServerOptions extends SimulatorOptions {
  /** Jobs to create, each with its owner. */
  jobs?: readonly (Partial<JobRequest> & { owner: string })[];
  /** Called with every request. */
  onRequest?: (request: ReceivedRequest) => RequestFault | undefined | void;
}

/** A simulated server with an HTTP API, which knows Ada and Bob. Ids count from 1. */
export class ApiServer implements AsyncDisposable {
  readonly simulator: Simulator;
  /** Requests that came: `"GET srv/spalloc/jobs/1"`. */
  readonly requests: string[];

  private constructor(simulator: Simulator, requests: string[]) {
    this.simulator = simulator;
    this.requests = requests;
  }

  /** Starts one, and has it create jobs. */
  static async start({ jobs = [], onRequest, ...options }: ApiServerOptions): Promise<ApiServer> {
    const requests: string[] = [];
    const simulator = await Simulator.start({
      machines: [{ name: "m", width: 4, height: 2, tags: ["default", "small"] }, "n:1x1"],
      powerDelay: 0,
      secondsBeforeFree: 0,
      firstJobId: 1,
      ...options,
      java: { allocatorPeriod: 0.1 },
      api: {
        accounts: USERS.map((name) => ({ name, password: PASSWORD })),
        onRequest(request) {
          requests.push(`${request.method} ${request.path}`);
          return onRequest?.(request);
        },
      },
    });
    const server = new ApiServer(simulator, requests);
    for (const { owner, ...request } of jobs) await server.create(owner, request);
    return server;
  }

  /** URL of the API. */
  get url(): string {
    return this.simulator.api!.url;
  }

  /** Settings of a user. */
  environment(user = "ada"): Record<string, string> {
    // An owner is for other servers: here it must be of no effect.
    const login = { SPALLOC_USER: user, SPALLOC_PASSWORD: PASSWORD, SPALLOC_OWNER: "somebody" };
    return { SPALLOC_HOSTNAME: this.url, SPALLOC_RECONNECT_DELAY: "0.05", ...login };
  }

  /** Look of a command whose settings are those of a user. */
  look(look: Look = {}, user = "ada"): Look & { env: Record<string, string> } {
    return { ...look, env: this.environment(user) };
  }

  /** Connects a user. */
  connect(user = "ada"): Promise<Server> {
    return connect({ hostname: this.url, credentials: { user, password: PASSWORD } });
  }

  /** Creates a job, and waits until it is queued or ready. */
  async create(user: string, request: Partial<JobRequest> = {}): Promise<number> {
    await using client = await this.connect(user);
    const id = await client.createJob(request);
    for (;;) {
      const { state } = await client.getJobState(id);
      if (state !== JobState.power) return id;
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.simulator.close();
  }
}

/** Runs a command on a server, and returns its exit code and what it printed. */
export async function run(
  server: ApiServer,
  build: BuildCommand,
  argv: readonly string[],
  look: Look = {},
): Promise<{ code: number; stdout: string; stderr: string }> {
  const context = new FakeContext(server.look(look));
  const code = await runIn(context, build, argv);
  return { code, stdout: context.out.text, stderr: context.err.text };
}
