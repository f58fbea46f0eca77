import { assertEquals, assertThrows } from "@std/assert";
import { UsageError } from "../../commands/errors.ts";
import { refuseUndecodable } from "../../commands/undecodable.ts";

const permissions = "none";

/** The arguments of a process as the system has them: one character is one byte. */
function cmdline(...words: string[]): () => Uint8Array {
  const text = words.map((word) => `${word}\0`).join("");
  return () => Uint8Array.from(text, (character) => character.charCodeAt(0));
}

function refusal(argv: string[], ...words: string[]): string {
  return assertThrows(() => refuseUndecodable(argv, cmdline(...words)), UsageError).message;
}

Deno.test("refuseUndecodable() names the argument that is not UTF-8", { permissions }, () => {
  const message = refusal(
    ["-c", "cat", "caf\ufffd x'"],
    "deno",
    "main.ts",
    "-c",
    "cat",
    "caf\xe9 x'",
  );
  assertEquals(message.includes(String.raw`argument $'caf\351 x\047': it is not UTF-8`), true);
  const nowhere = assertThrows(() => refuseUndecodable(["\ufffd"], () => null), UsageError);
  assertEquals(nowhere.message.includes('argument "\ufffd"'), true);
});

Deno.test("refuseUndecodable() takes what is UTF-8, the replacement character as well", {
  permissions,
}, () => {
  refuseUndecodable(["3", "-c", "grün"], () => {
    throw new Error("nobody has to look");
  });
  refuseUndecodable(["-c", "\ufffd"], cmdline("deno\xff", "-c", "\xef\xbf\xbd"));
  refuseUndecodable(["", "\ufffd"], cmdline("deno", "", "\xef\xbf\xbd"));
});
