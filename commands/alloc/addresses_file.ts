import { stringify } from "@std/csv";
import type { Connection } from "../../lib/protocol/messages.ts";

/**
 * The addresses of a job's boards as CSV: a header, then a row for each
 * Ethernet-connected chip, in the lines that the manual promises.
 */
export function addressesCsv(connections: readonly Connection[]): string {
  const rows = connections.map(({ x, y, hostname }) => [x, y, hostname]);
  return stringify([["x", "y", "hostname"], ...rows], { headers: false }).replaceAll("\r\n", "\n");
}

/** A temporary file with the addresses of a job's boards, which only its user can read. */
export class AddressesFile implements AsyncDisposable {
  /** Where it is. */
  readonly path: string;

  private constructor(path: string) {
    this.path = path;
  }

  /** Writes the file into the system's folder for such files (`TMPDIR`), with mode 0600. */
  static async write(connections: readonly Connection[]): Promise<AddressesFile> {
    const path = await Deno.makeTempFile({ prefix: "spinnaker_ips_", suffix: ".csv" });
    const file = new AddressesFile(path);
    try {
      await Deno.writeTextFile(path, addressesCsv(connections));
      return file;
    } catch (error) {
      await file[Symbol.asyncDispose]();
      throw error;
    }
  }

  /** Removes the file. */
  async [Symbol.asyncDispose](): Promise<void> {
    await Deno.remove(this.path).catch(() => {}); // The command may have taken it away.
  }
}
