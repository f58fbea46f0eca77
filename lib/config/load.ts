import { ConfigError } from "../errors.ts";
import { decodeFile } from "./decode.ts";
import { ConfigDocument } from "./dialect.ts";
import { lookFor, type ReadFile, type SourceFile } from "./files.ts";
import { type Environment, searchPath } from "./search_path.ts";
import { presetDefaults, type ResolvedSettings, resolveSettings } from "./settings.ts";

export { systemEnvironment } from "./system_environment.ts";

/** The settings in effect, and all that is to be known of where they are from. */
export interface Config extends ResolvedSettings {
  /** The files that were looked for, the lowest priority first. */
  files: SourceFile[];
}

/** What {@linkcode loadConfig} reads, and how. */
export interface LoadConfigOptions {
  /**
   * The files to read, the lowest priority first; `[]` reads none. Left out,
   * they are those of {@linkcode searchPath}, for which `env` must be given.
   */
  files?: readonly string[];
  /** The environment to take settings from; left out, none is looked at. */
  env?: Environment;
  /** The operating system whose search path to use; by default the one this runs on. */
  os?: typeof Deno.build.os;
  /** What reads a file; by default `Deno` does. */
  readFile?: ReadFile;
}

/** A configuration file that has been read already. */
export interface ConfigSource {
  /** What error messages and origins call it. */
  path: string;
  /** Its contents. */
  bytes: Uint8Array;
}

/**
 * Reads the configuration: the defaults, then the files, then `SPALLOC_*` in
 * the environment, each overriding what came before. Missing files and folders
 * are passed over.
 *
 * The environment is looked at only if it is given.
 *
 * @throws {ConfigError} if a file can't be read or understood, or a value
 * can't be used; or if neither files nor an environment are given.
 *
 * @example As the program does it
 * ```ts
 * import { loadConfig, systemEnvironment } from "@spalloc/client";
 *
 * const { settings, origins } = await loadConfig({ env: systemEnvironment });
 * console.error(settings.port, origins.port.kind);
 * ```
 *
 * @example From one file, and nothing else
 * ```ts
 * import { loadConfig } from "@spalloc/client";
 *
 * const { settings } = await loadConfig({ files: ["experiment.spalloc"] });
 * settings.keepalive; // 60 unless the file says otherwise
 * ```
 */
export async function loadConfig(options: LoadConfigOptions = {}): Promise<Config> {
  const paths = options.files ?? defaultFiles(options);
  const files: SourceFile[] = [];
  const sources: ConfigSource[] = [];
  // At once, because every command waits for this; settled, so that of several
  // faults the same one is reported every time.
  const { readFile } = options;
  const lookups = paths.map((path) => lookFor(path, { paths, ...(readFile && { readFile }) }));
  for (const lookup of await Promise.allSettled(lookups)) {
    if (lookup.status === "rejected") throw lookup.reason;
    const { file, bytes } = lookup.value;
    files.push(file);
    if (bytes !== undefined) sources.push({ path: file.path, bytes });
  }
  return { ...parseConfig(sources, options.env), files };
}

/**
 * Works out the configuration from files that have been read already, the
 * lowest priority first, and from the environment if one is given.
 *
 * @throws {ConfigError} if a file can't be understood or a value can't be used.
 *
 * @example
 * ```ts
 * import { parseConfig } from "./mod.ts";
 *
 * const bytes = new TextEncoder().encode("[spalloc]\ntags = big, fast\n");
 * parseConfig([{ path: ".spalloc", bytes }]).settings.tags; // ["big", "fast"]
 * ```
 */
export function parseConfig(
  sources: readonly ConfigSource[],
  env?: Environment,
): ResolvedSettings {
  const document = new ConfigDocument();
  presetDefaults(document);
  for (const { path, bytes } of sources) document.read(path, decodeFile(path, bytes));
  return resolveSettings(document, env);
}

function defaultFiles({ env, os = Deno.build.os }: LoadConfigOptions): string[] {
  if (env === undefined) {
    throw new ConfigError(
      "cannot know where the configuration files are without an environment; " +
        "give loadConfig() `files`, or `env: systemEnvironment`",
    );
  }
  return searchPath({ os, env });
}
