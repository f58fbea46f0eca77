import { assertEquals, assertThrows } from "@std/assert";
import { decodeFile } from "../../lib/config/decode.ts";
import { ConfigDocument } from "../../lib/config/dialect.ts";
import { ConfigError } from "../../lib/errors.ts";

function test(name: string, fn: () => void): void {
  Deno.test({ name, permissions: "none", fn });
}

function read(...texts: string[]): ConfigDocument {
  const document = new ConfigDocument();
  for (const [index, text] of texts.entries()) document.read(`file${index}`, text);
  return document;
}

function assertFault(text: string, message: string): void {
  assertEquals(assertThrows(() => read(text), ConfigError).message, message);
}

test("ConfigDocument knows the file and line where an option was set last", () => {
  const document = read(
    "# first\n[spalloc]\nhostname = a\n\nowner =\n  me\n  you\n",
    "[spalloc]\r\nport = 1\rHOSTNAME: b\n",
  );
  assertEquals(document.find("spalloc", "hostname"), {
    section: "spalloc",
    option: "hostname",
    raw: "b",
    path: "file1",
    line: 3,
  });
  assertEquals(document.find("spalloc", "owner")?.path, "file0");
  assertEquals(document.find("spalloc", "owner")?.line, 5);
  assertEquals(document.value("spalloc", "owner"), "\nme\nyou");
  assertEquals(document.find("spalloc", "tags"), undefined);
});

test("ConfigDocument falls back to [DEFAULT], which later files may change", () => {
  const document = read(
    "[DEFAULT]\nsite = x.org\n[spalloc]\nhostname = s.%(site)s\n",
    "[DEFAULT]\nsite = y.org\n",
  );
  assertEquals(document.value("spalloc", "hostname"), "s.y.org");
  assertEquals(document.value("other", "site"), "y.org");
});

test("ConfigDocument gives options to whichever section a preset names", () => {
  const document = read();
  document.preset("spalloc", "port", "22244");
  assertEquals(document.find("spalloc", "port")?.path, null);
  document.read("f", "[spalloc]\nport = 1");
  assertEquals(document.find("spalloc", "port")?.path, "f");
});

test("ConfigDocument says where and what to do about an option before any section", () => {
  assertFault(
    "# c\nhostname = a",
    'file0:2: "hostname = a" comes before the first section; put a line "[spalloc]" above it',
  );
});

test("ConfigDocument says that the end of a section's name is missing", () => {
  assertFault(
    "[spalloc\nhostname = a",
    `file0:1: "[spalloc" comes before the first section; the "]" of its name is missing`,
  );
});

test("ConfigDocument says where and what to do about repetitions", () => {
  assertFault(
    "[spalloc]\nport = 1\n\nPort: 2",
    'file0:4: option "port" of section "spalloc" is already on line 2; keep one of the two',
  );
  assertFault(
    "[spalloc]\n[x]\n[spalloc]",
    'file0:3: section "spalloc" is already on line 1; keep one of the two',
  );
});

test("ConfigDocument says where and what to do about lines it can't read", () => {
  assertFault(
    "[spalloc]\nhostname\n",
    'file0:2: cannot read "hostname": expected "option = value"; correct it, or put "#" in front',
  );
  assertFault(
    "[spalloc]\n= a\nb\n[x\n",
    'file0:2: cannot read "= a" (and 2 more, next line 3): expected "option = value"; ' +
      'correct it, or put "#" in front',
  );
});

test("ConfigDocument says where and what to do about values it can't fill in", () => {
  const document = read("[spalloc]\na = 50%\nb = %(nothing)s\nc = %(c)s\nd = 50%%");
  const messages = ["a", "b", "c"].map((option) =>
    assertThrows(() => document.value("spalloc", option), ConfigError).message
  );
  assertEquals(messages, [
    'file0:2: a: cannot read "%": after a "%" must come "(option)s" or another "%"; ' +
    'write "%%" for a percent sign',
    'file0:3: b: refers to option "nothing", which is not set; ' +
    "set it in the same section or in [DEFAULT]",
    "file0:4: c: refers to options more than 10 deep, perhaps to itself; " +
    "write out one of the %(...)s",
  ]);
  assertEquals(document.value("spalloc", "d"), "50%");
});

test("ConfigDocument shows no control characters of a file in its errors", () => {
  const { message } = assertThrows(() => read("[a]\n\x1b[2J\u009b1m\u202ehi\n"), ConfigError);
  assertEquals(message.includes('"\\u001b[2J\\u009b1m\\u202ehi"'), true, message);
});

test("ConfigDocument does not let values that repeat each other fill the memory", () => {
  const fifty = (name: string) => `%(${name})s`.repeat(50);
  const levels = [..."abcdefg"].map((name, at) => `${name} = ${fifty("bcdefgz"[at] ?? "z")}`);
  for (const last of ["z =", "z = zz"]) {
    const document = read(["[x]", ...levels, last].join("\n"));
    assertThrows(() => document.value("x", "a"), ConfigError, "takes more than 10000 %(...)s");
  }
  const document = read(`[x]\na = ${"%(b)s".repeat(2000)}\nb = ${"x".repeat(1000)}`);
  assertThrows(() => document.value("x", "a"), ConfigError, "grows beyond 1 MiB");
});

test("ConfigDocument reads long runs of blanks in no time", () => {
  const document = read(`[x]\na = b${" ".repeat(1_000_000)}c\n`);
  assertEquals(document.find("x", "a")?.raw.length, 1_000_002);
});

test("decodeFile skips one byte order mark and no more", () => {
  const text = new TextEncoder().encode("\ufeff\ufeff[x]");
  assertEquals(decodeFile("f", text), "\ufeff[x]");
});

test("decodeFile names the line of what is not UTF-8", () => {
  const bytes = Uint8Array.from(
    "# ok \xef\xbf\xbd\n[spalloc]\nowner = Andr\xe9\n",
    (character) => character.charCodeAt(0),
  );
  assertEquals(
    assertThrows(() => decodeFile("f", bytes), ConfigError).message,
    "f:3: not UTF-8; save the file in that encoding",
  );
  assertThrows(() => decodeFile("f", bytes.subarray(0, 7)), ConfigError, "f:1: not UTF-8");
});

test("decodeFile throws if a file is larger than 1 MiB", () => {
  assertEquals(decodeFile("f", new Uint8Array(1024 * 1024)).length, 1024 * 1024);
  assertThrows(() => decodeFile("f", new Uint8Array(1024 * 1024 + 1)), ConfigError, "f: larger");
});
