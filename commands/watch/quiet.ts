import type { Context } from "../context.ts";
import { troubleReports } from "../trouble_reports.ts";
import { shownText, type Subject, type View } from "./subject.ts";

/**
 * Shows nothing; reports on standard error once that the server is lost, and once that it is back.
 */
export class Quiet<T> implements View<T> {
  readonly left: AbortSignal = new AbortController().signal;
  readonly lost: View<T>["lost"];
  readonly recovered: View<T>["recovered"];

  constructor({ stderr }: Context) {
    const { onTrouble, onRecovered } = troubleReports((line, style) =>
      stderr.sentence(line, style)
    );
    this.lost = onTrouble;
    this.recovered = onRecovered;
  }

  show(_value: T): Promise<void> {
    return Promise.resolve();
  }

  heard(): void {}

  close(): void {}
}

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
