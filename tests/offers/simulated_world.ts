import { JobState, jobSummaries, type JobSummary } from "../../lib/protocol/messages.ts";
import { machineSummaries, type MachineSummary } from "../../lib/protocol/messages.ts";
import {
  createJobArguments,
  type JobRequest,
  type LineRequest,
} from "../../lib/protocol/request.ts";
import { javaJobSummaries } from "../../lib/protocol/servers/java_answers.ts";
import { javaDeadLinks } from "../../lib/protocol/servers/java_links.ts";
import { javaJobArguments } from "../../lib/protocol/servers/java_requests.ts";
import { Allocator } from "../../lib/simulator/allocator.ts";
import { carryOut as carryOutJava } from "../../lib/simulator/java/commands.ts";
import { createHiddenJob } from "../../lib/simulator/java/create_job.ts";
import { JavaJobs } from "../../lib/simulator/java/jobs.ts";
import { JAVA_SETTINGS } from "../../lib/simulator/java/options.ts";
import type { JavaService } from "../../lib/simulator/java/service.ts";
import { machinesFrom } from "../../lib/simulator/machines_from.ts";
import type { MachineDescription } from "../../lib/simulator/mod.ts";
import { JAVA_DEFAULTS, PYTHON_DEFAULTS, type ServerParts } from "../../lib/simulator/options.ts";
import { carryOut as carryOutPython } from "../../lib/simulator/python/commands.ts";
import { Jobs } from "../../lib/simulator/python/jobs.ts";
import { Subscription } from "../../lib/simulator/python/changes.ts";
import { EventClock } from "../lib_test_kit/event_clock.ts";

/** A request as the client sends it. */
export interface Sent {
  readonly args: readonly unknown[];
  readonly kwargs: Readonly<Record<string, unknown>>;
}

/** The jobs of a simulated server, without a network, and with boards that need no time. */
export class SimulatedWorld {
  readonly kind: "python" | "java";
  readonly #clock = new EventClock();
  readonly #parts: ServerParts;
  readonly #python: Jobs;
  readonly #java: JavaService;

  constructor(kind: "python" | "java", descriptions: readonly MachineDescription[]) {
    this.kind = kind;
    const machines = machinesFrom(descriptions, kind);
    const mishaps = { powerDelay: 0, refusal: null, powerFailures: 0 };
    const defaults = kind === "python" ? PYTHON_DEFAULTS : JAVA_DEFAULTS;
    const options = {
      ...defaults,
      ...{ manners: kind, hostname: "", port: 0, powerDelay: 0, clock: this.#clock },
      secondsBeforeFree: 0,
    };
    this.#parts = { machines, options, mishaps };
    this.#python = new Jobs({
      ...options,
      mishaps,
      machines: [...machines.values()],
      onChange: () => {},
    });
    const settings = JAVA_SETTINGS;
    const jobs = new JavaJobs(this.#parts, settings);
    this.#java = { parts: this.#parts, settings, jobs, reports: new Set() };
  }

  /** Converts a request to the arguments that the client sends to this kind of server. */
  sent(request: JobRequest): Sent {
    const asked = request as LineRequest;
    return this.kind === "python" ? createJobArguments(asked) : javaJobArguments(asked);
  }

  /** Creates a job and returns its id; `null` if it is refused. */
  create({ args, kwargs }: Sent): number | null {
    try {
      const id = Number(this.#call("create_job", args, kwargs));
      this.settle();
      return id;
    } catch {
      return null;
    }
  }

  /** Creates a job over the other interface of a Java server. */
  createHidden(args: readonly number[]): void {
    try {
      createHiddenJob(this.#java.jobs, args, null);
    } catch {
      // No machine can serve it.
    }
    this.settle();
  }

  /** Destroys a job, and waits until its boards are free. */
  destroy(id: number): void {
    if (this.kind === "python") this.#python.destroy(id, null);
    else {
      const job = this.#java.jobs.get(id);
      if (job) this.#java.jobs.destroy(job, null);
    }
    this.settle();
  }

  /** Returns the machine that a job has boards of; `null` for none. */
  machineOf(id: number): string | null {
    const job = this.#list().find((job) => job.id === id);
    return job?.grant?.machine.name ?? null;
  }

  /** Lists the jobs, as the client reads them. */
  jobs(): JobSummary[] {
    const jobs = jobSummaries(this.#call("list_jobs", [], {}), "jobs");
    return this.kind === "python" ? jobs : javaJobSummaries(jobs);
  }

  /** Lists the machines, as the client reads them. */
  machines(): MachineSummary[] {
    const machines = machineSummaries(this.#call("list_machines", [], {}), "machines");
    if (this.kind === "python") return machines;
    return machines.map((machine) => ({
      ...machine,
      deadBoards: [
        ...machine.deadBoards,
        ...this.#parts.machines.get(machine.name)?.missingBoards ?? [],
      ],
      deadLinks: javaDeadLinks(machine.deadLinks, machine),
    }));
  }

  /** Whether a job waits for boards of a machine, as the server knows, and a client may not. */
  isWaitedFor(name: string): boolean {
    const machine = this.#parts.machines.get(name);
    if (!machine) return false;
    const waiting = this.#list().filter(({ waiting }) => waiting);
    if (this.kind === "java") {
      // A client does not see what hidden jobs wait for; and one that stalls holds up everything.
      return this.#java.jobs.list().some((job) =>
        job.waiting && (job.isHidden || job.isStalling || job.machine === machine)
      );
    }
    const allocator = new Allocator(machine);
    return waiting.some(({ request, kwargs }) => {
      const { machine: wanted = null, tags } = kwargs;
      const isMeant = wanted === null
        ? (Array.isArray(tags) ? tags : ["default"]).every((tag) => machine.tags.includes(tag))
        : wanted === name;
      return isMeant && request !== undefined && allocator.isPossible(request);
    });
  }

  /** Lets boards go on and off. */
  settle(): void {
    for (let round = 0; this.#clock.nextIn === 0 && round < 1000; round++) this.#clock.advance(0);
    if (this.kind === "java") this.#java.jobs.allocate();
    for (let round = 0; this.#clock.nextIn === 0 && round < 1000; round++) this.#clock.advance(0);
  }

  #list() {
    return this.kind === "python" ? this.#python.list() : this.#java.jobs.list();
  }

  #call(name: string, args: readonly unknown[], kwargs: Readonly<Record<string, unknown>>) {
    const command = { name, args, kwargs };
    if (this.kind === "java") {
      const caller = { host: "h", subscribeToJob() {}, subscribeToMachine() {} };
      return JSON.parse(JSON.stringify(carryOutJava(this.#java, command, caller)));
    }
    const service = {
      version: "",
      machines: this.#parts.machines,
      jobs: () => this.#python,
    };
    const caller = { host: "h", jobs: new Subscription(), machines: new Subscription() };
    return JSON.parse(JSON.stringify(carryOutPython(service, caller, command)));
  }
}

/** Whether a job waits. */
export function isQueued({ state }: JobSummary): boolean {
  return state === JobState.queued;
}
