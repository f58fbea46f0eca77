import { isGranted } from "../lib/permission.ts";

/**
 * Reads a file of Linux's `/proc`; `null` if it does not exist, or may not be read.
 *
 * Deno wants all permissions for that. To try with less would have it ask for
 * more, and while it waits for an answer nothing keeps a job alive.
 */
export function readProcBytes(path: string): Uint8Array | null {
  if (Deno.build.os !== "linux") return null;
  const name = `/proc/${path}`;
  if (/^\d/.test(path) && isProcForeign()) return null;
  try {
    if (!isGranted({ name: "read", path: name })) return null;
    return Deno.readFileSync(name);
  } catch {
    return null;
  }
}

let isForeign: boolean | undefined;

/**
 * Whether `/proc` belongs to another pid namespace, as in a container without one of its own: the
 * ids that this process knows are those of strangers there. `/proc/self` is right all the same.
 */
export function isProcForeign(): boolean {
  return isForeign ??= !(readProc("self/stat") ?? `${Deno.pid} `).startsWith(`${Deno.pid} `);
}

/** Reads the signals that a process ignores or catches, one bit each; 0 if unknown. */
export function signalMask(pid: number | "self", kind: "SigIgn" | "SigCgt"): bigint {
  const status = readProc(`${pid}/status`) ?? "";
  const [, mask = "0"] = new RegExp(`^${kind}:\\s*([0-9a-f]+)`, "m").exec(status) ?? [];
  return BigInt(`0x${mask}`);
}

/** Reads a file of `/proc` as text. */
export function readProc(path: string): string | null {
  const bytes = readProcBytes(path);
  return bytes && new TextDecoder().decode(bytes);
}
