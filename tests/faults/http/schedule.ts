import { JobDestroyedError } from "../../../lib/errors.ts";
import type { JavaJob } from "../../../lib/simulator/java/job.ts";
import { Random } from "../../../scripts/random.ts";
import type { Ledger } from "../ledger.ts";
import { ENOUGH, HttpClient, type Record } from "./client.ts";
import { HTTP_KINDS } from "./kinds.ts";
import { KEEPALIVE, TARGETS } from "./life.ts";
import { HttpWorld, type OnItsWay } from "./world.ts";

/** Seconds in which faults and users are at work. */
const BUSY_SECONDS = 30;
/** Maximum seconds after that in which everything has to come to rest. */
const CALM_SECONDS = 60;
/** Seconds between the server's checks for silent jobs. */
const CHECK_SECONDS = 5;
/** Seconds before a sign of life in which a fault may have begun to do its work. */
const LATENCY = 2 * KEEPALIVE;

/** Requests of a login, of a creation and all others. */
const WAYS: readonly ((on: OnItsWay) => boolean)[] = [
  ...Object.values(TARGETS),
  ({ received: { path } }) => path.startsWith("system/"),
  ({ received: { path } }) => path === "srv/spalloc/",
  ({ received: { method, path } }) => method === "POST" && path === "srv/spalloc/jobs",
  ({ received: { method } }) => method === "DELETE",
];

/** A schedule of a seed: users and faults at work, and what came of it. */
export class HttpSchedule implements Record {
  /** Broken promises. */
  readonly problems: string[] = [];
  /** Events so far. */
  readonly events: string[] = [];
  readonly #random: Random;
  readonly #ledger: Ledger;
  readonly #world: HttpWorld;
  readonly #clients: HttpClient[] = [];
  readonly #strikes: { at: number; away: number }[] = [];

  constructor(seed: number, ledger: Ledger) {
    this.#random = new Random(seed);
    this.#ledger = ledger;
    const isBare = this.#random.chance(0.05);
    this.#world = new HttpWorld({
      server: { timeoutCheckInterval: CHECK_SECONDS, powerDelay: this.#random.between(0, 5) },
      form: !isBare,
      basicBeginsSession: !isBare,
    });
    if (this.#random.chance(0.2)) this.#world.latency = this.#random.between(0.01, 0.3);
    this.#world.onSend = (on) => this.#hear(on);
  }

  note(text: string): void {
    this.events.push(`${(this.#world.clientClock.now()).toFixed(3)} ${text}`);
  }

  blame(problem: string): void {
    this.problems.push(problem);
    this.note(`!!! ${problem}`);
  }

  /** Lets everything happen, and takes stock. */
  async run(): Promise<void> {
    const agenda = this.#plan().sort((one, other) => one.at - other.at);
    for (const { at, action } of agenda) {
      await this.#world.pass(Math.max(0, at - this.#world.clientClock.now()));
      action();
    }
    await this.#finish();
  }

  #plan(): { at: number; action: () => void }[] {
    const random = this.#random;
    const agenda: { at: number; action: () => void }[] = [];
    const sometime = (action: () => void, times = 1): void => {
      for (; times > 0; times--) agenda.push({ at: random.between(0, BUSY_SECONDS), action });
    };
    const create = (): void => {
      if (random.chance(0.3)) this.#strike(random.pick(WAYS));
      this.#open(null);
    };
    agenda.push({ at: 0, action: create });
    if (random.chance(0.3)) sometime(create);
    sometime(() => this.#onSome((client) => this.#act(client)), random.below(8));
    sometime(() => this.#strike(random.pick(WAYS)), 1 + random.below(4));
    if (random.chance(0.2)) {
      sometime(() => this.#onSome((client) => client.leave(random.pick(["destroy", "close"]))));
    }
    if (random.chance(0.1)) {
      sometime(() => this.#clients.forEach(({ controller }) => controller.abort(ENOUGH)));
    }
    if (random.chance(0.1)) {
      sometime(() =>
        this.#onSome(({ handle }) => {
          this.note(`an administrator destroys job ${handle!.id}`);
          this.#world.api.server.destroy(handle!.id, "maintenance");
        })
      );
    }
    if (random.chance(0.05)) sometime(() => this.#onSome((client) => client.isDead = true));
    if (random.chance(0.15)) {
      sometime(() => {
        const left = this.#world.api.server.list().find(({ id }) =>
          !this.#clients.some(({ handle, isOver }) => handle?.id === id && !isOver)
        );
        if (left) this.#open(left.id);
      });
    }
    return agenda;
  }

  #open(resumed: number | null): void {
    const name = `${resumed === null ? "creator" : "resumer"} ${this.#clients.length}`;
    this.#clients.push(new HttpClient(name, this.#world, this, resumed));
  }

  #onSome(action: (client: HttpClient) => void): void {
    const able = this.#clients.filter(({ handle, isLeaving }) => handle && !isLeaving);
    if (able.length > 0) action(this.#random.pick(able));
  }

  #act(client: HttpClient): void {
    const random = this.#random;
    const timeout = random.chance(0.5) ? random.between(0, 15) : null;
    const any = (): boolean => true;
    const id = client.handle?.id;
    random.pick([
      () => client.call("waitUntilReady", (job) => job.waitUntilReady({ timeout }), any),
      () => client.call("readStatus", (job) => job.readStatus(), any),
      () => client.call("machine", (job) => job.machine(), any),
      () => client.call("queuePlace", (job) => job.queuePlace(), any),
      () => client.call("powerOn", (job) => job.powerOn(), any),
      () => client.call("powerOff", (job) => job.powerOff(), any),
      () =>
        client.call(
          "whereIs",
          (job) => job.whereIs([0, 0]),
          (place) => !place || place.jobId === id,
        ),
    ])();
  }

  #strike(fits: (on: OnItsWay) => boolean): void {
    const kind = this.#random.pick(HTTP_KINDS);
    this.#ledger.kinds.add(kind.name);
    this.note(`fault: ${kind.name}`);
    this.#strikes.push({ at: this.#world.clock.now(), away: kind.away });
    kind.strike(this.#world, fits);
  }

  #hear({ client: name, received: { method, path } }: OnItsWay): void {
    const client = this.#clients.find((client) => client.name === name);
    // A look for the jobs that a lost answer may have left comes before the error.
    if (client?.isOver) this.blame(`${name} says ${method} ${path} after its end`);
  }

  async #finish(): Promise<void> {
    const world = this.#world;
    this.note("calm");
    await world.pass(10);
    world.calm();
    const end = world.clock.now() + CALM_SECONDS;
    const unrest = (): string[] => this.#clients.flatMap((client) => this.#unrestOf(client));
    await world.pass(KEEPALIVE);
    while (unrest().length > 0 && world.clock.now() < end) await world.pass(3);
    for (const problem of unrest()) this.blame(problem);
    for (const client of this.#clients) {
      client.call("readStatus", (job) => job.readStatus(), () => true);
      client.leave(this.#random.pick(["destroy", "close"]));
    }
    await world.pass(2 * KEEPALIVE);
    this.#takeStock();
    world.api.stop();
  }

  #takeStock(): void {
    const { api, carried, clientClock, open, created } = this.#world;
    for (const client of this.#clients) {
      const creates = created.get(client.name)?.length ?? 0;
      if (creates > 1) {
        this.#ledger.duplicateCreates += creates - 1;
        this.blame(`${client.name} created ${creates} jobs`);
      }
      const powers = carried.filter((it) => it.client === client.name && it.path.endsWith("power"));
      const done = powers.filter(({ status }) => status === 202).length;
      if (done > client.powerCalls) this.blame(`${client.name} switched power ${done} times`);
      const problem = client.judgeOpening();
      if (problem) this.blame(problem);
      this.#ledger.unsettled += client.unsettled.length;
      for (const name of client.unsettled) this.blame(`${client.name}'s ${name} has no end`);
    }
    const left = api.server.list().length;
    this.#ledger.leakedJobs += left;
    this.#ledger.timers += clientClock.pending;
    this.#ledger.sockets += open;
    if (left > 0) this.blame(`${left} jobs are left`);
    if (clientClock.pending > 0) this.blame(`${clientClock.pending} timers are left`);
    if (open > 0) this.blame(`${open} requests are left`);
    for (const job of api.server.service.jobs.all()) this.#judgeEnd(job);
  }

  /** Names what a client should know, or have done, when everything has come to rest. */
  #unrestOf({ handle, job, name, wantsJob, isOver, isDead }: HttpClient): string[] {
    if (!handle) return isOver || isDead ? [] : [`${name} still waits for its job`];
    if (!job || !wantsJob) return [];
    const { gone } = handle;
    if (!job.end) {
      return gone.aborted ? [`${name} gave up a job that is alive: ${gone.reason}`] : [];
    }
    if (!gone.aborted) return [`${name} does not know that its job is gone`];
    return gone.reason instanceof JobDestroyedError ? [] : [`${name} was told ${gone.reason}`];
  }

  /** Two faults may be too much for a job; one that does not take the server away never is. */
  #judgeEnd({ id, end, keptAliveAt }: JavaJob): void {
    if (end?.reason !== "keepalive expired" && end?.reason !== "Job timed out.") return;
    const client = this.#clients.find(({ handle }) => handle?.id === id);
    if (!client || client.isLeaving && client.isOver || client.isDead) return;
    const strikes = this.#strikes.filter(({ at }) => at >= keptAliveAt - LATENCY);
    if (strikes.length > 1 || strikes.some(({ away }) => away > 0)) return;
    this.blame(`${client.name} lost its job to ${strikes.length} faults`);
  }
}
