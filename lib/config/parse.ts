import { decodeFile } from "./decode.ts";
import { ConfigDocument } from "./dialect.ts";
import type { Environment } from "./search_path.ts";
import {
  presetDefaults,
  type ResolvedSettings,
  type ResolveOptions,
  resolveSettings,
} from "./settings.ts";

export { withLogin } from "./settings.ts";

/** A configuration file that has been read already. */
export interface ConfigSource {
  /** Name of the file in error messages and origins. */
  path: string;
  /** Contents of the file. */
  bytes: Uint8Array;
}

/**
 * Resolves the configuration from the contents of files, the lowest priority first, and from the
 * environment if given.
 *
 * @throws {ConfigError} if a file can't be understood or a value can't be used.
 *
 * @example
 * ```ts
 * import { parseConfig } from "./parse.ts";
 *
 * const bytes = new TextEncoder().encode("[spalloc]\ntags = big, fast\n");
 * parseConfig([{ path: ".spalloc", bytes }]).settings.tags; // ["big", "fast"]
 * ```
 */
export function parseConfig(
  sources: readonly ConfigSource[],
  env?: Environment,
  { onMistake }: Pick<ResolveOptions, "onMistake"> = {},
): ResolvedSettings {
  const document = new ConfigDocument();
  presetDefaults(document);
  for (const { path, bytes } of sources) document.read(path, decodeFile(path, bytes));
  return resolveSettings(document, { ...(onMistake && { onMistake }), ...(env && { env }) });
}
