import { ConfigError } from "../errors.ts";
import { missingFlag } from "../permission.ts";
import { MAX_FILE_BYTES } from "./decode.ts";
import { messageOf } from "../message_of.ts";

/**
 * Gives the bytes of a file, or throws what `Deno.readFile` throws where there
 * is no such file.
 */
export type ReadFile = (path: string) => Promise<Uint8Array>;

/** A configuration file that was looked for, and what came of it. */
export interface SourceFile {
  /** Where it was looked for. */
  path: string;
  /**
   * `read`; `missing`; `folder` if that is what is there; `unreadable` if the
   * way to it is barred, so that nobody can tell whether it exists.
   */
  status: "read" | "missing" | "folder" | "unreadable";
  /** Why it is `unreadable`. */
  error?: string;
}

/** The device that is always empty. */
const NOTHING = "/dev/null";

/** What is thrown for a file in a folder that may not be entered. */
class BarredError extends Error {
  override name = "BarredError";
}

/** What is thrown for a pipe and its like: to read them could take for ever. */
class NoFileError extends Error {
  override name = "NoFileError";
}

/**
 * Looks for a file, one of `paths`. Its bytes come with its status if it could be read.
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

/** Reads a file with `Deno`, at most one byte more than is allowed. */
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
    : "give yourself the right to read it, or move it away";
  return new ConfigError(`${path}: cannot read the file (${reason}); ${next}`, { cause });
}
