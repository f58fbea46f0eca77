import type { Clock } from "../../lib/clock.ts";
import { ProtocolClient } from "../../lib/protocol/client.ts";
import { dialTcp } from "../../lib/protocol/dial_tcp.ts";
import type { Dial } from "../../lib/protocol/transport.ts";
import { type Manners, Simulator } from "../../lib/simulator/mod.ts";
import { Proxy } from "./proxy.ts";
import type { QuietNet } from "./quiet_net.ts";
import { TcpPipe } from "./tcp_pipe.ts";
import { CHECK_SECONDS, dialThrough, type HurtServer, type Restart, World } from "./world.ts";

/** A world of sockets, with a proxy before a server. */
export abstract class TcpWorld extends World implements AsyncDisposable {
  readonly #net: QuietNet;
  readonly #proxy: Proxy;

  constructor(
    keepalive: number,
    { net, target, manners, clock }: {
      net: QuietNet;
      manners: Manners;
      target: { hostname: string; port: number };
      clock?: Clock;
    },
  ) {
    super(keepalive, manners, clock);
    this.#net = net;
    this.#proxy = new Proxy(target, {
      onLink: (link) => this.add(link),
      onEnd: (link) => this.links = this.links.filter((other) => other !== link),
      onHeard: (link, text) => this.hear(link, text),
      onActivity: () => net.stir(),
      onDial: (dial) => net.dialled(dial).catch(() => {}),
      edit: (line) => this.edit(line),
      lineEnd: this.lineEnd,
    });
  }

  override dial(): Dial {
    return dialThrough(this, async ({ hostname }, signal) => {
      const { port } = this.#proxy;
      const dialling = Deno.connect({ hostname, port, ...(signal && { signal }) });
      const conn = await this.#net.dialled(dialling);
      conn.setNoDelay(true);
      const link = await this.#proxy.linkOf((conn.localAddr as Deno.NetAddr).port);
      this.sockets++;
      return { transport: new TcpPipe(conn, link, () => this.sockets--), link };
    });
  }

  override quiet(): Promise<void> {
    return this.#net.quiet();
  }

  /** Ends all connections. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#proxy[Symbol.asyncDispose]();
  }
}

/** A world whose server is the simulator, at the world's time. */
export class SimulatedWorld extends TcpWorld {
  override readonly server: HurtServer;
  readonly #simulator: Simulator;

  private constructor(
    keepalive: number,
    { net, simulator, manners, clock }: {
      net: QuietNet;
      simulator: Simulator;
      manners: Manners;
      clock: LateClock;
    },
  ) {
    super(keepalive, { net, target: simulator, manners });
    clock.is(this.clock);
    this.#simulator = simulator;
    this.server = {
      restart: (how) => this.#restart(how),
      destroyJobs: (reason) => {
        for (const { id } of simulator.jobs) simulator.destroyJob(id, reason);
      },
      ownedBy: (owner) => simulator.jobs.filter((job) => job.owner === owner).length,
    };
  }

  /** Starts a simulator and a proxy before it. */
  static async start(
    keepalive: number,
    { net, manners }: { net: QuietNet; manners: Manners },
  ): Promise<SimulatedWorld> {
    const clock = new LateClock();
    const simulator = await Simulator.start({
      manners,
      clock,
      powerDelay: 0.5,
      timeoutCheckInterval: CHECK_SECONDS,
      firstJobId: 1,
    });
    return new SimulatedWorld(keepalive, { net, simulator, manners, clock });
  }

  override async [Symbol.asyncDispose](): Promise<void> {
    await super[Symbol.asyncDispose]();
    await this.#simulator.close();
  }

  async #restart({ cold, stranger }: Restart): Promise<void> {
    const wasRefusing = this.isRefusing;
    this.isRefusing = true;
    await this.#simulator.restart({ cold });
    if (stranger !== undefined) {
      const { hostname, port } = this.#simulator;
      await using client = await ProtocolClient.connect(hostname, { port, dial: dialTcp });
      await client.createJob({ owner: stranger, keepalive: null });
      this.strangerSince = this.clock.now();
    }
    this.isRefusing = wasRefusing;
  }
}

/** A clock for the server, which is started before its world. */
class LateClock implements Clock {
  #clock: Clock | null = null;
  #early: [seconds: number, action: () => void][] = [];

  /** Sets the clock. */
  is(clock: Clock): void {
    this.#clock = clock;
    for (const [seconds, action] of this.#early) clock.after(seconds, action);
  }

  now(): number {
    return this.#clock?.now() ?? 0;
  }

  after(seconds: number, action: () => void): () => void {
    if (this.#clock) return this.#clock.after(seconds, action);
    this.#early.push([seconds, action]);
    return () => {};
  }
}
