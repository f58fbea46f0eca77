import { SpallocError } from "../../lib/errors.ts";
import { ProtocolClient } from "../../lib/protocol/client.ts";
import { isAbout } from "./actions.ts";
import { ENOUGH, type Setting } from "./client.ts";
import type { Random } from "../../scripts/random.ts";

/** A program that asks many questions at a time on one connection, and compares the answers. */
export class Prober {
  readonly #setting: Setting;
  #client: ProtocolClient | null = null;
  #unsettled = 0;
  #answers = 0;

  constructor(setting: Setting, random: Random) {
    this.#setting = setting;
    const { world } = setting;
    const connecting = ProtocolClient.connect("model", {
      clock: world.clientClock,
      dial: world.dial(),
      timeout: 5,
      maxInFlight: 1 + random.below(4),
    });
    connecting.then((client) => this.#client = client, (error) => this.#failed(error));
  }

  /** Number of questions that have not settled. */
  get unsettled(): number {
    return this.#unsettled;
  }

  /** Asks some questions, no two of which have the same answer. */
  ask(random: Random, later: (action: () => void) => void): void {
    const jobId = 1;
    for (let i = 1 + random.below(6); i > 0; i--) {
      const chip = [this.#answers++, random.below(1000)] as const;
      const controller = new AbortController();
      if (random.chance(0.2)) later(() => controller.abort(ENOUGH));
      const answer = this.#client?.whereIs({ jobId, chip }, { signal: controller.signal });
      if (!answer) return;
      this.#unsettled++;
      answer.then((place) => {
        this.#unsettled--;
        if (place && !isAbout(place, chip)) {
          this.#setting.ledger.misdelivered++;
          this.#setting.judge.blame(`${chip} was answered with ${place.physical}`);
        }
      }, (error) => {
        this.#unsettled--;
        this.#failed(error);
      });
    }
  }

  /** Ends the connection. */
  async close(): Promise<void> {
    await this.#client?.close();
  }

  #failed(error: unknown): void {
    if (error instanceof SpallocError || error === ENOUGH) return;
    this.#setting.judge.blame(`a question failed with ${error}`);
  }
}
