import { assertEquals } from "@std/assert";
import { parse } from "@std/csv";
import { addressesCsv } from "../../commands/views/addresses_csv.ts";
import { CORPUS } from "./corpus.ts";
import { rawCharacters, shown } from "./raw_characters.ts";

Deno.test("hostile host names are cells of the CSV file, each in a line of its own", () => {
  const texts = CORPUS.map(({ text }) => text);
  const csv = addressesCsv(texts.map((hostname, x) => ({ x, y: 0, hostname })));
  assertEquals(rawCharacters(csv), []);
  assertEquals(csv.split("\n").length, texts.length + 2);
  assertEquals(parse(csv), [
    ["x", "y", "hostname"],
    ...texts.map((text, x) => [String(x), "0", shown(text)]),
  ]);
});
