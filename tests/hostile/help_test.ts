import { assertEquals, assertStringIncludes } from "@std/assert";
import { allocCommand as alloc } from "../../commands/alloc.ts";
import { Call } from "../../commands/call.ts";
import { renderHelp } from "../../commands/help/render.ts";
import { psCommand as ps } from "../../commands/ps.ts";
import { FakeContext } from "../commands/fake_context.ts";
import { rawCharacters } from "./raw_characters.ts";

Deno.test("help shows the values of a foreign configuration file harmlessly", async () => {
  const nasty = "a\x1b]52;c;eA==\x07\u202eb\x9b2J";
  const lines = ["owner", "hostname", "machine", "tags"].map((name) => `${name} = ${nasty}`);
  const bytes = new TextEncoder().encode(`[spalloc]\n${lines.join("\n")}\n`);
  const source = { files: ["f"], readFile: () => Promise.resolve(bytes) };
  for (const build of [alloc, ps]) {
    for (const isTerminal of [false, true]) {
      const context = new FakeContext({ isTerminal, noColor: false });
      const help = renderHelp(build(await Call.begin(context, source)), context);
      assertEquals(rawCharacters(help, { terminal: isTerminal }), []);
      assertStringIncludes(help, String.raw`a\x1b]52;c;eA==\x07\u202eb\x9b2J`);
    }
  }
});
