import { stringify } from "@std/ini";
import { ConfigError } from "../errors.ts";
import { ConfigDocument, DEFAULT_SECTION } from "./dialect.ts";
import { quote } from "../escape.ts";
import { referencesIn } from "./interpolation.ts";
import { writtenSetting } from "./judge.ts";
import { classifyLines, type ConfigLine, splitLines } from "./lines.ts";
import { OPTIONS, type Settings } from "./options.ts";
import { indentOf, strip } from "./python_text.ts";
import { SECTION } from "./settings.ts";

/**
 * Sets options in the text of a configuration file, or removes those that are `null`, and leaves
 * everything else as it is: comments, order, spelling and line endings.
 *
 * An empty text becomes a new file. Values that can't be used are left alone
 * where they are not replaced: the file may be about to be mended.
 *
 * @throws {ConfigError} if the text can't be understood, or a value can't be used.
 *
 * @example
 * ```ts
 * import { editConfig } from "./edit.ts";
 *
 * editConfig("# mine\n[spalloc]\nport = 1\n", { hostname: "spalloc.example.org" });
 * // "# mine\n[spalloc]\nport = 1\nhostname = spalloc.example.org\n"
 * editConfig("# mine\n[spalloc]\nport = 1\n", { port: null });
 * // "# mine\n[spalloc]\n"
 * ```
 */
export function editConfig(
  text: string,
  values: Partial<Record<keyof Settings, string | null>>,
  path: string = "the file",
): string {
  const edits = (Object.entries(values) as [keyof Settings, string | null][]).map(
    ([setting, value]): Edit => ({
      name: OPTIONS[setting].name,
      value: value === null ? null : checked(setting, strip(value)),
    }),
  );
  // Before anything is changed, so that a fault is told by the line that the user sees.
  new ConfigDocument().read(path, text);
  let edited = text;
  for (const { name, value } of edits) {
    edited = value === null ? removeOption(edited, name) : setOption(edited, name, value);
  }
  check(text, edited, { edits, path });
  return edited;
}

/** An option and its new value; `null` removes it. */
interface Edit {
  name: string;
  value: string | null;
}

/** A line with its ending and its classification. */
type Line = ConfigLine & { text: string; ending: string };

function setOption(text: string, name: string, value: string): string {
  if (strip(text) === "") {
    const frame = `${stringify({ [SECTION]: { [name]: "" } }, { pretty: true })}\n`;
    return setOption(frame, name, value);
  }
  // A per cent sign begins a reference to another option, unless it is doubled.
  const raw = value.replaceAll("%", "%%");
  const lines = linesOf(text);
  const { header, end, at } = find(lines, name);
  if (header < 0) insert(lines, lines.length, ["", `[${SECTION}]`, `${name} = ${raw}`]);
  else if (at >= 0) replaceValue(lines, at, raw);
  else {
    const indent = indentWithin(lines, header, end);
    insert(lines, endOfSection(lines, header), [`${indent}${name} = ${raw}`]);
  }
  return textOf(lines);
}

/** Removes an option and the lines that continue its value. */
function removeOption(text: string, name: string): string {
  const lines = linesOf(text);
  const { at } = find(lines, name);
  if (at >= 0) {
    const { count, comments } = continuationOf(lines, at);
    lines.splice(at, 1 + count, ...comments);
  }
  return textOf(lines);
}

/** Finds the section's header, its end, and an option in it; -1 for each that is missing. */
function find(lines: readonly Line[], name: string): { header: number; end: number; at: number } {
  const header = lines.findIndex((line) => line.kind === "header" && line.section === SECTION);
  const next = lines.findIndex((line, at) => at > header && line.kind === "header");
  const end = next < 0 ? lines.length : next;
  const at = lines.slice(0, end).findIndex((line, at) =>
    header >= 0 && at > header && line.kind === "option" && line.option === name
  );
  return { header, end, at };
}

function textOf(lines: readonly Line[]): string {
  return lines.map(({ text, ending }) => text + ending).join("");
}

function linesOf(text: string): Line[] {
  const pieces = splitLines(text);
  // An empty text after the last line ending is no line.
  if (pieces.at(-1) === "") pieces.pop();
  const texts = pieces.filter((_, index) => index % 2 === 0);
  return [...classifyLines(texts)].map((line, index) => ({
    ...line,
    text: texts[index] ?? "",
    ending: pieces[index * 2 + 1] ?? "",
  }));
}

/** Inserts lines before another one, with the line ending of the one above. */
function insert(lines: Line[], at: number, added: readonly string[]): void {
  const above = lines[at - 1];
  const ending = above?.ending || lines[0]?.ending || "\n";
  if (above) above.ending = ending;
  const kind = "fault"; // They are not classified again.
  lines.splice(at, 0, ...added.map((text) => ({ kind, text, ending }) as const));
}

/**
 * Replaces an option's value in its first line, and removes the lines that continued the old one.
 */
function replaceValue(lines: Line[], at: number, raw: string): void {
  const option = lines[at]!;
  const delimiter = option.text.search(/[=:]/);
  const start = option.text.slice(0, delimiter + 1);
  const rest = option.text.slice(delimiter + 1);
  const space = rest.slice(0, indentOf(rest)) || (/\s[=:]$/.test(start) ? " " : "");
  option.text = start + space + raw;
  const { count, comments } = continuationOf(lines, at);
  lines.splice(at + 1, count, ...comments);
}

/** Counts the lines that continue an option's value, comments among them included. */
function continuationOf(
  lines: readonly Line[],
  at: number,
): { count: number; comments: Line[] } {
  const next = lines.findIndex(({ kind }, index) =>
    index > at && (kind === "header" || kind === "option")
  );
  const last = lines.slice(0, next < 0 ? lines.length : next)
    .findLastIndex(({ kind }, index) => index > at && kind === "continued");
  const among = last < 0 ? [] : lines.slice(at + 1, last + 1);
  return { count: among.length, comments: among.filter(({ kind }) => kind === "comment") };
}

/**
 * Returns the indent for a new line at the end of a section: that of the option before it. A deeper
 * line would continue that option, and a shallower one would make the next header continue this
 * line.
 */
function indentWithin(lines: readonly Line[], header: number, next: number): string {
  const option = lines.slice(header, next).findLast(({ kind }) => kind === "option");
  const { text } = option ?? lines[next] ?? { text: "" };
  return text.slice(0, indentOf(text));
}

/** Returns the index after a section's last line and the comments below it. */
function endOfSection(lines: readonly Line[], header: number): number {
  let end = header + 1;
  for (let at = end; at < lines.length && lines[at]!.kind !== "header"; at++) {
    const { kind } = lines[at]!;
    if (kind === "option" || kind === "continued") end = at + 1;
    else if (kind === "comment" && end === at) end = at + 1;
  }
  return end;
}

function checked(setting: keyof Settings, value: string): string {
  const { name } = OPTIONS[setting];
  if (/[\r\n]/.test(value)) {
    throw new ConfigError(`Cannot set ${name} to ${quote(value)}: it must be one line`);
  }
  return writtenSetting(setting, value);
}

/** Refuses to write a file that would not read as intended, or whose other options would change. */
function check(
  before: string,
  after: string,
  { edits, path }: { edits: readonly Edit[]; path: string },
): void {
  const [old, edited] = [before, after].map((text) => {
    const document = new ConfigDocument();
    document.read(path, text);
    return document;
  });
  for (const { name, value } of edits) {
    const isOwn = edited?.find(SECTION, name)?.section === SECTION;
    if (value === null ? !isOwn : isOwn && edited.value(SECTION, name) === value) continue;
    const what = value === null ? `remove ${name} from it` : `set ${name} to ${quote(value)} in it`;
    throw new ConfigError(`${path}: cannot ${what}; edit it by hand`);
  }
  const names = edits.map(({ name }) => name);
  const others = [old, edited].map((document) =>
    [...document?.entries() ?? []].filter(({ section, option }) =>
      section !== SECTION || !names.includes(option)
    )
  );
  const [was, is] = others.map((entries) =>
    JSON.stringify(entries.map(({ section, option, raw }) => [section, option, raw]))
  );
  if (was !== is) {
    throw new ConfigError(`${path}: cannot change ${names.join(", ")} in it; edit it by hand`);
  }
  for (const { name, value } of edits) {
    const isLost = value === null && old?.find(SECTION, name) && !edited?.find(SECTION, name);
    const user = others[0]?.find(({ section, raw }) =>
      [SECTION, DEFAULT_SECTION].includes(section) && referencesIn(raw).includes(name)
    );
    if (!isLost || !user) continue;
    throw new ConfigError(
      `${path}:${user.line}: cannot remove ${name}: ${user.option} refers to it`,
    );
  }
}
