// Permissions: all, because it starts programs.
import type { Command } from "@cliffy/command";
import { assert, assertEquals } from "@std/assert";
import { parse as parseCsv } from "@std/csv";
import { addressesCsv } from "../../commands/views/addresses_csv.ts";
import { quoteForShell, substituteTokens } from "../../commands/alloc/tokens.ts";
import { behindOptions } from "../../commands/behind_options.ts";
import { type BuiltCommand, Call } from "../../commands/call.ts";
import { UsageError } from "../../commands/errors.ts";
import { loadCommand } from "../../commands/load_command.ts";
import { parseAndRun } from "../../commands/run_command.ts";
import { type CommandName, COMMANDS, whichCommand } from "../../commands/which_command.ts";
import { FORMS, parsePlace } from "../../commands/where_is/place.ts";
import { ConfigDocument } from "../../lib/config/dialect.ts";
import { editConfig } from "../../lib/config/edit.ts";
import { OPTIONS, parseConfig, type Settings } from "../../lib/config/mod.ts";
import { parsePythonFloat } from "../../lib/config/python_numbers.ts";
import { strip } from "../../lib/config/python_text.ts";
import { ConfigError, ProtocolError, VersionError } from "../../lib/errors.ts";
import { parseLine } from "../../lib/protocol/json.ts";
import { LineSplitter } from "../../lib/protocol/lines.ts";
import {
  jobMachine,
  jobStatus,
  jobSummaries,
  location,
  machineSummaries,
  notification,
} from "../../lib/protocol/messages.ts";
import { checkVersion, parseVersion } from "../../lib/protocol/version.ts";
import { escapeText } from "../../lib/escape.ts";
import { toJson } from "../../lib/render/json.ts";
import { pythonValue } from "../../lib/render/python_values.ts";
import { FakeContext } from "../commands/fake_context.ts";
import {
  almost,
  anyText,
  anyValue,
  casesSoFar,
  fc,
  orThrows,
  property,
  SEED,
  share,
  textOf,
} from "./fuzz.ts";
import { rawCharacters, readJson } from "./raw_characters.ts";

const utf8 = new TextEncoder();

property("LineSplitter finds the same lines however they are cut", {
  of: fc.record({
    lines: fc.array(anyText.map((text) => text.replaceAll(/[\r\n]/g, "").toWellFormed())),
    end: fc.constantFrom("\n", "\r\n"),
    cuts: fc.array(fc.nat(200)),
  }),
  perMille: 100,
  holds({ lines, end, cuts }) {
    const bytes = utf8.encode(lines.map((line) => line + end).join(""));
    const splitter = new LineSplitter();
    const found: string[] = [];
    let at = 0;
    for (const size of [...cuts, bytes.length]) {
      found.push(...splitter.push(bytes.subarray(at, at + size)));
      at += size;
    }
    const wanted = lines.map((line) => line.replace(/^\ufeff/, "")).filter((line) => line !== "");
    assertEquals(found.map((line) => line.replace(/^\ufeff/, "")), wanted);
    assertEquals(splitter.pending, 0);
  },
});

property("LineSplitter gives lines of any bytes, or an error of the protocol", {
  of: fc.array(fc.uint8Array({ maxLength: 50 })),
  perMille: 50,
  holds(pieces) {
    const splitter = new LineSplitter(100);
    orThrows(ProtocolError, () => {
      for (const piece of pieces) for (const line of splitter.push(piece)) assert(line !== "");
      assert(splitter.pending <= 100);
    });
  },
});

property("parseLine() gives an object, or an error of the protocol", {
  of: fc.oneof(
    anyText,
    textOf(...'[]{}:,"\\ -1.e0', '"a"', "NaN", "-Infinity", "null", "true", '{"return":', "\\u00"),
  ),
  perMille: 120,
  holds(line) {
    const value = orThrows(ProtocolError, () => parseLine(line));
    assert(value === undefined || !Array.isArray(value));
  },
});

const anyObject = fc.dictionary(anyText, anyValue);

/** An object without halves of pairs in its keys, which JSON has to escape; see {@linkcode readJson}. */
function wellFormed(value: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(value).map(([key, of]) => [key.toWellFormed(), of]));
}

property("parseLine() reads what JSON.stringify() writes", {
  of: anyObject,
  perMille: 50,
  holds(value) {
    const line = JSON.stringify(wellFormed(value));
    assertEquals(JSON.stringify(parseLine(line)), line);
  },
});

const whole = fc.integer({ min: -3, max: 30 });
const board = fc.tuple(whole, whole, whole);
const maybe = <T>(of: fc.Arbitrary<T>): fc.Arbitrary<T | null> => fc.option(of);

/** Readers of servers' answers, with valid answers. */
const READERS: Record<
  string,
  [(value: unknown, place: string) => unknown, Record<string, fc.Arbitrary<unknown>>]
> = {
  "a job's state": [jobStatus, {
    state: whole,
    power: maybe(fc.boolean()),
    keepalive: maybe(fc.double({ noNaN: true })),
    reason: maybe(anyText),
    start_time: maybe(fc.double({ noNaN: true })),
    keepalivehost: maybe(anyText),
  }],
  "a job's boards": [jobMachine, {
    width: fc.nat(),
    height: fc.nat(),
    connections: maybe(fc.array(fc.tuple(fc.tuple(whole, whole), anyText))),
    machine_name: anyText,
    boards: fc.array(board),
  }],
  "a job": [(value, place) => jobSummaries([value], place), {
    job_id: fc.nat(),
    state: whole,
    owner: maybe(anyText),
    args: fc.array(anyValue),
    kwargs: fc.dictionary(anyText, anyValue),
    allocated_machine_name: maybe(anyText),
    boards: maybe(fc.array(board)),
  }],
  "a machine": [(value, place) => machineSummaries([value], place), {
    name: anyText,
    width: fc.nat(),
    height: fc.nat(),
    tags: fc.array(anyText),
    dead_boards: fc.array(board),
    dead_links: fc.array(fc.tuple(whole, whole, whole, whole)),
  }],
  "a place": [location, {
    machine: anyText,
    logical: board,
    physical: board,
    chip: fc.tuple(whole, whole),
    board_chip: fc.tuple(whole, whole),
    job_id: maybe(whole),
  }],
  "a notification": [notification, {
    jobs_changed: fc.array(whole),
    machines_changed: fc.array(anyText),
  }],
};

for (const [name, [read, valid]] of Object.entries(READERS)) {
  property(`${name} is read, or refused with an error of the protocol`, {
    of: fc.oneof({ weight: 5, arbitrary: almost(valid) }, { weight: 1, arbitrary: anyValue }),
    perMille: 40,
    holds(value) {
      const found = orThrows(ProtocolError, () => read(value, "place"));
      // Whatever got in can be told to people and programs.
      if (found !== undefined) {
        assertEquals(rawCharacters(toJson({ found }) + pythonValue(found)), []);
      }
    },
  });
}

const configText = textOf(
  ..."\n\r=:;#% \t[]",
  "[spalloc]\n",
  "\n[DEFAULT]\n",
  "hostname = a\n",
  "owner: b\n",
  "port=1",
  "  more\n",
  "%(owner)s",
  "%%",
  "\n",
);

property("a configuration is read, or refused with a sentence without raw characters", {
  of: configText,
  perMille: 80,
  holds(text) {
    try {
      parseConfig([{ path: "f", bytes: utf8.encode(text) }]);
    } catch (error) {
      assert(error instanceof ConfigError, String(error));
      assertEquals(rawCharacters(error.message), []);
      assert(error.message.startsWith("f:"), error.message);
    }
  },
});

property("an option of a configuration is on the line that is said", {
  of: configText,
  perMille: 60,
  holds(text) {
    const [document, later] = [new ConfigDocument(), new ConfigDocument()];
    if (orThrows(ConfigError, () => (document.read("f", text), true)) === undefined) return;
    later.read("f", `# a line more\n${text}`);
    const lines = text.split(/\r\n|\r|\n/);
    for (const { option, line } of document.entries()) {
      assert((lines[line - 1] ?? "").toLowerCase().includes(option), `${option}:${line}`);
    }
    const shifted = [...document.entries()].map((entry) => ({ ...entry, line: entry.line + 1 }));
    assertEquals([...later.entries()], shifted);
  },
});

property("setting an option sets it, and leaves the others and all comments", {
  of: fc.record({
    text: configText,
    setting: fc.constantFrom(...Object.keys(OPTIONS) as (keyof Settings)[]),
    value: fc.oneof(
      anyText,
      fc.constantFrom(
        ...["1", "0.5", "None", "True", "a, b", "a%b", "#", ";", "5m", "1d2h", "-1", "-2", ""],
      ),
    ),
  }),
  perMille: 80,
  holds({ text, setting, value }) {
    const before = new ConfigDocument();
    const isReadable = orThrows(ConfigError, () => (before.read("f", text), true));
    const { name, parse } = OPTIONS[setting];
    const stripped = strip(value);
    const wanted = parse(stripped);
    const isNone = stripped === "None" || parsePythonFloat(stripped) === -1;
    const isUsable = wanted !== undefined && (wanted !== null || isNone) &&
      !/[\r\n]/.test(stripped);
    const edited = orThrows(ConfigError, () => editConfig(text, { [setting]: value }, "f"));
    assertEquals(edited !== undefined, isReadable === true && isUsable);
    if (edited === undefined) return;
    const after = new ConfigDocument();
    after.read("f", edited);
    const written = after.value("spalloc", name) ?? "";
    assertEquals(parse(written), wanted);
    // The Python client knows no units, and takes negative numbers for what they are.
    if (typeof wanted === "number") assert(parsePythonFloat(written) !== undefined, written);
    else assertEquals(written, wanted === null ? "None" : stripped);
    const others = (document: ConfigDocument): string[] =>
      [...document.entries()]
        .filter(({ section, option }) => section !== "spalloc" || option !== name)
        .map(({ section, option, raw }) => JSON.stringify([section, option, raw]));
    assertEquals(others(after), others(before));
  },
});

/** A command that does nothing once it has understood what it is to do. */
async function idle(name: CommandName): Promise<BuiltCommand> {
  const command = await loadCommand(name, Call.withoutSettings(new FakeContext()));
  (command as Command).action(() => {});
  return command;
}

for (const name of Object.keys(COMMANDS) as CommandName[]) {
  const flags = (await idle(name)).getOptions(true).flatMap(({ flags }) => flags);
  const word = fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom(...flags) },
    {
      weight: 1,
      arbitrary: fc.tuple(fc.constantFrom(...flags), anyText).map((two) => two.join("=")),
    },
    {
      weight: 4,
      arbitrary: fc.constantFrom("1", "-1", "0.5", "x", "--", "-", "", "NaN", "1e9", "m"),
    },
    { weight: 1, arbitrary: anyText },
    { weight: 1, arbitrary: anyText.map((text) => `-${text}`) },
  );
  property(`the command line of ${name} is understood, or refused as wrong usage`, {
    of: fc.array(word, { maxLength: 8 }),
    perMille: 6,
    async holds(words) {
      const argv = words.map((word) => word.replaceAll("\0", "")); // No argument can have one.
      behindOptions(whichCommand("spalloc", argv), new FakeContext());
      try {
        await parseAndRun(await idle(name), argv);
      } catch (error) {
        assert(error instanceof UsageError, String(error));
      }
    },
  });
}

property("a version is read, or refused as one", {
  of: fc.oneof(anyText, textOf(..."0123456789.!-_+v ", "a", "rc", "dev", "post", "1!7.0.0")),
  perMille: 60,
  holds(text) {
    const version = orThrows(VersionError, () => parseVersion(text));
    if (version) assert(version.release.every((number) => number >= 0));
    orThrows(VersionError, () => checkVersion(text));
  },
});

property("a place is read, or refused as wrong usage", {
  of: fc.tuple(
    fc.constantFrom(...Object.keys(FORMS) as (keyof typeof FORMS)[]),
    fc.array(fc.oneof(anyText, textOf(..."0123456789,- +", "1,2"))),
  ),
  perMille: 50,
  holds([form, words]) {
    const place = orThrows(UsageError, () => parsePlace(form, words));
    const numbers = Object.values(place ?? {}).flat().filter((part) => typeof part === "number");
    assert(numbers.every(Number.isSafeInteger));
  },
});

property("escapeText() leaves no raw character, and safe text as it is", {
  of: anyText,
  perMille: 80,
  holds(text) {
    const escaped = escapeText(text);
    assertEquals(rawCharacters(escaped), []);
    assertEquals(escaped.includes("\n"), false);
    assertEquals(escapeText(escaped), escaped);
    if (rawCharacters(text).length === 0 && !text.includes("\n")) assertEquals(escaped, text);
  },
});

property("JSON for programs has no raw character, and reads as the same value", {
  of: anyObject,
  perMille: 40,
  holds(value) {
    const json = toJson(value);
    assertEquals(rawCharacters(json), []);
    assertEquals(json.includes("\n"), false);
    assertEquals(JSON.stringify(readJson(json)), JSON.stringify(value));
  },
});

property("addresses are read from CSV as they were written", {
  of: fc.array(fc.record({ x: fc.nat(), y: fc.nat(), hostname: anyText })),
  perMille: 20,
  holds(connections) {
    const rows = connections.map(({ x, y, hostname }) => [`${x}`, `${y}`, escapeText(hostname)]);
    assertEquals(parseCsv(addressesCsv(connections)), [["x", "y", "hostname"], ...rows]);
  },
});

/** Pieces of which many thousands may follow each other. */
const LONG: readonly [name: string, read: (text: string) => void, pieces: fc.Arbitrary<string>][] =
  [
    [
      "parseLine()",
      (text) => orThrows(ProtocolError, () => parseLine(text)),
      textOf(...'[]{}:,"\\ -', "NaN", "Infinity", "1", '{"a":'),
    ],
    [
      "parseConfig()",
      (text) => orThrows(ConfigError, () => parseConfig([{ path: "f", bytes: utf8.encode(text) }])),
      textOf("\n", " ", "=", "%", "%%", "%(a)s", "[", "]", "a", "  b\n", "\t", "\r", "#"),
    ],
    [
      "parseVersion()",
      (text) => orThrows(VersionError, () => parseVersion(text)),
      textOf(..."01.!-_+v ", "a", "rc", "dev"),
    ],
    [
      "parsePlace()",
      (text) => orThrows(UsageError, () => parsePlace("board", ["m", text])),
      textOf(..."01,-+ \n"),
    ],
    ["escapeText()", escapeText, anyText],
  ];

for (const [name, read, pieces] of LONG) {
  property(`${name} reads 100 kB in no time`, {
    of: fc.tuple(textOf("{", '"', "[spalloc]\n", "1", ""), pieces, fc.string({ maxLength: 3 })),
    perMille: 2,
    holds([start, piece, end]) {
      const text = start + piece.repeat(Math.ceil(100_000 / Math.max(1, piece.length))) + end;
      const before = performance.now();
      read(text);
      const seconds = (performance.now() - before) / 1000;
      assert(seconds < 2, `${seconds} s`); // a few milliseconds, or else many seconds
    },
  });
}

const POSIX_ONLY = Deno.build.os === "windows" ? " (Windows has no sh)" : "";
Deno.test({
  name: `a host name in a shell's line is text, in quotes and without (fuzzed)${POSIX_ONLY}`,
  ignore: POSIX_ONLY !== "",
  async fn() {
    const numRuns = share(10);
    const hostnames = fc.sample(
      anyText.map((text) => text.replaceAll("\0", "").toWellFormed()),
      { seed: SEED, numRuns },
    );
    const script = hostnames.map((hostname) => {
      const values = { id: 1, hostname, width: 1, height: 1, ethernetIps: "" };
      const line = substituteTokens(`printf '%s\\0' {} "{}" '{}'`, values, quoteForShell);
      return `SPALLOC_HOSTNAME='${hostname.replaceAll("'", "'\\''")}'\n${line}\n`;
    });
    const file = await Deno.makeTempFile();
    try {
      await Deno.writeTextFile(file, script.join(""));
      const { stdout } = await new Deno.Command("/bin/sh", { args: [file] }).output();
      const printed = new TextDecoder("utf-8", { ignoreBOM: true }).decode(stdout).split("\0");
      const wanted = hostnames.flatMap((hostname) => [hostname, hostname, hostname]);
      for (const [index, text] of wanted.entries()) {
        assertEquals(printed[index], text, `seed ${SEED}`);
      }
    } finally {
      await Deno.remove(file);
    }
  },
});

Deno.test("that was a lot of cases, all of which can be had again", () => {
  const again = `SPALLOC_FUZZ_SEED=${SEED}`;
  console.log(`${casesSoFar() + share(10)} cases; to have them again: ${again}`);
  assert(casesSoFar() >= share(950), `${casesSoFar()}`);
});
