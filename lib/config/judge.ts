import { ConfigError } from "../errors.ts";
import { quote } from "../escape.ts";
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

function explain(key: keyof Settings, text: string, source: Source): string {
  const option = OPTIONS[key];
  const { name } = option;
  const given = quote(text);
  const expected = expectedText(option);
  switch (source.kind) {
    case "option": {
      const wanted = expectedText(option, "-1");
      return `${source.option} takes ${wanted}, not ${given}${aboutPort(key, "--port")}`;
    }
    case "assignment":
      return `Cannot set ${name} to ${given}: it must be ${expected}${aboutPort(key, "port")}`;
    case "environment": {
      const port = aboutPort(key, OPTIONS.port.variable);
      return `${source.variable}: cannot use ${given}: must be ${expected}${port}`;
    }
    default: {
      const where = source.kind === "file" ? `${source.path}:${source.line}: ${name}` : name;
      return `${where}: cannot use ${given}: must be ${expected}${aboutPort(key, "port")}`;
    }
  }
}

/** Hint for a hostname that contains a port. */
function aboutPort(key: keyof Settings, port: string): string {
  return key === "hostname" ? `; the port goes into ${port}` : "";
}
