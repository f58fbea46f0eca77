import type { Clock } from "../../lib/clock.ts";
import { EventClock } from "../lib_test_kit/event_clock.ts";
import type { Dial, Transport } from "../../lib/protocol/transport.ts";
import type { Manners } from "../../lib/simulator/mod.ts";
import type { Line, LineEnd, Link } from "./link.ts";

/** A command as it came to the server. */
export interface Heard {
  command: string;
  args: unknown[];
  kwargs: Record<string, unknown>;
  /** Seconds on the world's clock. */
  at: number;
  link: Link;
}

/**
 * Seconds between a server's checks for expired jobs: those of Python servers. Java servers take 30
 * s by default, which forgives more.
 */
export const CHECK_SECONDS = 5;

/** Treatment of the next connection: never, late (even if it was given up), or by a function. */
export type Door =
  | { is: "hanging" }
  | { is: "slow"; seconds: number; isDeaf?: boolean }
  | { is: "open"; meet: (link: Link) => void };

/** Kind of a restart. */
export interface Restart {
  /** Whether all jobs are forgotten, and counted from 1 again. */
  cold: boolean;
  /** Owner of the job that gets our job's id at once; nobody by default. */
  stranger?: string;
}

/** A server that can be hurt. */
export interface HurtServer {
  /** Stops and starts again. */
  restart(how: Restart): void | Promise<void>;
  /** Destroys all jobs, as an administrator might. */
  destroyJobs(reason: string): void | Promise<void>;
  /** Counts the jobs of an owner. */
  ownedBy(owner: string): number | Promise<number>;
}

/** The commands that keep alive the job they name, or change it, on every server. */
const TOUCHING = [
  "job_keepalive",
  "get_job_state",
  "get_job_machine_info",
  "power_on_job_boards",
  "power_off_job_boards",
  "destroy_job",
];

/** The same by kind of server. */
const TOUCHING_ON: Readonly<Record<Manners, ReadonlySet<string>>> = {
  python: new Set(TOUCHING),
  java: new Set([...TOUCHING, "notify_job", "no_notify_job", "where_is"]),
};

/** The job that a command names; `undefined` if it names none. */
export function jobNamedBy({ args, kwargs }: Pick<Heard, "args" | "kwargs">): unknown {
  return args[0] ?? kwargs.job_id;
}

/** Whether a command touches a job: keeps it alive, powers or destroys it. */
export function touches(
  heard: Pick<Heard, "command" | "args" | "kwargs">,
  jobId: number,
  manners: Manners,
): boolean {
  return TOUCHING_ON[manners].has(heard.command) && jobNamedBy(heard) === jobId;
}

/**
 * Everything between clients and a server, and the time that passes there. The
 * clients' clock is another one, for it may jump or stand still.
 */
export abstract class World {
  /** The clock on everybody's wall. */
  readonly clock: Clock;
  /** The clock of the clients. */
  readonly clientClock = new EventClock(0);
  /** The open connections, oldest first. */
  links: Link[] = [];
  /** Every connection there ever was. */
  readonly allLinks: Link[] = [];
  /** Treatment of the next connections, one each; all after those are open. */
  readonly doors: Door[] = [];
  /** Whether connections are refused. */
  isRefusing = false;
  /** Answer to `version`; its own for `null`. */
  version: string | null = null;
  /** Commands that the server got. */
  readonly heard: Heard[] = [];
  /** Since when our job's id is a stranger's, on the world's clock. */
  strangerSince = Infinity;
  /** Connections that clients have not closed yet. */
  sockets = 0;
  readonly keepalive: number;
  /** Kind of server to simulate. */
  readonly manners: Manners;
  #frozenUntil = 0;

  readonly #events: EventClock;

  /** Creates a world, with a clock that need not be told how time passes, if there is one. */
  constructor(keepalive: number, manners: Manners, clock?: Clock) {
    this.keepalive = keepalive;
    this.manners = manners;
    this.#events = new EventClock(1_000);
    this.clock = clock ?? this.#events;
  }

  /** Line ending of the server. */
  get lineEnd(): LineEnd {
    return this.manners === "java" ? "\r\n" : "\n";
  }

  /** The server. */
  abstract readonly server: HurtServer;
  /** Connects a client; `onLink` is given every connection. */
  abstract dial(onLink?: (link: Link) => void): Dial;
  /** Waits until nothing goes on any more but time. */
  abstract quiet(): Promise<void>;

  /** Lets time pass, from event to event. */
  async pass(seconds: number): Promise<void> {
    const end = this.clock.now() + seconds;
    await this.quiet();
    for (let now; (now = this.clock.now()) < end - 1e-9;) {
      const frozen = this.#frozenUntil - now;
      const client = frozen > 1e-9 ? frozen : this.clientClock.nextIn;
      const step = Math.min(end - now, this.#events.nextIn, client);
      this.#events.advance(step);
      if (frozen <= 1e-9) this.clientClock.advance(step);
      await this.quiet();
    }
  }

  /** The connection that carries the beats, or the other one; the last that was made. */
  link(which: "lifeline" | "session"): Link {
    const link = this.links.findLast((link) => link.isSession === (which === "session"));
    if (!link) throw new Error(`there is no ${which} now`);
    return link;
  }

  /** Refuses connections for a while. */
  refuseFor(seconds: number): void {
    this.isRefusing = true;
    this.clock.after(seconds, () => this.isRefusing = false);
  }

  /** Cuts every connection. */
  cutAll(): void {
    for (const link of [...this.links]) link.cut();
  }

  /** Lets the clients stand still for a while: neither their clock nor their connections go on. */
  suspend(seconds: number): void {
    this.#frozenUntil = this.clock.now() + seconds;
    const { links } = this;
    for (const link of links) link.hold();
    this.clock.after(seconds, () => {
      for (const link of links) link.release();
    });
  }

  /** Advances the clients' clock. */
  jump(seconds: number): void {
    this.clientClock.advance(seconds);
  }

  /** Whether the clients stand still. */
  get isSuspended(): boolean {
    return this.clock.now() < this.#frozenUntil;
  }

  /** Whether a fault still waits for something to spoil. */
  get awaitsMore(): boolean {
    return this.doors.length > 0 || this.allLinks.some(({ awaited }) => awaited > 0);
  }

  /** Records a connection. */
  protected add(link: Link): void {
    this.links.push(link);
    this.allLinks.push(link);
  }

  /** Notes what came to the server. */
  protected hear(link: Link, text: string): Heard {
    const { command, args, kwargs } = JSON.parse(text);
    const heard = { command, args, kwargs, at: this.clock.now(), link };
    this.heard.push(heard);
    return heard;
  }

  /** Returns the replacement of a line. */
  protected edit({ is, command, text }: Line): string {
    const isVersion = is === "answer" && command === "version" && this.version !== null;
    return isVersion ? JSON.stringify({ return: this.version }) : text;
  }
}

/** Dials as a door wants it, with `connect` for all doors that open. */
export function dialThrough(
  world: World,
  connect: (...args: Parameters<Dial>) => Promise<{ transport: Transport; link: Link }>,
): Dial {
  return async (address, signal) => {
    const door = world.doors.shift();
    if (world.isRefusing) throw new Deno.errors.ConnectionRefused("Connection refused");
    const seconds = door?.is === "hanging" ? Infinity : door?.is === "slow" ? door.seconds : 0;
    const isDeaf = door?.is === "slow" && door.isDeaf;
    if (seconds > 0) await delay(world, seconds, isDeaf ? undefined : signal);
    const { transport, link } = await connect(address, isDeaf ? undefined : signal);
    if (door?.is === "open") door.meet(link);
    return transport;
  };
}

function delay(world: World, seconds: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const cancel = seconds === Infinity ? () => {} : world.clock.after(seconds, resolve);
    signal?.addEventListener("abort", () => {
      cancel();
      reject(signal.reason);
    }, { once: true });
  });
}
