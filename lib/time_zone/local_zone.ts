import type { Environment } from "../config/search_path.ts";
import { parsePosixRules } from "./posix_rules.ts";
import { RUNTIME_ZONE, UNKNOWN_ZONE, UTC, type Zone } from "./zone.ts";
import { parseZoneFile } from "./zone_file.ts";

/** File with the system's zone, for when `TZ` names none. */
const SYSTEM_FILE = "/etc/localtime";
/** Folder with the files of all zones. */
const FOLDER = "/usr/share/zoneinfo";

/** Reads a file's bytes; `null` if it does not exist or may not be read. */
export type ReadZoneFile = (path: string) => Uint8Array | null;

/**
 * Determines the local time zone as the system's C library does: from the rules, the name or the
 * file in `TZ`, or else from the system's own.
 *
 * The runtime takes `TZ` for UTC where it is none of the names that it knows, and a file for a
 * zone without summer time. What nobody knows is UTC here, too, but labelled.
 */
export function localZone(
  { env, readFile }: { env: Environment; readFile: ReadZoneFile },
): Zone {
  const given = env("TZ");
  if (given === undefined) return zoneOfFile(SYSTEM_FILE) ?? RUNTIME_ZONE;
  const name = given.replace(/^:/, "");
  if (name === "") return UTC;
  const path = name.startsWith("/") ? name : `${env("TZDIR") ?? FOLDER}/${name}`;
  // Where the files can't be read, the runtime knows most of them by their names.
  const known = name.startsWith("/") ? name.replace(/^.*\/zoneinfo\//, "") : name;
  return zoneOfFile(path) ?? parsePosixRules(name) ?? zoneOfName(known) ?? UNKNOWN_ZONE;

  function zoneOfFile(path: string): Zone | null {
    const bytes = readFile(path);
    return bytes && parseZoneFile(bytes);
  }
}

/** Returns a zone by a name that the runtime knows, such as `Europe/Berlin`; `null` for others. */
function zoneOfName(name: string): Zone | null {
  try {
    const format = new Intl.DateTimeFormat("en", {
      timeZone: name.replace(/^(posix|right)\//, ""),
      timeZoneName: "longOffset",
    });
    const offsetAt = (unixSeconds: number): number => {
      const parts = format.formatToParts(unixSeconds * 1000);
      const text = parts.find(({ type }) => type === "timeZoneName")?.value ?? "";
      const [, sign = "+", hours = "0", minutes = "0", seconds = "0"] =
        /^GMT([+-])(\d+):(\d+)(?::(\d+))?/.exec(text) ?? [];
      const size = Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
      return sign === "-" ? -size : size;
    };
    return { offsetAt, label: "" };
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}
