import { JobDestroyedError, JobUnknownError } from "../../lib/errors.ts";
import type { Manners } from "../../lib/simulator/mod.ts";
import { act } from "./actions.ts";
import { ENOUGH, JobClient, type Setting } from "./client.ts";
import { Judge } from "./judge.ts";
import { FAULT_KINDS } from "./kinds/mod.ts";
import type { Ledger } from "./ledger.ts";
import type { Link } from "./link.ts";
import { MemoryWorld } from "./memory_world.ts";
import { CHECK_SECONDS } from "./world.ts";
import { Prober } from "./prober.ts";
import { Random } from "../../scripts/random.ts";

const KEEPALIVE = 12;
/** Seconds in which faults and users are at work. */
const BUSY_SECONDS = 12;
/** Seconds after that in which everything has to come to rest. */
const CALM_SECONDS = 18;
/** Kinds that take long to compute are struck this often of the times they are due. */
const SELDOM = 0.02;
const LARGE = /too long|flood|very many|nested deeply/;

/** Things that happen, each at its time. */
class Agenda {
  #items: { at: number; action: () => void }[] = [];

  add(at: number, action: () => void): void {
    this.#items.push({ at, action });
  }

  /** Removes and returns the next event. */
  next(): { at: number; action: () => void } | undefined {
    let first = this.#items[0];
    for (const item of this.#items) if (first && item.at < first.at) first = item;
    this.#items = this.#items.filter((item) => item !== first);
    return first;
  }
}

/** Runs the schedule of a seed, and gives what went wrong, and what happened. */
export async function runSchedule(
  seed: number,
  manners: Manners,
  ledger: Ledger,
): Promise<{ problems: string[]; events: string[] }> {
  const world = new MemoryWorld(KEEPALIVE, manners);
  const judge = new Judge(world, ledger);
  const clients: JobClient[] = [];
  const probers: Prober[] = [];
  const random = new Random(seed);
  const setting = { world, judge, ledger };
  world.model.isOld = random.chance(0.1);
  if (random.chance(0.15)) world.latency = random.between(0.005, 0.3);
  const agenda = plan(random, setting, { clients, probers });
  const start = world.clock.now();
  for (let next; (next = agenda.next());) {
    await world.pass(Math.max(0, start + next.at - world.clock.now()));
    next.action();
  }
  await finish(setting, { clients, probers }, random);
  const { problems, events } = judge;
  return { problems, events: events.map(({ at, text }) => `${(at - start).toFixed(3)} ${text}`) };
}

/** Everybody who takes part in a schedule. */
interface Cast {
  clients: JobClient[];
  probers: Prober[];
}

function plan(random: Random, setting: Setting, { clients, probers }: Cast): Agenda {
  const { world, judge } = setting;
  const agenda = new Agenda();
  const start = world.clock.now();
  const sometime = (): number => random.between(0, BUSY_SECONDS);
  const soon = (action: () => void): void => {
    agenda.add(world.clock.now() - start + random.between(0, random.chance(0.5) ? 0.5 : 3), action);
  };
  const create = (): void => {
    if (random.chance(0.3)) awaitCreate(random, setting);
    const client = new JobClient(`creator ${clients.length}`, setting, { keepalive: KEEPALIVE });
    clients.push(client);
    if (random.chance(0.1)) soon(() => client.controller.abort(ENOUGH));
  };
  const onSome = (action: (client: JobClient) => void) => (): void => {
    const able = clients.filter(({ handle, isLeaving }) => handle && !isLeaving);
    if (able.length > 0) action(random.pick(able));
  };
  agenda.add(0, create);
  if (random.chance(0.3)) agenda.add(random.chance(0.5) ? 0 : sometime(), create);
  for (let i = random.below(8); i > 0; i--) {
    agenda.add(sometime(), onSome((client) => act(client, random, soon)));
  }
  if (random.chance(0.2)) {
    const how = random.pick(["destroy", "close", "dispose"] as const);
    const timeout = random.chance(0.5) ? random.between(0, 10) : undefined;
    agenda.add(sometime(), onSome((client) => client.leave(how, timeout)));
  }
  if (random.chance(0.05)) {
    agenda.add(
      sometime(),
      onSome((client) => {
        judge.note(`${client.name} dies`);
        client.die();
      }),
    );
  }
  if (random.chance(0.2)) {
    agenda.add(sometime(), () => {
      judge.note("a stranger creates a job");
      world.model.create(random.pick(["you", "me"]));
    });
  }
  if (random.chance(0.2)) {
    agenda.add(0.1, () => probers.push(new Prober(setting, random)));
    for (let i = random.below(5); i >= 0; i--) {
      agenda.add(sometime(), () => probers[0]?.ask(random, soon));
    }
  }
  for (let i = 1 + random.below(4); i > 0; i--) {
    agenda.add(sometime(), () => strike(random, setting));
  }
  return agenda;
}

/** Schedules a fault for one of the steps of a job's creation. */
function awaitCreate(random: Random, setting: Setting): void {
  const step = random.pick(["version", "create_job", "create_job", "notify_job", "get_job_state"]);
  setting.world.doors.push({
    is: "open",
    meet: (link) => {
      link.filter.up = (line) => {
        if (line.command !== step) return link.pass("up", line.text);
        delete link.filter.up;
        strike(random, setting, link);
        link.again(line);
      };
    },
  });
}

function strike(random: Random, { world, judge, ledger }: Setting, on?: Link): void {
  let kind = random.pick(FAULT_KINDS);
  while (LARGE.test(kind.name) && !random.chance(SELDOM)) kind = random.pick(FAULT_KINDS);
  if (world.links.length === 0) return;
  ledger.kinds.add(kind.name);
  judge.note(`fault: ${kind.name}`);
  judge.strikes.push({ at: world.clock.now(), away: kind.away });
  kind.strike(world, on ?? random.pick(world.links));
}

/** Lets the faults end and everything come to rest, and takes stock. */
async function finish(
  setting: Setting,
  { clients, probers }: Cast,
  random: Random,
): Promise<void> {
  const { world, judge, ledger } = setting;
  judge.note("calm");
  await world.pass(KEEPALIVE);
  world.doors.length = 0;
  world.isRefusing = false;
  world.version = null;
  const end = world.clock.now() + CALM_SECONDS;
  const unrest = (): string[] => clients.flatMap((client) => unrestOf(client, world));
  while (world.isSuspended || (unrest().length > 0 && world.clock.now() < end)) await world.pass(3);
  for (const problem of unrest()) judge.blame(problem);
  for (const client of clients) {
    client.call("readStatus", (job) => job.readStatus(), (status) => client.isMine(status));
    client.leave(random.pick(["destroy", "close", "dispose"]));
  }
  for (const prober of probers) prober.close().catch((error) => judge.blame(`${error}`));
  await world.pass(KEEPALIVE);
  // What was left to itself goes when its keepalive is over, and the server has looked.
  if (world.model.jobs.some(({ creator }) => creator)) {
    await world.pass(2 * CHECK_SECONDS + 1);
  }
  for (const client of clients) {
    judge.countRepeats(client, client.powerCalls);
    for (const name of client.unsettled) {
      ledger.unsettled++;
      judge.blame(`${client.name}'s ${name} has not come to one end`);
    }
  }
  for (const { unsettled } of probers) {
    ledger.unsettled += unsettled;
    if (unsettled > 0) judge.blame(`${unsettled} questions have not come to an end`);
  }
  const left = world.model.jobs.filter(({ creator }) => creator);
  ledger.leakedJobs += left.length;
  ledger.timers += world.clientClock.pending;
  ledger.sockets += world.sockets;
  if (left.length > 0) judge.blame(`${left.length} jobs are left`);
  if (world.clientClock.pending > 0) judge.blame(`${world.clientClock.pending} timers are left`);
  if (world.sockets > 0) judge.blame(`${world.sockets} connections are left`);
}

/**
 * Lists facts that a client should know, or work that it should have done, when everything has come
 * to rest.
 */
function unrestOf(
  { handle, job, name, wantsJob, isOver }: JobClient,
  { model, clock }: MemoryWorld,
): string[] {
  if (!handle && !isOver) return [`${name} still waits for its job`];
  if (!handle || !job || !wantsJob) return [];
  const { gone } = handle;
  if (!job.end) {
    if (gone.aborted) return [`${name} gave up a job that is alive: ${gone.reason}`];
    const silence = clock.now() - job.aliveAt;
    return silence > KEEPALIVE / 2 ? [`${name} gave no sign of life for ${silence} s`] : [];
  }
  if (!gone.aborted) return [`${name} does not know that its job is gone`];
  const isForgotten = job.end.why === "forgotten";
  const mayBeDestroyed = !isForgotten || model.hasDestroyedLater(job);
  if (mayBeDestroyed && gone.reason instanceof JobDestroyedError) return [];
  // A server that was started cold later on does not know any more why.
  const mayBeUnknown = isForgotten || model.isForgetful;
  if (mayBeUnknown && gone.reason instanceof JobUnknownError) return [];
  return [`${name} was told of a job that is ${job.end.why}: ${gone.reason}`];
}
