import { SpallocError, UnknownOutcomeError } from "../../../lib/errors.ts";
import { Job } from "../../../lib/job.ts";
import type { JavaJob } from "../../../lib/simulator/java/job.ts";
import { KEEPALIVE, TESTER } from "./life.ts";
import type { HttpWorld } from "./world.ts";

/** Why a client stops what it does. */
export const ENOUGH: Error = new Error("enough");

/** What becomes known in a schedule. */
export interface Record {
  /** Writes down what happens. */
  note(text: string): void;
  /** Writes down what must not happen. */
  blame(problem: string): void;
}

/** A program with one job, and the calls that it makes. */
export class HttpClient {
  readonly name: string;
  readonly controller = new AbortController();
  /** The job, as the library has it, once it does. */
  handle: Job | null = null;
  /** Error of an opening that failed. */
  failure: unknown = null;
  isOver = false;
  isLeaving = false;
  isDead = false;
  powerCalls = 0;
  readonly #calls: { name: string; settled: number }[] = [];
  readonly #world: HttpWorld;
  readonly #record: Record;

  /** Creates a job, or resumes the one with an id. */
  constructor(name: string, world: HttpWorld, record: Record, resumed: number | null = null) {
    this.name = name;
    this.#world = world;
    this.#record = record;
    const fetch = world.fetch(name);
    const options = {
      hostname: world.api.url,
      timeout: 3,
      reconnectDelay: 2,
      clock: world.clientClock,
      credentials: TESTER,
      signal: this.controller.signal,
      fetch: (request: Request) =>
        this.isDead
          ? Promise.reject(new TypeError("client error (Connect): dead"))
          : fetch(request),
    };
    const opening = resumed === null
      ? Job.create({ keepalive: KEEPALIVE }, options)
      : Job.resume(resumed, options);
    this.#track(resumed === null ? "create" : `resume ${resumed}`, opening);
    opening.then((job) => this.handle = job, (error) => {
      this.isOver = true;
      this.failure = error;
      this.#judge("opening", error);
    });
  }

  /** Whether it wants its job to live. */
  get wantsJob(): boolean {
    return this.handle !== null && !this.isLeaving && !this.isDead;
  }

  /** Its job, as the server has it; `null` for none. */
  get job(): JavaJob | null {
    const id = this.handle?.id ?? this.#createdId();
    return id === null ? null : this.#world.api.server.service.jobs.get(id) ?? null;
  }

  /** Lists calls that have not settled once. */
  get unsettled(): string[] {
    return this.#calls.filter(({ settled }) => settled !== 1).map(({ name }) => name);
  }

  /** Makes a call, and has its outcome judged. */
  call<T>(name: string, ask: (job: Job) => Promise<T>, isRight: (value: T) => boolean): void {
    if (!this.handle) return;
    if (name.startsWith("power")) this.powerCalls++;
    const answer = ask(this.handle);
    this.#track(name, answer);
    answer.then((value) => {
      if (!isRight(value)) {
        this.#record.blame(`${this.name}'s ${name} was answered ${JSON.stringify(value)}`);
      }
    }, (error) => this.#judge(name, error));
  }

  /** Leaves its job. */
  leave(how: "destroy" | "close"): void {
    const { handle } = this;
    if (!handle || this.isOver) return;
    this.isLeaving = true;
    const leaving = how === "close" ? handle.close() : handle.destroy("done");
    this.#track(how, leaving);
    leaving.then(() => {
      this.isOver = true;
      if (how === "close" || !this.job || this.job.end || this.isDead) return;
      this.#record.blame(`${this.name} was told that its job is destroyed, and it is not`);
    }, (error) => {
      this.isOver = true;
      this.#judge(how, error);
    });
  }

  /** Names what went wrong with an opening that failed; `null` for nothing. */
  judgeOpening(): string | null {
    const { failure } = this;
    const created = this.#createdId();
    if (failure === null || created === null || this.isDead) return null;
    if (failure instanceof UnknownOutcomeError) return null;
    const job = this.#world.api.server.service.jobs.get(created);
    const hasTried = this.#world.carried.some(({ client, method, path }) =>
      client === this.name && method === "DELETE" && path.includes(`/${created}`)
    );
    if (job?.end || hasTried) return null;
    return `${this.name} was not told that there is a job: ${failure}`;
  }

  #createdId(): number | null {
    return this.#world.created.get(this.name)?.[0] ?? null;
  }

  #judge(name: string, error: unknown): void {
    if (error instanceof SpallocError || error === ENOUGH) return;
    this.#record.blame(`${this.name}'s ${name} threw ${error}`);
  }

  #track(name: string, promise: Promise<unknown>): void {
    const call = { name, settled: 0 };
    this.#calls.push(call);
    this.#record.note(`${this.name}: ${name}`);
    promise.then(() => {
      call.settled++;
      this.#record.note(`${this.name}: ${name} is done`);
    }, (error) => {
      call.settled++;
      this.#record.note(`${this.name}: ${name} failed: ${error.name}: ${error.message}`);
    });
  }
}
