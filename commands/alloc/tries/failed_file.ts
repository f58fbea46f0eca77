import { isChipOfBoard } from "../../../lib/machine/hexagon.ts";
import { wrapAround } from "../../../lib/machine/coordinates.ts";
import type { EthernetChip, JobMachine } from "../../../lib/protocol/messages.ts";
import { readUpTo } from "../../read_up_to.ts";
import { inFirstFolder } from "../temporary_folders.ts";

/** Maximum bytes of the file that are read. */
const MOST_BYTES = 1024 * 1024;
/** A chip: `3 4`, `3,4` or `(3, 4)`. */
const CHIP = /^\(?\s*(\d+)\s*[\s,]\s*(\d+)\s*\)?$/;

/** What a check wrote. */
export interface WrittenFailures {
  /** Boards of the job that it named, each once. */
  failed: EthernetChip[];
  /** Lines that name no board of the job. */
  strange: string[];
}

/**
 * A temporary file into which checks write chips of the job, or addresses of boards, that failed: one
 * a line. Only the user can read it.
 */
export class FailedFile implements AsyncDisposable {
  /** Path of the file. */
  readonly path: string;

  private constructor(path: string) {
    this.path = path;
  }

  /**
   * Creates the file in the first possible folder.
   *
   * @throws if there is none, with the reason of each folder.
   */
  static async make(folders: readonly string[]): Promise<FailedFile> {
    const path = await inFirstFolder(
      folders,
      (dir) => Deno.makeTempFile({ dir, prefix: "spalloc_failed_", suffix: ".txt" }),
      ["write", "read"],
    );
    return new FailedFile(path);
  }

  /** Empties the file, before a check. */
  async clear(): Promise<void> {
    await Deno.writeTextFile(this.path, "", { mode: 0o600 });
  }

  /** Reads what a check wrote about the boards of a job. */
  async read(machine: JobMachine): Promise<WrittenFailures> {
    return parseFailures(await this.#text(), machine);
  }

  /** Removes the file. */
  async [Symbol.asyncDispose](): Promise<void> {
    await Deno.remove(this.path).catch(() => {}); // A check may have done so.
  }

  async #text(): Promise<string> {
    try {
      using file = await Deno.open(this.path);
      return new TextDecoder().decode(await readUpTo(file, MOST_BYTES));
    } catch {
      return ""; // It was taken away: then nothing is known.
    }
  }
}

/** Parses chips of the job, and addresses of its boards, one a line. */
export function parseFailures(text: string, machine: JobMachine): WrittenFailures {
  const failed = new Set<EthernetChip>();
  const strange: string[] = [];
  for (const line of text.split("\n")) {
    const place = line.replace(/#.*$/, "").trim();
    if (place === "") continue;
    const board = boardNamed(place, machine);
    if (board) failed.add(board);
    else strange.push(place);
  }
  return { failed: [...failed], strange };
}

function boardNamed(
  place: string,
  { connections, width, height }: JobMachine,
): EthernetChip | undefined {
  const [, x, y] = CHIP.exec(place) ?? [];
  if (x === undefined) return connections.find(({ hostname }) => hostname === place);
  return connections.find((root) =>
    Number(x) < width && Number(y) < height &&
    isChipOfBoard([wrapAround(Number(x) - root.x, width), wrapAround(Number(y) - root.y, height)])
  );
}
