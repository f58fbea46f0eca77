/**
 * Files in the dialect of Python's `configparser`, as the Python client reads
 * them: `option = value` or `option: value` under `[section]` headers, lines
 * indented deeper continue a value, `#` and `;` start a line of comment.
 *
 * @module
 */

import { ConfigError } from "../errors.ts";
import { interpolate } from "./interpolation.ts";
import { quote } from "../escape.ts";
import { classifyLines } from "./lines.ts";
import { strip, stripEnd } from "./python_text.ts";

/** Name of the section that every other section falls back to. */
export const DEFAULT_SECTION = "DEFAULT";

/** An option's last assignment. */
export interface ConfigEntry {
  /** Name of the section as written. */
  section: string;
  /** Name of the option in lower case. */
  option: string;
  /** Value as written, lines joined by `\n`, nothing interpolated. */
  raw: string;
  /** File with that assignment; `null` for a default. */
  path: string | null;
  /** Line of the option's name in that file, from 1; 0 for a default. */
  line: number;
}

type Section = Map<string, ConfigEntry>;

/**
 * Contents of one or more files, read one after the other: later files win, one option at a time.
 *
 * It accepts and refuses what Python 3.11's `configparser.ConfigParser()` does,
 * bar the limit on what values may grow to when they refer to each other.
 *
 * @example
 * ```ts
 * import { ConfigDocument } from "./dialect.ts";
 *
 * const document = new ConfigDocument();
 * document.read("/etc/xdg/spalloc", "[spalloc]\nhostname = spinn\nport: 22244");
 * document.read(".spalloc", "[spalloc]\nowner = me@%(hostname)s");
 * document.value("spalloc", "owner"); // "me@spinn"
 * document.find("spalloc", "port"); // { ..., path: "/etc/xdg/spalloc", line: 3 }
 * ```
 */
export class ConfigDocument {
  readonly #defaults: Section = new Map();
  readonly #sections = new Map<string, Section>();

  /** Sets an option as if it stood in a file that came before all others. */
  preset(section: string, option: string, raw: string): void {
    this.#section(section).set(option, { section, option, raw, path: null, line: 0 });
  }

  /**
   * Parses a file's text. After an error the document can't be used.
   *
   * @throws {ConfigError} naming the path and line, if a line is neither
   * header, option nor comment, comes before the first header, or repeats a
   * section or an option of the same file.
   */
  read(path: string, text: string): void {
    const sectionLines = new Map<string, number>();
    const optionLines = new Map<string, Map<string, number>>();
    const values = new Map<ConfigEntry, string[]>();
    const badLines: [number, string][] = [];
    let section: { name: string; options: Section } | undefined;
    let value: string[] | undefined;

    const lines = text.split(/\r\n|\r|\n/);
    let number = 0;
    for (const line of classifyLines(lines)) {
      const content = strip(lines[number++] ?? "");
      if (line.kind === "comment") continue;
      if (line.kind === "blank") {
        value?.push("");
        continue;
      }
      if (line.kind === "continued") {
        value?.push(line.value);
        continue;
      }
      if (line.kind === "header") {
        const name = line.section;
        refuseRepeated(path, number, `section ${quote(name)}`, sectionLines.get(name));
        // Python lets [DEFAULT], and no other section, appear again.
        if (name !== DEFAULT_SECTION) sectionLines.set(name, number);
        section = { name, options: this.#section(name) };
        value = undefined;
        continue;
      }
      if (section === undefined) {
        const isOpen = content.startsWith("[") && !content.includes("]");
        throw new ConfigError(
          `${path}:${number}: ${quote(content)} comes before the first section; ` +
            (isOpen ? `the "]" of its name is missing` : `put a line "[spalloc]" above it`),
        );
      }
      if (line.kind === "fault" || line.option === "") badLines.push([number, content]);
      if (line.kind === "fault") continue;
      const { option } = line;
      const known = optionLines.get(section.name) ?? new Map<string, number>();
      optionLines.set(section.name, known);
      refuseRepeated(
        path,
        number,
        `option ${quote(option)} of section ${quote(section.name)}`,
        known.get(option),
      );
      known.set(option, number);
      const entry = { section: section.name, option, raw: "", path, line: number };
      section.options.set(option, entry);
      value = [line.value];
      values.set(entry, value);
    }

    // Last, because Python complains of repetitions anywhere in the file first.
    if (badLines.length > 0) throw badLinesError(path, badLines);
    for (const [entry, pieces] of values) entry.raw = stripEnd(pieces.join("\n"));
  }

  /** Looks an option up in its section, then in `[DEFAULT]`. */
  find(section: string, option: string): ConfigEntry | undefined {
    return this.#sections.get(section)?.get(option) ?? this.#defaults.get(option);
  }

  /**
   * Returns an option's value with its `%(name)s` filled in; `undefined` if it isn't set.
   *
   * @throws {ConfigError} naming the path and line, if it can't be filled in.
   */
  value(section: string, option: string): string | undefined {
    const entry = this.find(section, option);
    if (entry === undefined) return undefined;
    return interpolate(entry.raw, {
      where: `${entry.path}:${entry.line}: ${option}`,
      lookup: (name) => this.find(section, name)?.raw,
    });
  }

  /** Lists every option that is set: those of `[DEFAULT]` first, then in the order of the files. */
  *entries(): Generator<ConfigEntry> {
    yield* this.#defaults.values();
    for (const section of this.#sections.values()) yield* section.values();
  }

  #section(name: string): Section {
    if (name === DEFAULT_SECTION) return this.#defaults;
    const section = this.#sections.get(name) ?? new Map();
    this.#sections.set(name, section);
    return section;
  }
}

function refuseRepeated(path: string, line: number, what: string, earlier?: number): void {
  if (earlier === undefined) return;
  throw new ConfigError(
    `${path}:${line}: ${what} is already on line ${earlier}; keep one of the two`,
  );
}

function badLinesError(path: string, lines: [number, string][]): ConfigError {
  const [first, ...others] = lines;
  const [line, content] = first ?? [0, ""];
  const more = others.length > 0 ? ` (and ${others.length} more, next line ${others[0]?.[0]})` : "";
  return new ConfigError(
    `${path}:${line}: cannot read ${quote(content)}${more}: expected "option = value"; ` +
      `correct it, or put "#" in front`,
  );
}
