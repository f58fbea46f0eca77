import { stringify } from "@std/ini";
import { ConfigError } from "../errors.ts";
import { ConfigDocument } from "./dialect.ts";
import { parseConfig } from "./parse.ts";
import { OPTIONS, type Settings } from "./options.ts";
import { SECTION } from "./settings.ts";

/**
 * Sets options in the text of a configuration file, and leaves the rest of it
 * as it is: comments, order, spelling and line endings.
 *
 * An empty text becomes a new file.
 *
 * @throws {ConfigError} if the text can't be understood, or a value can't be used.
 *
 * @example
 * ```ts
 * import { editConfig } from "./edit.ts";
 *
 * editConfig("# mine\n[spalloc]\nport = 1\n", { hostname: "spalloc.example.org" });
 * // "# mine\n[spalloc]\nport = 1\nhostname = spalloc.example.org\n"
 * ```
 */
export function editConfig(
  text: string,
  values: Partial<Record<keyof Settings, string>>,
  path: string = "the file",
): string {
  const entries = Object.entries(values) as [keyof Settings, string][];
  for (const [setting, value] of entries) checkValue(setting, value);
  let edited = text;
  for (const [setting, value] of entries) edited = setOne(edited, setting, { value, path });
  check(edited, entries, path);
  return edited;
}

function setOne(
  text: string,
  setting: keyof Settings,
  { value, path }: { value: string; path: string },
): string {
  const { name } = OPTIONS[setting];
  // A per cent sign begins a reference to another option, unless it is doubled.
  const raw = value.replaceAll("%", "%%");
  if (text.trim() === "") {
    return `${stringify({ [SECTION]: { [name]: raw } }, { pretty: true })}\n`;
  }
  const newline = /\r\n|\n|\r/.exec(text)?.[0] ?? "\n";
  const lines = text.split(/\r\n|\n|\r/);
  // Not by its value: one that can't be used is just what is to be replaced.
  const document = new ConfigDocument();
  document.read(path, text);
  const entry = document.find(SECTION, name);
  const section = lines.findIndex((line) => line.trim() === `[${SECTION}]`);
  if (entry?.section === SECTION && section >= 0 && entry.line - 1 > section) {
    const at = entry.line - 1;
    const start = /^\s*[^=:]*?\s*[=:]\s*/.exec(lines[at] ?? "")?.[0] ?? `${name} = `;
    lines.splice(
      at,
      continued(lines, at),
      /\s[=:]$/.test(start) ? `${start} ${raw}` : start + raw,
    );
  } else if (section >= 0) {
    lines.splice(endOfSection(lines, section), 0, `${name} = ${raw}`);
  } else {
    const end = lines.at(-1) === "" ? lines.length - 1 : lines.length;
    lines.splice(
      end,
      0,
      "",
      `[${SECTION}]`,
      `${name} = ${raw}`,
      ...(lines.at(-1) === "" ? [] : [""]),
    );
  }
  return lines.join(newline);
}

/** The line after the last one of a section that says something. */
function endOfSection(lines: readonly string[], section: number): number {
  const next = lines.findIndex((line, at) => at > section && /^\s*\[/.test(line));
  let end = next < 0 ? lines.length : next;
  while (end > section + 1 && (lines[end - 1] ?? "").trim() === "") end--;
  return end;
}

/** How many lines a value takes: those after the first are indented more than it. */
function continued(lines: readonly string[], at: number): number {
  const indent = (line: string): number => line.length - line.trimStart().length;
  const first = indent(lines[at] ?? "");
  let count = 1;
  for (let i = at + 1; i < lines.length; i++) {
    const line = lines[i] ?? "";
    if (line.trim() === "" || /^\s*[#;]/.test(line)) continue;
    if (indent(line) <= first) break;
    count = i - at + 1;
  }
  return count;
}

function checkValue(setting: keyof Settings, value: string): void {
  const { name, parse, expected } = OPTIONS[setting];
  if (parse(value) === undefined || /[\r\n]/.test(value)) {
    throw new ConfigError(`Cannot set ${name} to ${JSON.stringify(value)}: it must be ${expected}`);
  }
}

/** A file that would not say what it is to say is never written. */
function check(text: string, entries: [keyof Settings, string][], path: string): void {
  const { settings } = parseConfig([{ path, bytes: new TextEncoder().encode(text) }]);
  for (const [setting, value] of entries) {
    const { name, parse } = OPTIONS[setting];
    if (JSON.stringify(settings[setting]) !== JSON.stringify(parse(value))) {
      throw new ConfigError(
        `${path}: cannot set ${name} to ${JSON.stringify(value)} in it; edit it by hand`,
      );
    }
  }
}
