import type { Config, Origin, Settings } from "../../lib/config/mod.ts";
import type { ConfigError } from "../../lib/errors.ts";
import type { Call } from "../call.ts";
import type { ServerFlags } from "../options.ts";

/** Source of a setting's value, an option of this call included. */
export type ShownOrigin = Origin | { kind: "option"; option: string };

/** Settings of a call, and where they come from. */
export interface ShownConfig extends Omit<Config, "origins"> {
  origins: Record<keyof Settings, ShownOrigin>;
}

/** Settings that the options of every server command give. */
const FLAGS = {
  hostname: "--hostname",
  port: "--port",
  timeout: "--timeout",
  ignoreVersion: "--ignore-version",
  ca: "--ca",
} as const;

/** Merges the settings with the options, which override environment and files, valid or not. */
export function settingsInEffect(
  flags: ServerFlags,
  { config, mistakes }: Pick<Call, "config" | "mistakes">,
): { config: ShownConfig; mistakes: Map<keyof Settings, ConfigError> } {
  const { ignoreVersion = flags.ignore_version } = flags;
  const address = flags.hostname;
  const inAddress = address?.kind === "name" ? address : null;
  const all = {
    ...flags,
    ignoreVersion,
    hostname: address?.hostname,
    port: flags.port ?? inAddress?.port ?? undefined,
  };
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
      ...(address && { login: address.kind === "url" ? address.login : {} }),
      origins: { ...config.origins, ...origins },
    },
    mistakes: new Map([...mistakes].filter(([key]) => !Object.hasOwn(origins, key))),
  };
}
