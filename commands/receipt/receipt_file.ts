import { isGranted } from "../../lib/permission.ts";
import { toJson } from "../../lib/render/json.ts";
import { CommandError, osReason, UsageError } from "../errors.ts";
import { dirname, join } from "../paths.ts";
import type { Receipt } from "./receipt.ts";

/**
 * A file with a receipt, which only its user can read. Each writing replaces it at once or not at
 * all, so that it is whole at any moment.
 */
export class ReceiptFile {
  /** Path of the file, as it was named. */
  readonly path: string;
  readonly #target: string;
  readonly #draft: string;

  private constructor(path: string, target: string) {
    this.path = path;
    this.#target = target;
    this.#draft = join(dirname(target), `.spalloc_receipt_${crypto.randomUUID()}.tmp`);
  }

  /**
   * Finds the place of a receipt.
   *
   * @throws {CommandError} if something else than a file is there.
   * @throws {UsageError} if it is to be standard output, which can't be written more than once.
   */
  static async at(path: string): Promise<ReceiptFile> {
    if (path === "-") {
      throw new UsageError(
        "Cannot write a receipt to standard output, as each step replaces it: name a file",
      );
    }
    const cannot = (why: string): CommandError => cannotWrite(path, why);
    // Deno would ask on a terminal, while nobody keeps the job alive.
    for (const name of ["read", "write"] as const) {
      if (!isGranted({ name, path: dirname(path) })) {
        throw cannot(`Deno needs --allow-${name}=${dirname(path)}`);
      }
    }
    // A link stays a link: what it leads to is written.
    const target = await Deno.realPath(path).catch(() => path);
    const info = await Deno.stat(target).catch(() => null);
    // A file in the place of /dev/null would replace it for all programs.
    if (info && !info.isFile) throw cannot("it is not a file");
    return new ReceiptFile(path, target);
  }

  /**
   * Replaces the file.
   *
   * @throws {CommandError} if that can't be done.
   */
  async write(receipt: Receipt): Promise<void> {
    try {
      const text = toJson({ ...receipt }) + "\n";
      await Deno.writeTextFile(this.#draft, text, { createNew: true, mode: 0o600 });
      await Deno.rename(this.#draft, this.#target);
    } catch (cause) {
      await Deno.remove(this.#draft).catch(() => {});
      throw cannotWrite(this.path, osReason(cause), { cause });
    }
  }
}

/** Returns the error of a receipt that can't be written. */
export function cannotWrite(path: string, why: string, options?: ErrorOptions): CommandError {
  return new CommandError(`Cannot write the receipt ${path}: ${why}`, options);
}
