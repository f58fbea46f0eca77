import type { Ledger } from "./ledger.ts";
import type { Link } from "./link.ts";
import type { MemoryWorld } from "./memory_world.ts";
import type { ModelJob } from "./model_server.ts";
import { touches } from "./world.ts";

/** A client, as the judge sees it. */
export interface Suspect {
  /** Name in the log. */
  readonly name: string;
  /** Its connections. */
  readonly links: readonly Link[];
  /** The one job that it may touch; `null` as long as it may take any. */
  readonly job: ModelJob | null;
  /** Another's job that it can't but take for its own. */
  mistaken: ModelJob | null;
  /** Whether it knows its job. */
  readonly hasJob: boolean;
  /** Whether it asked for a job of its own. */
  readonly isCreator: boolean;
  /** Whether it wants its job to live. */
  readonly wantsJob: boolean;
  /** Whether it has said that it is done. */
  readonly isOver: boolean;
}

/** An event, for people, with its time. */
export interface Event {
  at: number;
  text: string;
}

/** Seconds before a sign of life in which a fault may have begun to do its work. */
const LATENCY = 2;

/** Watches a world from the server's side, and notes whatever breaks a promise. */
export class Judge {
  /** Broken promises. */
  readonly problems: string[] = [];
  /** Events so far. */
  readonly events: Event[] = [];
  /** When faults struck, and which. */
  readonly strikes: { at: number; away: number }[] = [];
  readonly #world: MemoryWorld;
  readonly #ledger: Ledger;
  readonly #owners = new Map<Link, Suspect>();
  readonly #suspects: Suspect[] = [];

  constructor(world: MemoryWorld, ledger: Ledger) {
    this.#world = world;
    this.#ledger = ledger;
    world.model.onCommand = (it, named) => {
      const suspect = this.#owners.get(it.link);
      if (!suspect) return;
      if (suspect.isOver) this.blame(`${suspect.name} says ${it.command} after its end`);
      if (named && touches(it, named.id, this.#world.manners)) this.#judgeTouch(suspect, it, named);
    };
    world.model.onEnd = (job) => this.#judgeEnd(job);
  }

  /** Adds a client to be judged. */
  watch(suspect: Suspect): void {
    this.#suspects.push(suspect);
  }

  /** Records the client of a connection. */
  own(link: Link, suspect: Suspect): void {
    this.#owners.set(link, suspect);
  }

  /** Writes down what happens. */
  note(text: string): void {
    this.events.push({ at: this.#world.clock.now(), text });
  }

  /** Writes down what must not happen. */
  blame(problem: string): void {
    this.problems.push(`${problem} (at ${this.#world.clock.now().toFixed(2)} s)`);
    this.note(`!!! ${problem}`);
  }

  /** The job that a client created, if it did. */
  createdBy(suspect: Suspect): ModelJob | null {
    const { all } = this.#world.model;
    return all.find(({ creator }) => creator && this.#owners.get(creator) === suspect) ?? null;
  }

  /** Counts what a client must not repeat by itself: requests for jobs, and for power. */
  countRepeats({ name, links, isCreator }: Suspect, powerCalls: number): void {
    const sent = links.flatMap(({ commands }) => commands);
    const creates = sent.filter((command) => command === "create_job").length;
    const powers = sent.filter((command) => command.startsWith("power_o")).length;
    if (creates > (isCreator ? 1 : 0)) {
      this.#ledger.duplicateCreates += creates - 1;
      this.blame(`${name} sent create_job ${creates} times`);
    }
    if (powers > powerCalls) this.blame(`${name} sent ${powers} commands for ${powerCalls} calls`);
  }

  #judgeTouch(
    suspect: Suspect,
    { command, link }: { command: string; link: Link },
    named: ModelJob,
  ): void {
    const isOurs = suspect.isCreator
      ? named.creator !== null && this.#owners.get(named.creator) === suspect
      : suspect.job === null || suspect.job === named;
    if (isOurs || suspect.mistaken === named) return;
    // Until a job was looked at for the first time, nothing but its owner tells it from others.
    if (suspect.isCreator && !suspect.hasJob && named.owner === "me") {
      suspect.mistaken = named;
      return void this.#ledger.blind++;
    }
    if (this.#isBlind(command, link)) return void this.#ledger.blind++;
    this.#ledger.foreign++;
    this.blame(`${suspect.name} says ${command} about ${named.owner}'s job ${named.id}`);
  }

  /**
   * Whether the client must ask for the state to see whose job it is, as it can't have the list.
   * Servers before 1.0 don't tell it then either, all the time of a connection.
   */
  #isBlind(command: string, { commands, isSpoilt }: Link): boolean {
    if (command === "get_job_state" && (!commands.includes("list_jobs") || isSpoilt)) return true;
    const [first] = commands.filter((name) => name === "list_jobs" || name === "get_job_state");
    return this.#world.model.isOld && first === "get_job_state";
  }

  #judgeEnd(job: ModelJob): void {
    this.note(`job ${job.id} (${job.owner}'s) is ${job.end?.why}`);
    if (job.end?.why !== "timed out") return;
    const suspect = this.#suspects.find((it) => it.job === job && it.wantsJob);
    if (!suspect) return;
    // Two faults after each other may be too much; one, that does not take the server away, never is.
    const from = job.aliveAt - LATENCY * (job.keepalive ?? 0);
    const strikes = this.strikes.filter(({ at }) => at >= from);
    if (strikes.length > 1 || strikes.some(({ away }) => away > 0)) return;
    this.blame(`${suspect.name} lost its job to ${strikes.length} faults`);
  }
}
