import { quote } from "../../lib/escape.ts";
import { UsageError } from "../errors.ts";

/**
 * Parses the address of a board as error messages write it: with a port or without.
 *
 * @throws {UsageError} if it is no address, such as coordinates without their option.
 */
export function addressOf(words: readonly string[]): string {
  const [word = "", ...others] = words;
  if (words.every((word) => /^\d+,?$/.test(word))) {
    throw new UsageError(
      `Cannot tell what ${quote(words.join(" "))} is: for chip (X, Y) of a job, --job-chip JOB X Y`,
    );
  }
  if (others.length > 0) throw new UsageError(`Cannot look for ${words.length} addresses at once`);
  const [, address = word] = /^([^:]+):\d+$/.exec(word) ?? [];
  if (/^[^\s/]+$/.test(address)) return address;
  throw new UsageError(`Cannot use ${quote(word)} as the address of a board`);
}
