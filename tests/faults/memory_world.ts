import { setImmediate } from "node:timers";
import type { Manners } from "../../lib/simulator/mod.ts";
import type { Dial } from "../../lib/protocol/transport.ts";
import { type Ends, Link } from "./link.ts";
import { MemoryPipe } from "./memory_pipe.ts";
import { JavaModelServer } from "./java_model_server.ts";
import { ModelServer } from "./model_server.ts";
import { dialThrough, type HurtServer, type Restart, World } from "./world.ts";

/** A world without sockets, in which the model is the server. */
export class MemoryWorld extends World {
  /** Server behind all connections. */
  readonly model: ModelServer;
  override readonly server: HurtServer;
  /** Seconds that everything takes on its way. */
  latency = 0;

  constructor(keepalive: number, manners: Manners) {
    super(keepalive, manners);
    const Model = manners === "java" ? JavaModelServer : ModelServer;
    this.model = new Model(this.clock, (link, message) => {
      link.takeLine("down", JSON.stringify(message));
    });
    this.server = {
      restart: (how) => this.#restart(how),
      ownedBy: (owner) => this.model.jobs.filter((job) => job.owner === owner).length,
      destroyJobs: (reason) => {
        for (const job of this.model.jobs) this.model.destroy(job, "destroyed", reason);
      },
    };
  }

  /** Connects a client; `onLink` is given every connection. */
  override dial(onLink: (link: Link) => void = () => {}): Dial {
    return dialThrough(this, () => {
      const made = this.#connect();
      onLink(made.link);
      return Promise.resolve(made);
    });
  }

  /** Nothing but promises goes on in memory, and those are all kept before any other event. */
  override quiet(): Promise<void> {
    return new Promise((resolve) => setImmediate(resolve));
  }

  #connect(): { transport: MemoryPipe; link: Link } {
    let rest = "";
    const encoder = new TextEncoder();
    const decoder = new TextDecoder();
    const later = (action: () => void): void => {
      if (this.latency === 0) return action();
      this.clock.after(this.latency, () => link.isOpen && action());
    };
    const hear = (what: string | Uint8Array): void => {
      const text = typeof what === "string" ? what : decoder.decode(what, { stream: true });
      const lines = (rest + text).split("\n");
      rest = lines.pop() ?? "";
      for (const line of lines) this.model.hear(this.hear(link, line));
    };
    const ends: Ends = {
      deliver: (way, what) =>
        later(() => {
          if (way === "up") return hear(what);
          transport.arrive(typeof what === "string" ? encoder.encode(what) : what);
        }),
      finish: (way) =>
        later(() => {
          if (way === "down") return transport.arrive(null);
          this.model.leave(link); // and the server closes its side as well
          link.close("down");
        }),
      drop: () => {
        this.#forget(link);
        transport.arrive(null);
      },
      edit: (line) => this.edit(line),
      lineEnd: this.lineEnd,
    };
    const link = new Link(ends);
    link.isSlow = this.latency > 0;
    const transport = new MemoryPipe(link, () => {
      this.sockets--;
      link.isOpen = false;
      this.#forget(link);
    });
    this.sockets++;
    this.add(link);
    return { transport, link };
  }

  #forget(link: Link): void {
    this.model.leave(link);
    this.links = this.links.filter((other) => other !== link);
  }

  #restart({ cold, stranger }: Restart): void {
    this.cutAll();
    if (!cold) return this.model.refresh();
    const most = Math.max(1, ...this.model.jobs.map(({ id }) => id));
    this.model.forget();
    if (stranger !== undefined) {
      this.strangerSince = this.clock.now();
      for (let id = 1; id <= most; id++) this.model.create(stranger);
    }
  }
}
