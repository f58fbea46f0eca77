import { messageOf } from "../../lib/message_of.ts";
import type { EthernetChip } from "../../lib/protocol/messages.ts";
import { CommandError } from "../errors.ts";
import { addressesCsv } from "../views/addresses_csv.ts";
import type { WrappedProgram } from "../running/wrapped_program.ts";
import { inFirstFolder } from "./temporary_folders.ts";

/** Bytes reserved per board, and at least. */
const ROW_BYTES = 64;
const LEAST_BYTES = 4096;

/**
 * A temporary file with the addresses of a job's boards, which only its user can read.
 *
 * Room for it is taken before there is a job. Where that is nowhere possible, or the disk is full
 * in the end all the same, there is no file and its {@linkcode problem} says why: no job is
 * given up for that after it was waited for.
 */
export class AddressesFile implements AsyncDisposable {
  readonly #folders: readonly string[];
  #path: string;
  #problem: string | null = null;

  private constructor(folders: readonly string[]) {
    this.#folders = folders;
    // Even a file that is not there has a name of its own, which tells commands from each other.
    this.#path = `${folders[0] ?? "."}/spinnaker_ips_${crypto.randomUUID()}.csv`;
  }

  /**
   * Creates the file, with room for the addresses, in the first possible folder; `boards` is how many
   * are expected.
   */
  static async make(folders: readonly string[], boards = 1): Promise<AddressesFile> {
    const file = new AddressesFile(folders);
    await file.#placeAnywhere(new Uint8Array(Math.max(LEAST_BYTES, boards * ROW_BYTES)));
    return file;
  }

  /** Path of the file, existing or not. */
  get path(): string {
    return this.#path;
  }

  /** Reason why it does not exist; `null` if it does. */
  get problem(): string | null {
    return this.#problem;
  }

  /** Writes the addresses into it, or elsewhere into a new one. */
  async write(connections: readonly EthernetChip[]): Promise<void> {
    const bytes = new TextEncoder().encode(addressesCsv(connections));
    try {
      if (this.#problem !== null) throw new Error(this.#problem);
      await overwrite(this.#path, bytes);
    } catch {
      await this.#remove();
      await this.#placeAnywhere(bytes);
    }
  }

  /** Removes the file. */
  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#problem === null) await this.#remove();
  }

  async #placeAnywhere(bytes: Uint8Array): Promise<void> {
    try {
      this.#path = await inFirstFolder(this.#folders, (folder) => place(folder, bytes));
      this.#problem = null;
    } catch (error) {
      this.#problem = messageOf(error);
    }
  }

  async #remove(): Promise<void> {
    await Deno.remove(this.#path).catch(() => {}); // The command may have taken it away.
  }
}

/**
 * Refuses a command that asks for its file, by a token or a variable, if there is none.
 *
 * @throws {CommandError} if there is none; before there is a job, that is.
 */
export function needFile({ problem }: AddressesFile, program: WrappedProgram | null): void {
  const asks = /\{ethernet_ips\}|SPALLOC_ETHERNET_IPS/;
  if (problem === null || !program?.words.some((word) => asks.test(word))) return;
  throw new CommandError(`Cannot write the file of addresses that your command uses (${problem})`);
}

/** Writes a new file through to the disk. */
async function place(folder: string, bytes: Uint8Array): Promise<string> {
  const path = await Deno.makeTempFile({ dir: folder, prefix: "spinnaker_ips_", suffix: ".csv" });
  try {
    using file = await Deno.open(path, { write: true });
    await writeAll(file, bytes);
    await file.syncData(); // A quota of a file server shows only now.
    return path;
  } catch (error) {
    await Deno.remove(path).catch(() => {});
    throw error;
  }
}

/** Overwrites a file without giving its room on the disk back. */
async function overwrite(path: string, bytes: Uint8Array): Promise<void> {
  using file = await Deno.open(path, { write: true });
  await writeAll(file, bytes);
  await file.truncate(bytes.length);
}

async function writeAll(file: Deno.FsFile, bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.length;) at += await file.write(bytes.subarray(at));
}
