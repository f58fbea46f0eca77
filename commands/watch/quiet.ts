import type { SpallocError } from "../../lib/errors.ts";
import { escapeText } from "../../lib/escape.ts";
import type { Context } from "../context.ts";
import type { View } from "./subject.ts";

/**
 * Shows nothing; reports on standard error once that the server is lost, and once that it is back.
 */
export class Quiet<T> implements View<T> {
  readonly left: AbortSignal = new AbortController().signal;
  readonly #stderr: Context["stderr"];
  #isLost = false;

  constructor({ stderr }: Context) {
    this.#stderr = stderr;
  }

  show(_value: T): Promise<void> {
    return Promise.resolve();
  }

  heard(): void {}

  lost({ message }: SpallocError): void {
    if (this.#isLost) return;
    this.#isLost = true;
    const text = `Lost the server (${escapeText(message)}), trying again...`;
    this.#stderr.sentence(text, "red");
  }

  recovered(): void {
    if (!this.#isLost) return;
    this.#isLost = false;
    this.#stderr.line(this.#stderr.style("green", "The server is back."));
  }

  close(): void {}
}
