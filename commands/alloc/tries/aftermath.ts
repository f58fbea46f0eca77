import { askOnce } from "../../../lib/connect.ts";
import { DEFAULT_PORT } from "../../../lib/protocol/client.ts";
import { anyOf, Deadline, orAborted, systemClock } from "../../../lib/clock.ts";
import { escapeText } from "../../../lib/escape.ts";
import type { Job } from "../../../lib/job.ts";
import { messageOf } from "../../../lib/message_of.ts";
import type { AvoidedBoard } from "../../../lib/tries/avoid.ts";
import type { FailedBoard, FailedTry } from "../../../lib/tries/failed_try.ts";
import { asAvoided } from "../../boards/memory.ts";
import type { Plan } from "../prepare.ts";
import { sayBoard } from "./say_try.ts";
import type { TrialPlan } from "./trial.ts";

/** Maximum seconds to report boards. */
const LONGEST_SECONDS = 10;

/** What is done about boards that fail: they are remembered, and reported. */
export class Aftermath {
  readonly #plan: Plan;
  readonly #trial: TrialPlan;
  readonly #signal: AbortSignal;
  readonly #told = new Set<string>();

  /** Once `signal` is aborted, nothing more is done. */
  constructor(plan: Plan, trial: TrialPlan, signal: AbortSignal) {
    this.#plan = plan;
    this.#trial = trial;
    this.#signal = signal;
  }

  /** Returns the boards that failed earlier. */
  async suspects(): Promise<AvoidedBoard[]> {
    const { memory, avoidFor } = this.#trial;
    const known = await this.#orTell("remember boards", async () => await memory?.list(avoidFor));
    return asAvoided(known ?? [], this.#server);
  }

  /** Remembers and reports the boards of a job that failed a check. */
  async of(job: Job, tried: FailedTry): Promise<void> {
    if (tried.outcome === "avoided") return;
    await this.#orTell("remember boards", async () => await this.#remember(tried));
    if (!this.#trial.report) return;
    await this.#orTell("report boards", async () => await this.#report(job, tried));
  }

  /** Forgets the boards of a job that passed the checks. */
  async good({ machineName, boards }: Job): Promise<void> {
    const { memory, checks } = this.#trial;
    if (checks.length === 0) return;
    const names = new Set(boards?.map(String));
    const isGood = (known: { server: string; machine: string; board: unknown }): boolean =>
      known.server === this.#server && known.machine === machineName &&
      names.has(String(known.board));
    await this.#orTell("remember boards", async () => await memory?.forget(isGood));
  }

  async #remember({ machineName, failed, text, time }: FailedTry): Promise<void> {
    const boards = failed.flatMap(({ board, physical, address }) =>
      board
        ? [{
          ...{ server: this.#server, machine: machineName, board, physical, address, text },
          at: time,
        }]
        : []
    );
    if (boards.length > 0) await this.#trial.memory?.add(boards);
  }

  async #report({ serverKind }: Job, tried: FailedTry): Promise<void> {
    const { progress, server } = this.#plan;
    if (serverKind === "python") {
      return this.#tellOnce("Boards that failed are not reported: this server takes no reports.");
    }
    const named = tried.failed.filter(({ address }) => address !== null);
    if (named.length === 0) {
      return this.#tellOnce("No board is reported: the check did not say which one failed.");
    }
    const { clock = systemClock } = server;
    using late = new Deadline(clock, LONGEST_SECONDS, () => new Error("it takes too long"));
    const until = { signal: anyOf(this.#signal, late.signal) };
    await askOnce(server, async (client) => {
      for (const board of named) {
        const problem = { jobId: tried.jobId, description: describe(tried, board) };
        await client.reportProblem(board.address!, problem, until);
        progress.say(escapeText(`Job ${tried.jobId}: reported ${sayBoard(board)}.`));
      }
    }, until);
  }

  /** Does what is not worth ending an allocation for. */
  async #orTell<T>(what: string, work: () => Promise<T>): Promise<T | undefined> {
    try {
      return await orAborted(work(), this.#signal);
    } catch (error) {
      if (!this.#signal.aborted) this.#tellOnce(escapeText(`Cannot ${what}: ${messageOf(error)}`));
      return undefined;
    }
  }

  #tellOnce(line: string): void {
    if (this.#told.has(line)) return;
    this.#told.add(line);
    this.#plan.progress.say(line, "yellow");
  }

  get #server(): string {
    const { hostname, port = DEFAULT_PORT } = this.#plan.server;
    return hostname.includes("/") ? hostname : `${hostname}:${port}`;
  }
}

function describe({ text }: FailedTry, { board, physical }: FailedBoard): string {
  const where = physical
    ? ` (cabinet ${physical[0]}, frame ${physical[1]}, board ${physical[2]})`
    : "";
  return `A check failed${board ? ` on board ${board.join(" ")}` : ""}${where}: ${text}`;
}
