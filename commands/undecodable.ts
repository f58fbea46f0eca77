import { UsageError } from "./errors.ts";
import { readProcBytes } from "./proc.ts";

/** Replacement of bytes that are not UTF-8. */
const REPLACEMENT = "\ufffd";

/**
 * Refuses arguments that are not UTF-8, such as file names from an old system. Deno changes them,
 * and to go on would open another file or none.
 *
 * @param cmdline The arguments as the system has them, each with a 0 behind it; `null` where it
 * does not tell.
 * @throws {UsageError} naming the first one.
 */
export function refuseUndecodable(
  argv: readonly string[],
  cmdline: () => Uint8Array | null = () => readProcBytes("self/cmdline"),
): void {
  const at = argv.findIndex((word) => word.includes(REPLACEMENT));
  if (at < 0) return;
  const words = splitAtZero(cmdline() ?? new Uint8Array()).slice(-argv.length);
  if (words.length < argv.length) throw undecodable(`"${argv[at]}"`);
  const wrong = words.find((bytes) => !isUtf8(bytes));
  if (wrong) throw undecodable(`$'${inBash(wrong)}'`);
}

function undecodable(word: string): UsageError {
  return new UsageError(
    `Cannot use the argument ${word}: it is not UTF-8. Rename the file, or use a link to it`,
  );
}

function splitAtZero(bytes: Uint8Array): Uint8Array[] {
  const words: Uint8Array[] = [];
  for (let from = 0; from < bytes.length;) {
    const end = bytes.indexOf(0, from);
    words.push(bytes.subarray(from, end));
    from = end + 1;
  }
  return words;
}

function isUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}

/** Quotes bytes for a shell. */
function inBash(bytes: Uint8Array): string {
  return [...bytes].map((byte) =>
    byte >= 0x20 && byte < 0x7f && byte !== 0x27 && byte !== 0x5c
      ? String.fromCharCode(byte)
      : `\\${byte.toString(8).padStart(3, "0")}`
  ).join("");
}
