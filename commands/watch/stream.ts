import type { SpallocError } from "../../lib/errors.ts";
import { escapeText } from "../../lib/render/escape.ts";
import { toJson } from "../../lib/render/json.ts";
import type { Context } from "../context.ts";
import { lookOf, type Subject } from "./subject.ts";
import type { View } from "./view.ts";

/** Writes all of it again for every change: into files and pipes, and for programs. */
export class Stream<T> implements View<T> {
  readonly left: AbortSignal = new AbortController().signal;
  readonly #subject: Subject<T>;
  readonly #context: Context;
  readonly #isJson: boolean;
  #last: string | null = null;
  #isLost = false;

  constructor(subject: Subject<T>, context: Context, { json }: { json: boolean }) {
    this.#subject = subject;
    this.#context = context;
    this.#isJson = json;
  }

  async show(value: T): Promise<void> {
    const { stdout } = this.#context;
    const text = this.#isJson
      ? toJson(this.#subject.json(value))
      : this.#subject.text(value, lookOf(this.#context));
    // Servers tell of changes that make no difference here, too.
    if (text === this.#last) return;
    if (this.#last !== null && !this.#isJson) stdout.line();
    this.#last = text;
    stdout.line(text);
    await stdout.flush();
  }

  heard(): void {}

  lost({ message }: SpallocError): void {
    if (this.#isLost) return;
    this.#isLost = true;
    const { stderr } = this.#context;
    const text = `Lost the server (${escapeText(message)}), trying again...`;
    stderr.line(stderr.style("red", text));
  }

  recovered(): void {
    if (!this.#isLost) return;
    this.#isLost = false;
    const { stderr } = this.#context;
    stderr.line(stderr.style("green", "The server is back."));
  }

  close(): void {}
}
