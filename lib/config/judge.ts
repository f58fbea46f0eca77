import { ConfigError } from "../errors.ts";
import { quote } from "../escape.ts";
import { parseServerAddress, withoutLogin } from "../server_address.ts";
import { type ConfigOption, OPTIONS, type Settings } from "./options.ts";
import { parsePythonFloat } from "./python_numbers.ts";
import type { Source } from "./origin.ts";

/**
 * Parses a setting's text from any source.
 *
 * Any negative number is no limit, as to the Python client; into a file only -1
 * is written, since others may be slips.
 *
 * @throws {ConfigError} saying where it stands, and what it must be, if it can't be used.
 */
export function readSetting<Key extends keyof Settings>(
  key: Key,
  text: string,
  source: Source,
): Settings[Key] {
  const value = OPTIONS[key].parse(text);
  const isSlip = source.kind === "assignment" && value === null && !isNone(text);
  if (value !== undefined && !isSlip) return value;
  throw new ConfigError(explain(key, text, source));
}

/**
 * Normalizes a setting's text for a file, so that the Python client, which reads the same files and
 * knows no units, reads the same value.
 *
 * @throws {ConfigError} if it can't be used.
 */
export function writtenSetting(key: keyof Settings, text: string): string {
  const value = readSetting(key, text, { kind: "assignment" });
  if (key === "hostname") refusePassword(text);
  if (value === null) return "None";
  return typeof value === "number" && parsePythonFloat(text) === undefined ? String(value) : text;
}

/** Describes valid texts of an option, for a message or for help. */
export function expectedText(
  { expected, none }: Pick<ConfigOption<unknown>, "expected" | "none">,
  word: "None" | "-1" = "None",
): string {
  return none === null ? expected : `${expected}, or ${word} for ${none}`;
}

function isNone(text: string): boolean {
  return text === "None" || parsePythonFloat(text) === -1;
}

/** Refuses to write a password into a file that others may read, and that people copy. */
function refusePassword(text: string): void {
  const address = parseServerAddress(text);
  if (typeof address === "string" || address.kind === "name") return;
  if (address.login.password === undefined) return;
  throw new ConfigError(
    `Cannot set hostname to ${quote(withoutLogin(text))}: a file of settings is no place for a ` +
      'password. Leave it out, and log in with "spalloc login"',
  );
}

function explain(key: keyof Settings, text: string, source: Source): string {
  const option = OPTIONS[key];
  const { name } = option;
  const given = quote(key === "hostname" ? withoutLogin(text) : text);
  const address = key === "hostname" ? parseServerAddress(text) : null;
  const expected = typeof address === "string" ? address : expectedText(option);
  switch (source.kind) {
    case "option": {
      const wanted = typeof address === "string" ? address : expectedText(option, "-1");
      return `${source.option} takes ${wanted}, not ${given}${aboutPort(address, "--port")}`;
    }
    case "assignment":
      return `Cannot set ${name} to ${given}: it must be ${expected}${aboutPort(address, "port")}`;
    case "environment": {
      const port = aboutPort(address, OPTIONS.port.variable);
      return `${source.variable}: cannot use ${given}: must be ${expected}${port}`;
    }
    default: {
      const where = source.kind === "file" ? `${source.path}:${source.line}: ${name}` : name;
      return `${where}: cannot use ${given}: must be ${expected}${aboutPort(address, "port")}`;
    }
  }
}

/** Hint for a hostname that may contain a port. */
function aboutPort(address: unknown, port: string): string {
  return address === OPTIONS.hostname.expected ? `; the port goes into ${port}` : "";
}
