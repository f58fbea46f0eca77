import { ConfigError } from "../errors.ts";
import { missingFlag } from "../permission.ts";

/**
 * The environment of this process, for the `env` of `LoadConfigOptions`; it
 * needs `--allow-env`.
 *
 * @throws {ConfigError} if the variable's value is not UTF-8, or Deno may not read it.
 *
 * @example
 * ```ts
 * import { loadConfig, systemEnvironment } from "@spalloc/client";
 *
 * const { settings } = await loadConfig({ files: [], env: systemEnvironment });
 * settings.port; // that of SPALLOC_PORT, or else 22244
 * ```
 */
export function systemEnvironment(name: string): string | undefined {
  try {
    return Deno.env.get(name);
  } catch (cause) {
    const flag = missingFlag(cause);
    if (flag !== null) {
      throw new ConfigError(`${name}: cannot read the variable: Deno needs ${flag}`, { cause });
    }
    if (!(cause instanceof Deno.errors.InvalidData)) throw cause;
    throw new ConfigError(`${name}: not UTF-8; set the variable again`, { cause });
  }
}
