/** Text of a stream, read as it comes, so that its writer never waits. */
export class CollectedText {
  /** Settles when the stream has ended or was cancelled. */
  readonly ended: Promise<void>;
  readonly #reader: ReadableStreamDefaultReader<string>;
  #text = "";
  #seen = Promise.withResolvers<void>();

  constructor(stream: ReadableStream<Uint8Array<ArrayBuffer>>) {
    this.#reader = stream.pipeThrough(new TextDecoderStream()).getReader();
    this.ended = this.#read();
  }

  get text(): string {
    return this.#text;
  }

  /** Waits until `part` is in the text, or can no longer come, and returns whether it is. */
  async includes(part: string): Promise<boolean> {
    let atEnd = false;
    const end = this.ended.then(() => {
      atEnd = true;
    });
    while (!this.#text.includes(part) && !atEnd) await Promise.race([this.#seen.promise, end]);
    return this.#text.includes(part);
  }

  /** Stops reading, for a pipe that others hold open. */
  async cancel(): Promise<void> {
    await this.#reader.cancel();
    await this.ended;
  }

  async #read(): Promise<void> {
    for (;;) {
      const { done, value } = await this.#reader.read();
      if (done) return;
      this.#text += value;
      this.#seen.resolve();
      this.#seen = Promise.withResolvers();
    }
  }
}
