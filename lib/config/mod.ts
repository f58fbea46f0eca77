/**
 * The configuration: where its files are, what they and the environment say,
 * and where each setting comes from.
 *
 * @module
 */

export { type Config, loadConfig, type LoadConfigOptions } from "./load.ts";
export { type ConfigSource, parseConfig } from "./parse.ts";
export { systemEnvironment } from "./system_environment.ts";
export type { ReadFile, SourceFile } from "./files.ts";
export { type Option, OPTIONS, type Settings } from "./options.ts";
export {
  type Environment,
  searchPath,
  type SearchPathOptions,
  userConfigFile,
} from "./search_path.ts";
export type { Origin } from "./origin.ts";
export type { ResolvedSettings, UnknownOption } from "./settings.ts";
