import { assert, assertEquals } from "@std/assert";
import { escapeText, quote } from "../../lib/escape.ts";
import { toJson } from "../../lib/render/json.ts";
import { pythonValue } from "../../lib/render/python_values.ts";
import { CORPUS } from "./corpus.ts";
import { isRaw, rawCharacters, readJson, shown } from "./raw_characters.ts";

const NONE = { permissions: "none" } as const;

Deno.test(
  "the corpus has many texts, each of them once, and every raw character of the first plane's ends",
  NONE,
  () => {
    const texts = CORPUS.map(({ text }) => text);
    assert(texts.length > 300, `${texts.length}`);
    const all = new Set(texts.join(""));
    for (let code = 0; code < 0xa0; code++) {
      assert(!isRaw(code) || all.has(String.fromCharCode(code)), `U+${code.toString(16)}`);
    }
  },
);

Deno.test("escapeText() leaves no raw character, and nothing else changed", NONE, () => {
  for (const { text } of CORPUS) assertEquals(escapeText(text), shown(text));
});

Deno.test("escapeText() escapes what has no shape, and what XML does not have", NONE, () => {
  assertEquals(escapeText("me\ufe0f\u034f\u3164\uffff"), "me\\ufe0f\\u034f\\u3164\\uffff");
});

Deno.test("JSON has no raw character, and reads as the same value", NONE, () => {
  for (const { text } of CORPUS) {
    const value = { [`key ${text}`]: [text] };
    const json = toJson(value);
    assertEquals(rawCharacters(json), [], json);
    assertEquals(readJson(json), value);
  }
});

Deno.test("values in quotes have no raw character", NONE, () => {
  for (const { text } of CORPUS) {
    for (const quoted of [quote(text), pythonValue(text), pythonValue({ [text]: text })]) {
      assertEquals(rawCharacters(quoted), [], quoted);
      assertEquals(quoted.includes("\n"), false, quoted);
    }
  }
});
