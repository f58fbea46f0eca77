import type { Context } from "../context.ts";
import { Quiet } from "./quiet.ts";
import { shownText, type Subject } from "./subject.ts";

/** Writes a subject in full after every change: into files and pipes, and for programs. */
export class Stream<T> extends Quiet<T> {
  readonly #subject: Subject<T>;
  readonly #context: Context;
  readonly #isJson: boolean;
  #last: string | null = null;

  constructor(subject: Subject<T>, context: Context, { json }: { json: boolean }) {
    super(context);
    this.#subject = subject;
    this.#context = context;
    this.#isJson = json;
  }

  override async show(value: T): Promise<void> {
    const { stdout } = this.#context;
    const shown = { json: this.#isJson, context: this.#context };
    const text = shownText(this.#subject, value, shown);
    // Servers tell of changes that make no difference here, too.
    if (text === this.#last) return;
    if (this.#last !== null && !this.#isJson) stdout.line();
    this.#last = text;
    stdout.line(text);
    await stdout.flush();
  }
}
