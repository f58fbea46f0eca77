import { ConfigError } from "../errors.ts";
import { missingFlag } from "../permission.ts";
import { MAX_FILE_BYTES } from "./decode.ts";
import { messageOf } from "../message_of.ts";

/** Reads a file's bytes, or throws what `Deno.readFile` throws for a missing file. */
export type ReadFile = (path: string) => Promise<Uint8Array>;

/** A configuration file that was looked for, and what was found. */
export interface SourceFile {
  /** Path of the file. */
  path: string;
  /**
   * `read`; `missing`; `folder` for a folder of that name; `unreadable` if a folder on the path
   * can't be entered, so that the file may or may not exist.
   */
  status: "read" | "missing" | "folder" | "unreadable";
  /**
   * Reason for `unreadable`.
   *
   * @default {undefined}
   */
  error?: string;
}

/** A device that is always empty. */
const NOTHING = "/dev/null";

/** Thrown for a file in a folder that can't be entered. */
class BarredError extends Error {
  override name = "BarredError";
}

/** Thrown for pipes and devices, which could block for ever. */
class NoFileError extends Error {
  override name = "NoFileError";
}

/**
 * Reads the first of `paths` that exists. Its bytes come with its status if it could be read.
 *
 * @throws {ConfigError} if the file exists and can't be read.
 */
export async function lookFor(
  path: string,
  { readFile = readWithDeno, paths = [path] }: {
    readFile?: ReadFile;
    paths?: readonly string[];
  } = {},
): Promise<{ file: SourceFile; bytes?: Uint8Array }> {
  try {
    const bytes = await readFile(path);
    return { file: { path, status: "read" }, bytes };
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory) {
      return { file: { path, status: "missing" } };
    }
    if (error instanceof Deno.errors.IsADirectory) return { file: { path, status: "folder" } };
    if (error instanceof BarredError) {
      return { file: { path, status: "unreadable", error: error.message } };
    }
    throw unreadableError(path, error, paths);
  }
}

/** Reads a file with `Deno`, one byte beyond the limit at most. */
async function readWithDeno(path: string): Promise<Uint8Array> {
  const info = stat(path);
  // Windows refuses to open a folder with the same error as a file of somebody else's.
  if (info.isDirectory) throw new Deno.errors.IsADirectory(path);
  if (!info.isFile) {
    // A link to it is how people say that there is to be no such file.
    if (await Deno.realPath(path) === NOTHING) return new Uint8Array();
    throw new NoFileError("it is a pipe, a socket or a device");
  }
  // At once, because every command waits for it: another thread takes ten times as long.
  using file = Deno.openSync(path);
  const buffer = new Uint8Array(MAX_FILE_BYTES + 1);
  let length = 0;
  while (length < buffer.length) {
    const count = file.readSync(buffer.subarray(length));
    if (count === null) break;
    length += count;
  }
  return buffer.subarray(0, length);
}

function stat(path: string): Deno.FileInfo {
  try {
    return Deno.statSync(path);
  } catch (error) {
    // Reading a file's properties needs no right to the file, only to its folder.
    if (error instanceof Deno.errors.PermissionDenied) {
      throw new BarredError(error.message, { cause: error });
    }
    throw error;
  }
}

function unreadableError(path: string, cause: unknown, paths: readonly string[]): ConfigError {
  if (missingFlag(cause) !== null) {
    const flag = `--allow-read=${paths.join(",")}`;
    return new ConfigError(`${path}: cannot read the file: Deno needs ${flag}`, { cause });
  }
  const reason = messageOf(cause);
  const next = cause instanceof NoFileError
    ? "move it away"
    : "make it readable for you, or move it away";
  return new ConfigError(`${path}: cannot read the file (${reason}); ${next}`, { cause });
}
