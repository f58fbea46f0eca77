/** Commands of a boot packet. */
const COMMAND = { start: 1, block: 3, end: 5 } as const;

const VERSION = 1;
const HEADER_BYTES = 18;
/** Maximum blocks: those of 32 KiB of memory. */
const MOST_BLOCKS = 32;

/**
 * Receiver of the software that boots a board. It answers nothing, and starts the software at the
 * end if not one block is missing.
 */
export class BootLoader {
  readonly #blocks = new Set<number>();
  #expected = 0;

  /** Takes a datagram, and returns whether the software is whole and was started. */
  receive(datagram: Uint8Array): boolean {
    if (datagram.length < HEADER_BYTES) return false;
    const view = new DataView(datagram.buffer, datagram.byteOffset, datagram.byteLength);
    if (view.getUint16(0) !== VERSION) return false;
    const [command, first, , third] = [2, 6, 10, 14].map((at) => view.getUint32(at));
    switch (command) {
      case COMMAND.start:
        this.#blocks.clear();
        this.#expected = Math.min((third ?? 0) + 1, MOST_BLOCKS);
        return false;
      case COMMAND.block:
        if (datagram.length > HEADER_BYTES) this.#blocks.add((first ?? 0) & 0xff);
        return false;
      case COMMAND.end:
        return first === 1 && this.#expected > 0 && this.#isWhole();
      default:
        return false;
    }
  }

  #isWhole(): boolean {
    for (let block = 0; block < this.#expected; block++) {
      if (!this.#blocks.has(block)) return false;
    }
    return true;
  }
}
