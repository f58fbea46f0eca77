import type { Context } from "../context.ts";
import { troubleReports } from "../trouble_reports.ts";
import type { View } from "./subject.ts";

/**
 * Shows nothing; reports on standard error once that the server is lost, and once that it is back.
 */
export class Quiet<T> implements View<T> {
  readonly left: AbortSignal = new AbortController().signal;
  readonly lost: View<T>["lost"];
  readonly recovered: View<T>["recovered"];

  constructor({ stderr }: Context) {
    const { onTrouble, onRecovered } = troubleReports((line, style) => stderr.sentence(line, style));
    this.lost = onTrouble;
    this.recovered = onRecovered;
  }

  show(_value: T): Promise<void> {
    return Promise.resolve();
  }

  heard(): void {}

  close(): void {}
}
