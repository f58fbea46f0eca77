/**
 * The options of the configuration: names, defaults, and how their text becomes a value.
 *
 * @module
 */

import { parseDuration } from "./duration.ts";
import { parsePythonFloat, parsePythonInt } from "./python_numbers.ts";
import { strip } from "./python_text.ts";
import { parseAvoidedList } from "../tries/avoid_text.ts";
import { parseServerAddress } from "../server_address.ts";

/** Settings of the configuration. Durations are in seconds; `null` means no value or no limit. */
export interface Settings {
  /** Name or address of the server, or its URL, without credentials. */
  hostname: string | null;
  /** Owner of new jobs, by convention an email address. */
  owner: string | null;
  /** Port of the server, 1 to 65535. */
  port: number;
  /** Seconds without a sign of life after which the server destroys a job; `null` for never. */
  keepalive: number | null;
  /** Seconds between attempts to reconnect. */
  reconnectDelay: number;
  /** Seconds to wait for an answer; `null` for no limit. */
  timeout: number | null;
  /** Machine that jobs must run on; `null` for any that fits. */
  machine: string | null;
  /** Tags that a machine must have; `null` leaves that to the server. */
  tags: string[] | null;
  /** Minimum ratio of the shorter to the longer side of an allocation, 0 to 1. */
  minRatio: number;
  /** Maximum dead boards of an allocation; `null` for no limit. */
  maxDeadBoards: number | null;
  /** Maximum dead links of an allocation; `null` for no limit. */
  maxDeadLinks: number | null;
  /** Whether an allocation must have links that wrap around. */
  requireTorus: boolean;
  /** Whether to talk to servers of untested versions. */
  ignoreVersion: boolean;
  /** Group that jobs are accounted to; `null` for the user's only one. */
  group: string | null;
  /** EBRAINS collaboratory that jobs are accounted to; `null` for none. */
  collab: string | null;
  /** Boards not to be given by `spalloc`, as `--avoid` takes them; `null` for none. */
  avoid: string[] | null;
  /** Seconds for which `spalloc` avoids boards that failed a check. */
  avoidFor: number;
  /** Whether `spalloc` reports boards that failed a check to the server. */
  report: boolean;
  /** File of certificates to trust besides those of the system; `null` for none. */
  ca: string | null;
}

/** An option of a file whose value is a `T`. */
export interface ConfigOption<T> {
  /** Name in a file. */
  readonly name: string;
  /** Environment variable that overrides the files. */
  readonly variable: string;
  /** Default text; `null` if there is none. */
  readonly fallback: string | null;
  /** Description of valid texts, to follow "must be" in an error message. */
  readonly expected: string;
  /** Meaning of `None`, such as "no limit"; `null` if it is not allowed. */
  readonly none: string | null;
  /** Parses a text; returns `undefined` if it is invalid. */
  parse(text: string): T | undefined;
}

/** Every option, by the name of its setting. */
export const OPTIONS: { readonly [Key in keyof Settings]: ConfigOption<Settings[Key]> } = {
  hostname: option("hostname", null, "a name, an address or an https:// URL", parseHostname),
  owner: option("owner", null, "text", parseText),
  port: option("port", "22244", "a whole number from 1 to 65535", parsePort),
  keepalive: limit("keepalive", "60.0", "a time above 0, such as 90 or 5m", parsePositiveTime),
  reconnectDelay: option("reconnect_delay", "5.0", "a time such as 90 or 5m", parseTime),
  // The manual's figure; the Python client's code has 10.
  timeout: limit("timeout", "5.0", "a time above 0, such as 90 or 5m", parsePositiveTime),
  machine: { ...option("machine", "None", "a name", parseTextOrNone), none: "any" },
  minRatio: option("min_ratio", "0.333", "a number from 0 to 1", parseRatio),
  maxDeadBoards: limit("max_dead_boards", "0", "a whole number", parseCount),
  maxDeadLinks: limit("max_dead_links", "None", "a whole number", parseCount),
  requireTorus: option("require_torus", "False", "True or False", parseBoolean),
  ignoreVersion: option("ignore_version", "False", "True or False", parseBoolean),
  group: { ...option("group", null, "a name", parseTextOrNone), none: "the only one" },
  collab: { ...option("collab", null, "a name", parseTextOrNone), none: "no collaboratory" },
  ca: { ...option("ca", null, "a file", parseTextOrNone), none: "those of the system" },
  tags: {
    ...option("tags", "None", "names separated by commas", parseTags),
    none: "the default",
  },
  avoid: {
    ...own<string[] | null>("avoid", null, "boards, separated by spaces", parseAvoid),
    none: "none",
  },
  avoidFor: own("avoid_for", 86_400, "a time such as 12h or 1d", parseTime),
  report: own("report", false, "True or False", parseBoolean),
};

function option<T>(
  name: string,
  fallback: string | null,
  expected: string,
  parse: (text: string) => T | undefined,
): ConfigOption<T> {
  const variable = `SPALLOC_${name.toUpperCase()}`;
  return { name, variable, fallback, expected, none: null, parse };
}

/**
 * Creates an option that other clients don't know: nothing can refer to its default in files, as
 * little as there.
 */
function own<T>(
  name: string,
  fallback: T,
  expected: string,
  parse: (text: string) => T | undefined,
): ConfigOption<T> {
  return option(name, null, expected, (text) => text === "" ? fallback : parse(text));
}

/** Creates an option whose value is a number, or no limit: `None` or a negative number. */
function limit(
  name: string,
  fallback: string,
  expected: string,
  parse: (text: string) => number | undefined,
): ConfigOption<number | null> {
  return {
    ...option(name, fallback, expected, (text) => {
      if (text === "None") return null;
      const number = parse(text);
      return number !== undefined && number < 0 ? null : number;
    }),
    none: "no limit",
  };
}

function parseHostname(text: string): string | null | undefined {
  if (text === "") return null;
  const address = parseServerAddress(text);
  return typeof address === "string" ? undefined : address.hostname;
}

function parseText(text: string): string | null {
  return text === "" ? null : text;
}

function parseTextOrNone(text: string): string | null {
  return text === "None" ? null : parseText(text);
}

function parseTags(text: string): string[] | null {
  if (text === "None") return null;
  const tags = text.split(",").map(strip).filter((tag) => tag !== "");
  // No machine has a tag without a name, so an empty list means that nothing was set.
  return tags.length > 0 ? tags : null;
}

function parseAvoid(text: string): string[] | null | undefined {
  if (text === "None") return null;
  const places = parseAvoidedList(text);
  return places?.length === 0 ? null : places;
}

function parsePort(text: string): number | undefined {
  const port = parsePythonInt(text);
  return port !== undefined && port >= 1 && port <= 65535 ? port : undefined;
}

function parseTime(text: string): number | undefined {
  const seconds = parseDuration(text);
  // Plus 0 makes -0 the 0 that it will be printed as.
  return seconds !== undefined && seconds >= 0 ? seconds + 0 : undefined;
}

function parsePositiveTime(text: string): number | undefined {
  const seconds = parseDuration(text);
  return seconds === 0 ? undefined : seconds;
}

function parseRatio(text: string): number | undefined {
  const ratio = parsePythonFloat(text);
  return ratio !== undefined && ratio >= 0 && ratio <= 1 ? ratio + 0 : undefined;
}

function parseCount(text: string): number | undefined {
  const count = parsePythonInt(text);
  if (count === undefined) return undefined;
  return count < 0 || Number.isSafeInteger(count) ? count + 0 : undefined;
}

function parseBoolean(text: string): boolean | undefined {
  const word = text.toLowerCase();
  if (["1", "yes", "true", "on"].includes(word)) return true;
  return ["0", "no", "false", "off"].includes(word) ? false : undefined;
}
