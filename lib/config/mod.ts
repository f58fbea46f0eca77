/**
 * The configuration: its files and variables, the settings, and the source of each.
 *
 * @module
 */

export { type Config, loadConfig, type LoadConfigOptions } from "./load.ts";
export { type ConfigSource, parseConfig } from "./parse.ts";
export { systemEnvironment } from "./system_environment.ts";
export type { ReadFile, SourceFile } from "./files.ts";
export { type ConfigOption, OPTIONS, type Settings } from "./options.ts";
export {
  type Environment,
  searchPath,
  type SearchPathOptions,
  userConfigFile,
} from "./search_path.ts";
export type { Origin } from "./origin.ts";
export type { ResolvedSettings, UnknownOption } from "./settings.ts";
