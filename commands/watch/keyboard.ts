import type { Context } from "../context.ts";
import { setRaw } from "../input.ts";
import { type Key, KeyDecoder } from "./keys.ts";

/**
 * Keys of a terminal, as they are pressed and without an echo. Those of signals, such as Ctrl-C and
 * Ctrl-Z, stay signals where the system supports that.
 */
export class Keyboard implements Disposable {
  readonly #stdin: Context["stdin"];
  #isOpen = true;

  private constructor(stdin: Context["stdin"]) {
    this.#stdin = stdin;
    stdin.setRaw(true);
  }

  /** Starts listening; `null` if nobody can type. */
  static open({ stdin }: Context, onKey: (key: Key) => void): Keyboard | null {
    if (!stdin.isTerminal()) return null;
    try {
      const keyboard = new Keyboard(stdin);
      keyboard.#listen(onKey);
      return keyboard;
    } catch {
      return null; // It says that it is a terminal, and can't be one.
    }
  }

  /** Restores the terminal, until {@linkcode Keyboard.resume}. */
  pause(): void {
    setRaw(this.#stdin, false);
  }

  /** Takes the terminal over again. */
  resume(): void {
    if (this.#isOpen) setRaw(this.#stdin, true);
  }

  /** Restores the terminal, and stops listening. */
  [Symbol.dispose](): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.pause();
  }

  async #listen(onKey: (key: Key) => void): Promise<void> {
    const decoder = new KeyDecoder();
    const buffer = new Uint8Array(256);
    try {
      while (this.#isOpen) {
        const size = await this.#stdin.read(buffer);
        if (size === null) return;
        for (const key of decoder.decode(buffer.subarray(0, size))) {
          if (this.#isOpen) onKey(key);
        }
      }
    } catch {
      // The terminal was closed, of which a signal tells.
    }
  }
}
