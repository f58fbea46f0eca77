import { resolve } from "@std/path/resolve";
import type { EthernetChip } from "../../lib/protocol/messages.ts";
import { CommandError } from "../errors.ts";
import { osReason } from "../os_reason.ts";
import { addressesCsv } from "../views/addresses_csv.ts";

/** A temporary file with the addresses of a job's boards, which only its user can read. */
export class AddressesFile implements AsyncDisposable {
  /** Where it is. */
  readonly path: string;

  private constructor(path: string) {
    this.path = path;
  }

  /**
   * Makes the file, empty, in the folder for such files (`TMPDIR`), with mode 0600.
   *
   * @throws {CommandError} if that is not possible; better before boards are asked for.
   */
  static async make(env: (name: string) => string | undefined): Promise<AddressesFile> {
    const folder = env("TMPDIR");
    try {
      const path = await Deno.makeTempFile({
        prefix: "spinnaker_ips_",
        suffix: ".csv",
        ...(folder
          ? { dir: resolve(folder) } // The command may go to another folder first.
          : Deno.build.os !== "windows" && { dir: "/tmp" }),
      });
      return new AddressesFile(path);
    } catch (cause) {
      const why = osReason(cause);
      const where = folder ? `TMPDIR, which is ${folder}` : "/tmp";
      throw new CommandError(1, `Cannot make a temporary file in ${where}: ${why}`, { cause });
    }
  }

  /** Writes the addresses into it. */
  async write(connections: readonly EthernetChip[]): Promise<void> {
    await Deno.writeTextFile(this.path, addressesCsv(connections));
  }

  /** Removes the file. */
  async [Symbol.asyncDispose](): Promise<void> {
    await Deno.remove(this.path).catch(() => {}); // The command may have taken it away.
  }
}
