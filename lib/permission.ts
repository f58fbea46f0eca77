/** Permissions that are useful only as a whole: each run would reveal one item of a list. */
const WHOLE = ["env", "run", "all"];

/**
 * Returns the flag that `deno run` lacked, from the error it caused; `null` for any other error.
 *
 * @example
 * ```ts
 * import { missingFlag } from "./permission.ts";
 *
 * const why = 'Requires net access to "localhost:22244", run again with the --allow-net flag';
 * missingFlag(new Deno.errors.NotCapable(why)); // "--allow-net=localhost:22244"
 * ```
 */
export function missingFlag(error: unknown): string | null {
  if (!(error instanceof Deno.errors.NotCapable)) return null;
  const [, kind, target] = /^Requires (\w+) access(?: to "(.*)")?/.exec(error.message) ?? [];
  if (kind === undefined) return "--allow-all";
  const flag = `--allow-${kind}`;
  return target === undefined || WHOLE.includes(kind) ? flag : `${flag}=${target}`;
}

/** Whether Deno has a permission, without asking the user for it: meanwhile nothing keeps a job alive. */
export function isGranted(descriptor: Deno.PermissionDescriptor): boolean {
  return Deno.permissions.querySync(descriptor).state === "granted";
}
