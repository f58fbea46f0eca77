import { ConfigError } from "../errors.ts";

/** Maximum size of a configuration file, in bytes: 1 MiB. */
export const MAX_FILE_BYTES: number = 1024 * 1024;

/**
 * Decodes a configuration file. A byte order mark at its start, which some editors write and Python
 * stumbles over, is skipped.
 *
 * @throws {ConfigError} if it is larger than 1 MiB or not UTF-8.
 */
export function decodeFile(path: string, bytes: Uint8Array): string {
  if (bytes.length > MAX_FILE_BYTES) {
    throw new ConfigError(`${path}: larger than 1 MiB; is it a configuration file?`);
  }
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (cause) {
    const line = lineOfFault(bytes);
    throw new ConfigError(`${path}:${line}: not UTF-8; save the file in that encoding`, { cause });
  }
}

/** Finds the line of the first byte that can't be UTF-8. */
function lineOfFault(bytes: Uint8Array): number {
  const faults = new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
  // A file may hold U+FFFD of its own, so what was decoded is encoded again and compared.
  const again = new TextEncoder().encode(faults);
  const end = again.findIndex((byte, index) => byte !== bytes[index]);
  const before = new TextDecoder("latin1").decode(bytes.subarray(0, end < 0 ? bytes.length : end));
  return before.split(/\r\n|\r|\n/).length;
}
