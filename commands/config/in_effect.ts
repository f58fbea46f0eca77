import type { Config, Origin, Settings } from "../../lib/config/mod.ts";
import type { ConfigError } from "../../lib/errors.ts";
import type { Call } from "../call.ts";
import type { ServerFlags } from "../options.ts";

/** What gave a setting its value, which an option of this call may have done. */
export type ShownOrigin = Origin | { kind: "option"; option: string };

/** The settings of a call, and where they come from. */
export interface ShownConfig extends Omit<Config, "origins"> {
  origins: Record<keyof Settings, ShownOrigin>;
}

/** The settings that options of every server command give. */
const FLAGS = {
  hostname: "--hostname",
  port: "--port",
  timeout: "--timeout",
  ignoreVersion: "--ignore-version",
} as const;

/** The settings in effect: options win over what environment and files say, right or wrong. */
export function settingsInEffect(
  flags: ServerFlags,
  { config, mistakes }: Pick<Call, "config" | "mistakes">,
): { config: ShownConfig; mistakes: Map<keyof Settings, ConfigError> } {
  const { ignoreVersion = flags.ignore_version } = flags;
  const all = { ...flags, ignoreVersion };
  const given = (Object.keys(FLAGS) as (keyof typeof FLAGS)[])
    .filter((key) => all[key] !== undefined);
  const values = Object.fromEntries(given.map((key) => [key, all[key]]));
  const origins = Object.fromEntries(
    given.map((key) => [key, { kind: "option" as const, option: FLAGS[key] }]),
  );
  return {
    config: {
      ...config,
      settings: { ...config.settings, ...values },
      origins: { ...config.origins, ...origins },
    },
    mistakes: new Map([...mistakes].filter(([key]) => !Object.hasOwn(origins, key))),
  };
}
