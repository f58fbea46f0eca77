import type { Environment } from "../lib/config/search_path.ts";
import { isGranted } from "../lib/permission.ts";
import { localZone, type ReadZoneFile } from "../lib/time_zone/local_zone.ts";
import { RUNTIME_ZONE, type Zone } from "../lib/time_zone/zone.ts";

/** Maximum bytes of a time zone file. */
const MAX_BYTES = 1024 * 1024;

/** Reads a time zone file; `null` if it does not exist, or Deno may not read it. */
export const readZoneFile: ReadZoneFile = (path) => {
  try {
    if (!isGranted({ name: "read", path })) return null;
    const { isFile, size } = Deno.statSync(path);
    return isFile && size <= MAX_BYTES ? Deno.readFileSync(path) : null;
  } catch {
    return null;
  }
};

/** Zones by environment: they take files to find, and stay the same. */
const zones = new WeakMap<Environment, Zone>();

/** Returns the zone in which times are shown. */
export function zoneOf(env: Environment): Zone {
  const zone = zones.get(env) ?? findZone(env);
  zones.set(env, zone);
  return zone;
}

function findZone(env: Environment): Zone {
  const mayRead = ["TZ", "TZDIR"].every((variable) => isGranted({ name: "env", variable }));
  // Not to ask for more: all but the rarest zones are right all the same.
  return mayRead ? localZone({ env, readFile: readZoneFile }) : RUNTIME_ZONE;
}
