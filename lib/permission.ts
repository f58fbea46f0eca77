/** Permissions that are of use only as a whole: a list would take more than one run to find out. */
const WHOLE = ["env", "run", "all"];

/**
 * The flag that `deno run` was not given, for an error that came of that;
 * `null` for any other error.
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
