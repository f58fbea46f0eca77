import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { VersionError } from "../../lib/errors.ts";
import { checkVersion, parseVersion } from "../../lib/protocol/version.ts";

const permissions = "none";

Deno.test("parseVersion() reads epoch, release and pre-release", { permissions }, () => {
  const cases: [text: string, epoch: number, release: number[], preRelease: boolean][] = [
    ["5.0.0", 0, [5, 0, 0], false],
    ["1!7.0.0", 1, [7, 0, 0], false],
    ["1!7.0.0a6", 1, [7, 0, 0], true],
    ["v1.2", 0, [1, 2], false],
    [" 7 ", 0, [7], false],
    ["1.0rc1", 0, [1, 0], true],
    ["1.0-beta.2", 0, [1, 0], true],
    ["1.0.dev3", 0, [1, 0], true],
    ["1.0a1.dev3", 0, [1, 0], true],
    ["1.0.post2", 0, [1, 0], false],
    ["1.0-1", 0, [1, 0], false],
    ["1.0.post2.dev1", 0, [1, 0], true],
    ["1.0+local.7", 0, [1, 0], false],
    ["1.0C1", 0, [1, 0], true],
  ];
  for (const [text, epoch, release, preRelease] of cases) {
    assertEquals(parseVersion(text), { epoch, release, preRelease }, text);
  }
});

Deno.test("parseVersion() throws a VersionError if it is no version", { permissions }, () => {
  for (const text of ["", "banana", "1..2", "1.0-", "1!!2", "1.0+", "1.0 2.0", "!1.0", "1.x"]) {
    const error = assertThrows(() => parseVersion(text), VersionError, JSON.stringify(text));
    assertEquals(error.version, text);
  }
});

Deno.test("checkVersion() takes every version from 0.1.0 up to 8.0.0", { permissions }, () => {
  const taken = ["0.1.0", "0.1", "0.1.0.post1", "0.2.0a1", "0.5.2", "5.0.0", "1!6.0.1", "1!7.0.0"];
  taken.push("1!7.0.0a6", "7.99", "7.99.99.dev1", "v1!7.0.0", "1!0.1.0", "7.0.0+local");
  for (const text of taken) checkVersion(text);
});

Deno.test("checkVersion() throws a VersionError outside that range", { permissions }, () => {
  const refused = ["0.0.9", "0.1.0a1", "0.1.dev1", "0", "8.0.0", "8", "8.0.0a1", "8.0.0.dev1"];
  refused.push("1!8.0.0", "1!8.0.0rc1", "2!1.0", "12.0", "99999999999999999999.0", "garbage");
  for (const text of refused) {
    const error = assertThrows(() => checkVersion(text), VersionError, text);
    assertEquals([error.version, error.code], [text, "version"]);
  }
});

Deno.test("checkVersion() says what is understood", { permissions }, () => {
  const { message } = assertThrows(() => checkVersion("8.1.0"), VersionError);
  assertStringIncludes(message, "0.1.0 or newer, but older than 8.0.0");
});
