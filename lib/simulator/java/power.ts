import { type BoardCoordinate, boardIndex } from "../../machine/mod.ts";
import type { ServerParts } from "../options.ts";
import type { JavaJob, PowerChange } from "./job.ts";

const FAILURE = "Error changing power state!  Please contact an administrator.";

/** Callbacks of power changes. */
export interface PowerEvents {
  /** Called when a job has changed. */
  readonly onChange: (job: JavaJob) => void;
  /** Called when the boards of a job that was ready did not go on. */
  readonly onFailure: (job: JavaJob, reason: string) => void;
  /** Called when a job has to wait for boards again. */
  readonly onQueued: (job: JavaJob) => void;
}

/**
 * Switches boards on and off: one change of a job after the other, and not too soon after they went
 * off.
 */
export class Power {
  readonly #parts: ServerParts;
  readonly #events: PowerEvents;
  /** End of the rest of boards, by machine and number. */
  readonly #restUntil = new Map<string, number>();
  readonly #running = new Set<JavaJob>();

  /** Starts with boards that have been off for long. */
  constructor(parts: ServerParts, events: PowerEvents) {
    this.#parts = parts;
    this.#events = events;
  }

  /** Switches the boards of a job, which then is ready, or is queued. */
  set(job: JavaJob, on: boolean, to: PowerChange["to"] = "ready"): void {
    job.changes.push({ on, from: job.state, to });
    job.state = "power";
    job.power = on;
    this.#events.onChange(job);
    if (job.changes.length === 1) this.#begin(job);
  }

  /** Switches the boards of a dead job off; it does not wait for that. */
  cut(job: JavaJob): void {
    if (job.isOn || job.changes.length > 0) this.#rest(job, this.#parts.mishaps.powerDelay);
    this.#cancel(job);
    job.isOn = false;
    job.power = null;
  }

  /** Cancels everything pending. */
  stop(): void {
    for (const job of this.#running) job.cancelChange();
    this.#running.clear();
  }

  #begin(job: JavaJob): void {
    const { clock } = this.#parts.options;
    const [change] = job.changes;
    if (change === undefined) return;
    const ends = this.#boardsOf(job).map((board) => this.#restUntil.get(board) ?? 0);
    const rest = change.on ? Math.max(0, Math.max(...ends) - clock.now()) : 0;
    this.#running.add(job);
    const seconds = rest + this.#parts.mishaps.powerDelay;
    job.onAt = change.on ? clock.now() + seconds : null;
    job.cancelChange = clock.after(seconds, () => {
      this.#running.delete(job);
      job.onAt = null;
      job.changes.shift();
      this.#finish(job, change);
    });
  }

  #finish(job: JavaJob, change: PowerChange): void {
    const { mishaps } = this.#parts;
    const failed = change.on && mishaps.powerFailures > 0;
    job.isOn = change.on && !failed;
    job.isBooted = false;
    if (!job.isOn) this.#rest(job, 0);
    if (failed) {
      mishaps.powerFailures--;
      this.#cancel(job);
      if (change.from === "ready") this.#events.onFailure(job, FAILURE);
      else this.set(job, false, "queued");
      return;
    }
    if (job.changes.length > 0) return this.#begin(job);
    if (change.to === "queued") {
      this.#events.onQueued(job);
      job.power = null;
    }
    job.state = change.to;
    this.#events.onChange(job);
  }

  #cancel(job: JavaJob): void {
    job.cancelChange();
    job.changes = [];
    this.#running.delete(job);
  }

  /** Lets boards rest, starting in some seconds. */
  #rest(job: JavaJob, seconds: number): void {
    const { clock, secondsBeforeFree } = this.#parts.options;
    const end = clock.now() + seconds + secondsBeforeFree;
    for (const board of this.#boardsOf(job)) this.#restUntil.set(board, end);
  }

  #boardsOf({ grant, machine }: JavaJob): string[] {
    const name = (board: BoardCoordinate): string =>
      `${machine.name} ${boardIndex(board, machine)}`;
    return (grant?.boards ?? []).map(name);
  }
}
