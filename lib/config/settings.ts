import { ConfigError } from "../errors.ts";
import { type ConfigDocument, type ConfigEntry, DEFAULT_SECTION } from "./dialect.ts";
import { referencesIn } from "./interpolation.ts";
import { readSetting } from "./judge.ts";
import { OPTIONS, type Settings } from "./options.ts";
import { strip } from "./python_text.ts";
import { parseServerAddress, type ServerAddress } from "../server_address.ts";
import type { Credentials } from "../v2/credentials.ts";
import type { Environment } from "./search_path.ts";
import type { Origin } from "./origin.ts";
import { isServiceLink } from "./service_link.ts";

/** Section of the options. */
export const SECTION = "spalloc";

/** Variable that holds the server's name for a command that runs on boards. */
export const SERVER_VARIABLE = "SPALLOC_SERVER";

/** An option in a file that has no effect, perhaps a misspelt one. */
export interface UnknownOption {
  /** Name of the option, in lower case. */
  option: string;
  /** Its section, without brackets. */
  section: string;
  /** Its file. */
  path: string;
  /** Its line in that file, from 1. */
  line: number;
}

/** Settings of files and environment, and their sources. */
export interface ResolvedSettings {
  /** The value of every setting. */
  settings: Settings;
  /** Source of each setting. */
  origins: Record<keyof Settings, Origin>;
  /** Options in the files that have no effect. */
  unknownOptions: UnknownOption[];
  /** Variables that were ignored because they are service links, not settings. */
  serviceLinks: string[];
  /** Credentials that are part of the server's URL. Whoever prints the rest does not print them. */
  readonly login: Credentials;
}

/** Options of {@linkcode resolveSettings}. */
export interface ResolveOptions {
  /**
   * Environment; without it none is read.
   *
   * @default {undefined}
   */
  env?: Environment;
  /**
   * Called with each setting whose value is invalid; the setting then gets its default. Without
   * this the first mistake is thrown.
   *
   * @default {undefined}
   */
  onMistake?: (setting: keyof Settings, mistake: ConfigError) => void;
}

/**
 * Sets the built-in defaults, in the section that the files are to override.
 *
 * As in the Python client they stand in `[spalloc]` itself. So a value can
 * refer to `%(port)s` when no file sets that, and a `port` in `[DEFAULT]` has
 * no effect; it is listed among the unknown options.
 */
export function presetDefaults(document: ConfigDocument): void {
  for (const { name, fallback } of Object.values(OPTIONS)) {
    if (fallback !== null) document.preset(SECTION, name, fallback);
  }
}

/**
 * Resolves every setting from a document with the defaults and the files, and from the environment,
 * which overrides them.
 *
 * A value that is overridden is not looked at, so it can't be an error either.
 *
 * @throws {ConfigError} naming the file and line or the variable, if a value
 * can't be used.
 *
 * @example
 * ```ts
 * import { ConfigDocument } from "./dialect.ts";
 * import { presetDefaults, resolveSettings } from "./settings.ts";
 *
 * const document = new ConfigDocument();
 * presetDefaults(document);
 * document.read(".spalloc", "[spalloc]\nkeepalive = None");
 * const { settings, origins } = resolveSettings(document);
 * settings.keepalive; // null
 * origins.keepalive; // { kind: "file", path: ".spalloc", line: 2 }
 * ```
 */
export function resolveSettings(
  document: ConfigDocument,
  { env = () => undefined, onMistake }: ResolveOptions = {},
): ResolvedSettings {
  const origins: Partial<Record<keyof Settings, Origin>> = {};
  const isInJob = Boolean(env("SPALLOC_JOB_ID"));
  let address: ServerAddress | string = "";

  function take<Key extends keyof Settings>(key: Key): Settings[Key] {
    const { name } = OPTIONS[key];
    const entry = document.find(SECTION, name);
    const override = environmentText(key, env, isInJob);
    const origin = override?.origin ?? fileOrigin(entry);
    origins[key] = origin;
    const text = override?.text ?? document.value(SECTION, name) ?? "";
    if (key === "hostname") address = parseServerAddress(text);
    return readSetting(key, text, origin);
  }

  function takeOrDefault<Key extends keyof Settings>(key: Key): Settings[Key] {
    try {
      return take(key);
    } catch (error) {
      if (!onMistake || !(error instanceof ConfigError)) throw error;
      onMistake(key, error);
      const { fallback, parse } = OPTIONS[key];
      return parse(fallback ?? "")!;
    }
  }

  // In the order in which the Python client reads them, so that of several
  // faults the same one is reported.
  const settings: Settings = {
    hostname: takeOrDefault("hostname"),
    owner: takeOrDefault("owner"),
    port: takeOrDefault("port"),
    keepalive: takeOrDefault("keepalive"),
    reconnectDelay: takeOrDefault("reconnectDelay"),
    timeout: takeOrDefault("timeout"),
    machine: takeOrDefault("machine"),
    minRatio: takeOrDefault("minRatio"),
    maxDeadBoards: takeOrDefault("maxDeadBoards"),
    maxDeadLinks: takeOrDefault("maxDeadLinks"),
    requireTorus: takeOrDefault("requireTorus"),
    ignoreVersion: takeOrDefault("ignoreVersion"),
    tags: takeOrDefault("tags"),
    group: takeOrDefault("group"),
    collab: takeOrDefault("collab"),
    ca: takeOrDefault("ca"),
    avoid: takeOrDefault("avoid"),
    avoidFor: takeOrDefault("avoidFor"),
    report: takeOrDefault("report"),
  };
  const resolved = {
    settings,
    origins: origins as Record<keyof Settings, Origin>,
    unknownOptions: unknownOptions(document),
    serviceLinks: serviceLinks(env),
  };
  return typeof address === "string" ? withLogin(resolved, {}) : withAddress(resolved, address);
}

/** Adds credentials to settings such that they are in no JSON, and in no inspection of them. */
export function withLogin<T extends object>(
  settings: T,
  login: Credentials,
): T & Pick<ResolvedSettings, "login"> {
  return Object.defineProperty(settings, "login", { value: login, enumerable: false }) as
    & T
    & Pick<ResolvedSettings, "login">;
}

/** Ranks of the kinds of sources; higher ones override lower ones. */
const RANKS: Readonly<Record<Origin["kind"], number>> = { default: 0, file: 1, environment: 2 };

/**
 * Takes port and owner, or credentials, from the address of the server. An environment variable
 * still overrides an address in a file.
 */
function withAddress(
  resolved: Omit<ResolvedSettings, "login">,
  address: ServerAddress,
): ResolvedSettings {
  if (address.kind === "url") return withLogin(resolved, address.login);
  const { settings, origins } = resolved;
  const origin = origins.hostname;
  const isOpen = (key: "port" | "owner"): boolean => RANKS[origins[key].kind] <= RANKS[origin.kind];
  const { port, owner } = address;
  const takesPort = port !== null && isOpen("port");
  const takesOwner = owner !== null && isOpen("owner");
  return withLogin({
    ...resolved,
    settings: { ...settings, ...(takesPort && { port }), ...(takesOwner && { owner }) },
    origins: {
      ...origins,
      ...(takesPort && { port: origin }),
      ...(takesOwner && { owner: origin }),
    },
  }, {});
}

/**
 * Returns the environment's text of a setting, if any.
 *
 * A command that `spalloc -c` runs finds its job's board in `SPALLOC_HOSTNAME`
 * and its job's machine in `SPALLOC_MACHINE`. Where `SPALLOC_JOB_ID` tells that
 * this is such a command, the two are no settings: a spalloc within it would
 * take a board for the server, whose name is in `SPALLOC_SERVER` there.
 */
function environmentText(
  key: keyof Settings,
  env: Environment,
  isInJob: boolean,
): { text: string; origin: Origin } | undefined {
  if (isInJob && key === "machine") return undefined;
  const variable = isInJob && key === "hostname" ? SERVER_VARIABLE : OPTIONS[key].variable;
  const text = strip(env(variable) ?? "");
  if (key === "port" && isServiceLink(text)) return undefined;
  return text === "" ? undefined : { text, origin: { kind: "environment", variable } };
}

function serviceLinks(env: Environment): string[] {
  const { variable } = OPTIONS.port;
  return isServiceLink(strip(env(variable) ?? "")) ? [variable] : [];
}

function fileOrigin(entry: ConfigEntry | undefined): Origin {
  if (entry === undefined || entry.path === null) return { kind: "default" };
  return { kind: "file", path: entry.path, line: entry.line };
}

function unknownOptions(document: ConfigDocument): UnknownOption[] {
  const entries = [...document.entries()];
  const names = new Set(Object.values(OPTIONS).map(({ name }) => name));
  const references = new Set(entries.flatMap(({ raw }) => referencesIn(raw)));
  const unknown: UnknownOption[] = [];
  for (const { section, option, path, line } of entries) {
    if (path === null) continue;
    // A default in [spalloc] hides what is in [DEFAULT]; an option that a file
    // sets there only overrides it, which is what [DEFAULT] is for.
    const known = names.has(option) && document.find(SECTION, option)?.path !== null;
    const inReach = section === SECTION || section === DEFAULT_SECTION;
    if (inReach && (known || references.has(option))) continue;
    unknown.push({ option, section, path, line });
  }
  return unknown;
}
