import type { Config, Origin, Settings } from "../../lib/config/mod.ts";
import type { ConfigError } from "../../lib/errors.ts";
import type { Call } from "../call.ts";
import type { ServerFlags } from "../options.ts";

/** Source of a setting's value, an option of this call included. */
export type ShownOrigin = Origin | { kind: "option"; option: string };

/** Settings of a call, and where they come from. */
export interface ShownConfig extends Omit<Config, "origins" | "login"> {
  origins: Record<keyof Settings, ShownOrigin>;
}

/** Merges the settings with the options, which override environment and files, valid or not. */
export function settingsInEffect(
  flags: ServerFlags,
  { config, mistakes }: Pick<Call, "config" | "mistakes">,
): { config: ShownConfig; mistakes: Map<keyof Settings, ConfigError> } {
  const { port, timeout, ca, ignoreVersion = flags.ignore_version } = flags;
  const address = flags.hostname;
  // An address can have an owner and a port in it.
  const { owner, port: portOfAddress } = address?.kind === "name"
    ? address
    : { owner: null, port: null };
  const all: [keyof Settings, string, unknown][] = [
    ["hostname", "--hostname", address?.hostname],
    ["owner", "--hostname", owner ?? undefined],
    port === undefined
      ? ["port", "--hostname", portOfAddress ?? undefined]
      : ["port", "--port", port],
    ["timeout", "--timeout", timeout],
    ["ignoreVersion", "--ignore-version", ignoreVersion],
    ["ca", "--ca", ca],
  ];
  const given = all.filter(([, , value]) => value !== undefined);
  const values = Object.fromEntries(given.map(([key, , value]) => [key, value]));
  const origins = Object.fromEntries(
    given.map(([key, option]) => [key, { kind: "option" as const, option }]),
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
