// Permissions: all, because it asks Python.
import { assert, assertEquals, assertThrows } from "@std/assert";
import { decodeFile } from "../../lib/config/decode.ts";
import { ConfigDocument, DEFAULT_SECTION } from "../../lib/config/dialect.ts";
import { OPTIONS, type Settings } from "../../lib/config/options.ts";
import { parsePythonFloat, parsePythonInt } from "../../lib/config/python_numbers.ts";
import { presetDefaults, SECTION } from "../../lib/config/settings.ts";
import { ConfigError } from "../../lib/errors.ts";
import { askPython, python3, WITHOUT_PYTHON } from "../lib_test_kit/python.ts";
import { CASES, encodeText, randomCases, VALUES } from "./_configparser_cases.ts";

/** A value, or the name of the exception that Python raises in its place. */
type Attempt<T> = { value: T; error?: never } | { error: string; value?: never };

/** Result of reading the files of a case. */
interface Reading {
  /** The options of every section that has any, as written. */
  sections: Record<string, Record<string, string>>;
  /** The options of [DEFAULT]. */
  defaults: Record<string, string>;
  /** The options that [spalloc] has, filled in. */
  values: Record<string, Attempt<string>>;
}

type PythonReading = Reading & { typed: Record<string, Attempt<string>> };

/** Phrases of our messages, by Python's exceptions. */
const EXCEPTIONS: [RegExp, string][] = [
  [/: not UTF-8; /, "UnicodeDecodeError"],
  [/ comes before the first section; /, "MissingSectionHeaderError"],
  [/: section ".*" is already on line /, "DuplicateSectionError"],
  [/: option ".*" of section ".*" is already on line /, "DuplicateOptionError"],
  [/: expected "option = value"; /, "ParsingError"],
  [/: after a "%" must come /, "InterpolationSyntaxError"],
  [/ refers to option ".*", which is not set; /, "InterpolationMissingOptionError"],
  [/ refers to options more than 10 deep/, "InterpolationDepthError"],
];

function attempt<T>(work: () => T): Attempt<T> {
  try {
    return { value: work() };
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    const known = EXCEPTIONS.find(([pattern]) => pattern.test(error.message));
    return { error: known?.[1] ?? `unknown: ${error.message}` };
  }
}

function parse(files: string[]): ConfigDocument {
  const document = new ConfigDocument();
  presetDefaults(document);
  for (const [number, file] of files.entries()) {
    document.read(String(number), decodeFile(String(number), toBytes(file)));
  }
  return document;
}

function read(files: string[]): Reading {
  const document = parse(files);
  const entries = [...document.entries()];
  const defaults = entries.filter(({ section }) => section === DEFAULT_SECTION);
  const sections: Reading["sections"] = {};
  for (const { section, option, raw } of entries) {
    if (section === DEFAULT_SECTION) continue;
    sections[section] = { ...sections[section], [option]: raw };
  }
  const values: Reading["values"] = {};
  for (const option of [...entries.map(({ option }) => option), "hostname", "owner"]) {
    values[option] = attempt(() => document.value(SECTION, option) ?? "absent");
  }
  return {
    sections,
    defaults: Object.fromEntries(defaults.map(({ option, raw }) => [option, raw])),
    values,
  };
}

function toBytes(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

/** Python's readings of the cases. */
function readWithPython(cases: string[][]): Promise<Attempt<PythonReading>[]> {
  return askPython(new URL("./_configparser.py", import.meta.url), cases);
}

/** Python's readings in the form in which ours come. */
function comparable(reading: Attempt<PythonReading>): Attempt<Reading> {
  if (reading.value === undefined) return reading;
  const { sections, defaults, values } = reading.value;
  const present = Object.entries(values).map(([option, value]) =>
    [option, value.error === "NoOptionError" ? { value: "absent" } : value] as const
  );
  return {
    value: {
      sections,
      defaults,
      values: Object.fromEntries(present),
    },
  };
}

/** Returns the expected setting, from the result of Python's getter. */
function expectedSetting(key: keyof Settings, python: Attempt<string>): unknown {
  if (python.value === undefined) return undefined;
  if (python.value === "True" || python.value === "False") return python.value === "True";
  const number = Number(python.value.replace(/^(-?)inf$/, "$1Infinity"));
  if (!Number.isFinite(number)) return undefined;
  switch (key) {
    case "port":
      return number >= 1 && number <= 65535 ? number : undefined;
    case "reconnectDelay":
      return number >= 0 ? number + 0 : undefined;
    case "minRatio":
      return number >= 0 && number <= 1 ? number + 0 : undefined;
    case "keepalive":
    case "timeout":
      return number < 0 ? null : number === 0 ? undefined : number;
    default:
      return number < 0 ? null : Number.isSafeInteger(number) ? number + 0 : undefined;
  }
}

const TYPED: (keyof Settings)[] = [
  ...["port", "keepalive", "reconnectDelay", "timeout", "minRatio"] as const,
  ...["maxDeadBoards", "maxDeadLinks", "requireTorus", "ignoreVersion"] as const,
];

const TIMES: (keyof Settings)[] = ["keepalive", "reconnectDelay", "timeout"];

function assertSameSettings(
  document: ConfigDocument,
  python: PythonReading,
  files: string[],
): void {
  for (const key of TYPED) {
    const { name, parse, none } = OPTIONS[key];
    const text = attempt(() => document.value(SECTION, name) ?? "");
    const typed = python.typed[name] ?? { error: "no answer" };
    if (text.value === undefined) {
      assertEquals(text, typed, JSON.stringify([name, files]));
      continue;
    }
    // Times may have a unit, which is the one thing that Python does not read.
    if (TIMES.includes(key) && /^\d+[dhms]$/.test(text.value)) {
      assertEquals([typeof parse(text.value), typed.error], ["number", "ValueError"]);
      continue;
    }
    const wanted = text.value === "None" && none !== null ? null : expectedSetting(key, typed);
    assertEquals(parse(text.value), wanted, JSON.stringify([name, files]));
  }
}

Deno.test({
  name: `files read as Python's configparser reads them${WITHOUT_PYTHON}`,
  ignore: !python3,
  async fn() {
    // Byte order marks are what we differ in on purpose; another test has them.
    const cases = [...CASES, ...randomCases(3000)].filter((files) =>
      !files.some((file) => file.startsWith("\xef\xbb\xbf"))
    );
    const answers = await readWithPython(cases);
    const outcomes = new Map<string, number>();
    for (const [index, files] of cases.entries()) {
      const python = answers[index];
      assert(python !== undefined);
      const ours = attempt(() => read(files));
      // Python decodes as it goes, so it may come upon another fault of the file first.
      if (ours.error === "UnicodeDecodeError" && python.error !== undefined) {
        python.error = ours.error;
      }
      assertEquals(ours, comparable(python), JSON.stringify(files));
      if (python.value !== undefined) assertSameSettings(parse(files), python.value, files);
      const values = Object.values(python.value?.values ?? {});
      for (const { error = "none" } of [python, ...values]) {
        outcomes.set(error, (outcomes.get(error) ?? 0) + 1);
      }
    }
    // Or else the cases would have gone soft without anybody noticing.
    for (const [, exception] of EXCEPTIONS) {
      assert((outcomes.get(exception) ?? 0) >= 3, `too few cases of ${exception}`);
    }
    assert((outcomes.get("none") ?? 0) > 1000, "too few cases that can be read");
  },
});

Deno.test({
  name: `values read as Python's getint, getfloat and getboolean read them${WITHOUT_PYTHON}`,
  ignore: !python3,
  async fn() {
    const names = TYPED.map((key) => OPTIONS[key].name);
    const cases = VALUES.map((value) => [
      encodeText(`[spalloc]\n${names.map((name) => `${name} = ${value}\n`).join("")}`),
    ]);
    const answers = await readWithPython(cases);
    for (const [index, files] of cases.entries()) {
      const python = answers[index]?.value;
      assert(python !== undefined, JSON.stringify(files));
      assertSameSettings(parse(files), python, files);
      const text = parse(files).value(SECTION, "port") ?? "";
      assertEquals(parsePythonInt(text) !== undefined, python.typed.port?.error === undefined);
      assertEquals(parsePythonFloat(text) !== undefined, python.typed.timeout?.error === undefined);
    }
  },
});

Deno.test({
  name:
    `a byte order mark is skipped, where Python's configparser stumbles over it${WITHOUT_PYTHON}`,
  ignore: !python3,
  async fn() {
    const file = encodeText("[spalloc]\nhostname = a\n");
    const mark = "\xef\xbb\xbf";
    const [plain, marked] = await readWithPython([[file], [mark + file]]);
    assertEquals(marked, { error: "MissingSectionHeaderError" });
    assert(plain !== undefined);
    assertEquals({ value: read([mark + file]) }, comparable(plain));
    assertThrows(() => read([mark + mark + file]), ConfigError, "comes before the first section");
  },
});
