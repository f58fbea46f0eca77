/**
 * Reads a file of Linux's `/proc`; `null` where there is none, or it may not be read.
 *
 * Deno wants all permissions for that. To try with less would have it ask for
 * more, and while it waits for an answer nothing keeps a job alive.
 */
export function readProcBytes(path: string): Uint8Array | null {
  if (Deno.build.os !== "linux") return null;
  const name = `/proc/${path}`;
  if (/^\d/.test(path) && isProcForeign()) return null;
  try {
    if (Deno.permissions.querySync({ name: "read", path: name }).state !== "granted") return null;
    return Deno.readFileSync(name);
  } catch {
    return null;
  }
}

let isForeign: boolean | undefined;

/**
 * Whether `/proc` has the processes of another pid namespace, as in a container that was not given
 * one of its own: there the ids that this process knows are those of strangers. What is under
 * `/proc/self` is right all the same.
 */
export function isProcForeign(): boolean {
  return isForeign ??= !(readProc("self/stat") ?? `${Deno.pid} `).startsWith(`${Deno.pid} `);
}

/** The signals that a process ignores or catches, a bit for each; none where nobody tells. */
export function signalMask(pid: number | "self", kind: "SigIgn" | "SigCgt"): bigint {
  const status = readProc(`${pid}/status`) ?? "";
  const [, mask = "0"] = new RegExp(`^${kind}:\\s*([0-9a-f]+)`, "m").exec(status) ?? [];
  return BigInt(`0x${mask}`);
}

/** The same as text. */
export function readProc(path: string): string | null {
  const bytes = readProcBytes(path);
  return bytes && new TextDecoder().decode(bytes);
}
