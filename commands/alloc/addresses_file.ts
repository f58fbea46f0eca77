import { stringify } from "@std/csv/stringify";
import type { EthernetChip } from "../../lib/protocol/messages.ts";
import { escapeText } from "../../lib/render/escape.ts";
import { CommandError } from "../errors.ts";
import { osReason } from "../os_reason.ts";

/**
 * The addresses of a job's boards as CSV: a header, then a row for each
 * Ethernet-connected chip, in the lines that the manual promises. What no host
 * name has, such as control characters, is escaped.
 */
export function addressesCsv(connections: readonly EthernetChip[]): string {
  const rows = connections.map(({ x, y, hostname }) => [x, y, escapeText(hostname)]);
  return stringify([["x", "y", "hostname"], ...rows], { headers: false }).replaceAll("\r\n", "\n");
}

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
          ? { dir: await absolute(folder) }
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

/** A folder as it is called from everywhere: the command may go to another one first. */
async function absolute(folder: string): Promise<string> {
  if (folder.startsWith("/") && Deno.build.os !== "windows") return folder;
  const { resolve } = await import("./absolute_path.ts");
  return resolve(folder);
}
