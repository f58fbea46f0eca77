import { RequestError } from "../errors.ts";
import { isGranted } from "../permission.ts";
import type { ServerOptions } from "../connect.ts";
import { WORKER_SOURCE } from "./worker_module.ts";

/** Thread that keeps a job alive: a worker, or the thread that has the job. */
export type KeepaliveThread = "worker" | "thread";

/**
 * Chooses the thread that keeps a job alive.
 *
 * Deno loads a worker's modules only with the permission to read them, which a
 * program that was given nothing but `--allow-net` may lack: it then goes without
 * a worker, unless it insisted on one.
 *
 * @throws {RequestError} if a worker is wanted, and the permission is missing.
 */
export function chooseThread(
  wanted: KeepaliveThread | undefined,
  { dial, fetch, clock }: Pick<ServerOptions, "dial" | "fetch" | "clock">,
): KeepaliveThread {
  // Functions can't cross to a worker.
  if (wanted === "thread" || dial || fetch || clock) return "thread";
  const { descriptor, flag } = permissionToLoad(WORKER_SOURCE);
  if (isGranted(descriptor)) return "worker";
  if (wanted === undefined) return "thread";
  throw new RequestError(
    `Cannot keep a job alive in a worker: that needs ${flag}. ` +
      'To do without, leave keepaliveIn out, or set it to "thread"',
  );
}

function permissionToLoad(
  { protocol, pathname, hostname, port }: URL,
): { descriptor: Deno.PermissionDescriptor; flag: string } {
  if (protocol === "file:") {
    const path = decodeURIComponent(pathname);
    return { descriptor: { name: "read", path: WORKER_SOURCE }, flag: `--allow-read=${path}` };
  }
  const host = `${hostname}:${port || (protocol === "http:" ? "80" : "443")}`;
  return { descriptor: { name: "import", host }, flag: `--allow-import=${host}` };
}
