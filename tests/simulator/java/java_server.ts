import { assertEquals } from "@std/assert";
import {
  type JavaOptions,
  ManualClock,
  Simulator,
  type SimulatorOptions,
} from "../../../lib/simulator/mod.ts";
import { type Message, RawClient } from "../raw_client.ts";

/** The id of the first job of a server with Java manners. */
export const FIRST = 4001;

/** A simulator with Java manners whose time stands still, and a client. */
export class JavaTest implements AsyncDisposable {
  readonly server: Simulator;
  readonly clock: ManualClock;
  readonly client: RawClient;

  private constructor(server: Simulator, clock: ManualClock, client: RawClient) {
    this.server = server;
    this.clock = clock;
    this.client = client;
  }

  /** Starts both, at 1,000 seconds. */
  static async start(java: JavaOptions = {}, rest: SimulatorOptions = {}): Promise<JavaTest> {
    const clock = new ManualClock(1_000);
    const options = { machines: ["m:4x2"], manners: "java", java, clock, ...rest } as const;
    const server = await Simulator.start(options);
    return new JavaTest(server, clock, await RawClient.open(server));
  }

  /** Returns the answer to a command, or the exception of a refusal. */
  async say(command: string, args: unknown[] = [], kwargs: Message = {}): Promise<string> {
    try {
      return JSON.stringify(await this.client.call(command, args, kwargs));
    } catch (error) {
      return (error as Error).message;
    }
  }

  /** Checks what is said about a command. */
  async says(expected: string, command: string, args?: unknown[], kwargs?: Message): Promise<void> {
    const what = `${command} ${JSON.stringify([args, kwargs])}`;
    assertEquals(await this.say(command, args, kwargs), expected, what);
  }

  /** The state of a job, with all that is told of it. */
  async state(id: number = FIRST): Promise<Record<string, unknown>> {
    return await this.client.call("get_job_state", [id]) as Record<string, unknown>;
  }

  /** Creates jobs that take the whole machine, one after the other is ready. */
  async fill(): Promise<number> {
    const id = await this.client.createJob([4, 2]);
    this.clock.advance(0.2);
    return id;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.client[Symbol.dispose]();
    await this.server.close();
  }
}
