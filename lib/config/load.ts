import { ConfigError } from "../errors.ts";
import { lookFor, type ReadFile, type SourceFile } from "./files.ts";
import { type Environment, searchPath } from "./search_path.ts";
import type { Settings } from "./options.ts";
import type { ConfigSource } from "./parse.ts";
import type { ResolvedSettings } from "./settings.ts";

/** The settings in effect, and their sources. */
export interface Config extends ResolvedSettings {
  /** Files that were looked for, the lowest priority first. */
  files: SourceFile[];
}

/** Sources of {@linkcode loadConfig}. */
export interface LoadConfigOptions {
  /**
   * Paths of the files to read, the lowest priority first; `[]` reads none. Left out, it is the
   * search path of the program `spalloc`, for which `env` must be given.
   *
   * @default {undefined}
   */
  files?: readonly string[];
  /**
   * Environment to take settings from; without it none is read.
   *
   * @default {undefined}
   */
  env?: Environment;
  /**
   * Operating system whose search path to use.
   *
   * @default {Deno.build.os}
   */
  os?: typeof Deno.build.os;
  /**
   * Called with each setting whose value is invalid; the setting then gets its default, so that a
   * program which does not need it can go on. Without this the first mistake is thrown.
   *
   * @default {undefined}
   */
  onMistake?: (setting: keyof Settings, mistake: ConfigError) => void;
  /**
   * Reads a file.
   *
   * @default {Deno.readFile}
   */
  readFile?: ReadFile;
}

/**
 * Reads the configuration: the defaults, then the files, then `SPALLOC_*` in the environment, each
 * overriding the ones before. Missing files and folders are ignored.
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
  const { readFile, onMistake } = options;
  const lookups = paths.map((path) => lookFor(path, { paths, ...(readFile && { readFile }) }));
  // Loaded only here: most programs with the library never need it.
  const [{ parseConfig, withLogin }, settled] = await Promise.all([
    import("./parse.ts"),
    Promise.allSettled(lookups),
  ]);
  for (const lookup of settled) {
    if (lookup.status === "rejected") throw lookup.reason;
    const { file, bytes } = lookup.value;
    files.push(file);
    if (bytes !== undefined) sources.push({ path: file.path, bytes });
  }
  const resolved = parseConfig(sources, options.env, { ...(onMistake && { onMistake }) });
  return withLogin({ ...resolved, files }, resolved.login);
}

function defaultFiles({ env, os = Deno.build.os }: LoadConfigOptions): string[] {
  if (env === undefined) {
    throw new ConfigError(
      "Cannot find the configuration files without an environment; " +
        "give loadConfig() `files`, or `env: systemEnvironment`",
    );
  }
  return searchPath({ os, env });
}
