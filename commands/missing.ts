import type { Config } from "../lib/config/mod.ts";
import { OPTIONS } from "../lib/config/options.ts";
import type { UnknownOption } from "../lib/config/settings.ts";

/** Says where an option is that has no effect, and why where that is plain. */
export function unknownOptionLine(unknown: UnknownOption): string {
  return `${unknown.path}:${unknown.line}: ${explainUnknown(unknown)}`;
}

function explainUnknown({ option, section }: UnknownOption): string {
  const isKnown = Object.values(OPTIONS).some(({ name }) => name === option);
  const why = isKnown ? `: its section is [${section}], not [spalloc]` : "";
  return `"${option}" has no effect${why}`;
}

/** What settings that are missing could be. */
const EXAMPLES = { hostname: "spalloc.example.org", owner: "me@example.org" } as const;

/**
 * Says which setting is missing, the hostname too where that is, and the ways to give it.
 *
 * @throws {ConfigError} if there is a mistake among the settings, which comes first.
 */
export function missingSetting(
  setting: "hostname" | "owner",
  what: string,
  { hostname }: { hostname?: string | undefined },
  { settings, files, unknownOptions }: Pick<Config, "settings" | "files" | "unknownOptions">,
): string {
  settings = { ...settings }; // Reads them all.
  const isAlone = setting === "hostname" || Boolean(hostname ?? settings.hostname);
  const names: (keyof typeof EXAMPLES)[] = isAlone ? [setting] : ["hostname", "owner"];
  const give = names.map((name) => `--${name} ${EXAMPLES[name]}`).join(" and ");
  const set = names.map((name) => `${name}=${EXAMPLES[name]}`).join(" ");
  const missing = isAlone
    ? `The ${setting} of ${what} is not known`
    : `The hostname of the spalloc server and the owner of ${what} are not known`;
  const folders = files.filter(({ status }) => status === "folder")
    .map(({ path }) => `. ${path} is a folder, so it is not read`);
  const mistakes = unknownOptions.map((unknown) =>
    `. In ${unknown.path}:${unknown.line}, ${explainUnknown(unknown)}`
  );
  const trial = names.includes("hostname")
    ? ". To try spalloc without a server: spalloc simulate"
    : "";
  return `${missing}. Give ${give}, or set it for good: spalloc config ${set}${trial}${
    [...folders, ...mistakes].join("")
  }`;
}
