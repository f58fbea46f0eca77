import { assertEquals } from "@std/assert";
import { Screen } from "../../../commands/watch/screen.ts";
import type { Subject } from "../../../commands/watch/subject.ts";
import { psCommand as ps } from "../../../commands/ps.ts";
import { ConnectionError } from "../../../lib/errors.ts";
import { contextFor, FakeContext, runIn } from "../fake_context.ts";
import { createOn, serverWith } from "../servers.ts";

const ENTER = "\x1b[?1049h\x1b[?25l";
const LEAVE = "\x1b[?25h\x1b[?1049l";
const END = "\x1b[J\x1b[?2026l";

const TEXT: Subject<string> = {
  subscribe: () => Promise.resolve(),
  read: () => Promise.resolve(""),
  text: (value) => value,
  json: (value) => ({ value }),
};

/** What a picture shows: its lines without what makes the terminal show them. */
function pictureOf(text: string): string[] {
  const picture = text.split("\x1b[?2026h\x1b[H").at(-1)?.split(`\r\n${END}`)[0] ?? "";
  return picture.split("\r\n").map((line) => line.replace("\x1b[2K", ""));
}

Deno.test("a screen shows each picture at once, and gives the terminal back", async () => {
  const context = new FakeContext({ isTerminal: true });
  const screen = new Screen(TEXT, context, { size: () => ({ columns: 30, rows: 10 }) });
  screen.heard();
  await screen.show("one\ntwo");
  await context.out.until(END);
  assertEquals(
    context.out.text.startsWith(`${ENTER}\x1b[?2026h\x1b[H\x1b[2Kone\r\n\x1b[2Ktwo\r\n`),
    true,
  );
  await screen.show("three");
  await context.out.until(/three[^]*2026l/);
  assertEquals(pictureOf(context.out.text)[0], "three");
  screen.close();
  await context.stdout.flush();
  assertEquals(context.out.text.split(ENTER).length, 2);
  assertEquals(context.out.text.endsWith(`${END}${LEAVE}three\n`), true);
});

Deno.test("a screen that is too small shows as much as there is room for", async () => {
  const context = new FakeContext({ isTerminal: true });
  const screen = new Screen(TEXT, context, { size: () => ({ columns: 8, rows: 6 }) });
  screen.heard();
  await screen.show("a long line\n2\n3\n4\n5");
  await context.out.until(END);
  assertEquals(pictureOf(context.out.text), ["a long l", "2", "... and ", "", "Last hea"]);
  screen.close();
});

Deno.test("a screen tells what is wrong, and when the server was heard last", async () => {
  const context = new FakeContext({ isTerminal: true });
  const screen = new Screen(TEXT, context, { size: () => ({ columns: 80, rows: 10 }) });
  screen.heard();
  await screen.show("same");
  screen.lost(new ConnectionError("no\x1bway", "unknown"));
  await context.out.until(/Lost[^]*2026l/);
  const [shown, , heard, lost] = pictureOf(context.out.text);
  assertEquals(shown, "same");
  assertEquals(/^Last heard from the server at \d\d:\d\d:\d\d\. Ctrl-C/.test(heard ?? ""), true);
  assertEquals(lost, "Lost the server (no\\x1bway), trying again...");
  screen.recovered();
  await context.out.until(/Lost[^]*2026l[^]*2026l/);
  assertEquals(pictureOf(context.out.text).length, 3);
  screen.close();
});

Deno.test("many changes at once are a few pictures", async () => {
  await using server = await serverWith([]);
  const context = contextFor(server, { isTerminal: true });
  const done = runIn(context, ps, ["--watch"]);
  await context.out.until(END);
  for (let id = 1; id <= 20; id++) await createOn(server, {});
  await context.out.until(/2K20 {2}(queue|ready)[^]*2026l/);
  context.interrupt();
  assertEquals(await done, 130);
  const pictures = context.out.text.split(END).length - 1;
  // Five a second at the most, of what takes a second.
  assertEquals(pictures <= 10, true, `${pictures} pictures`);
  assertEquals(context.out.text.includes(LEAVE), true);
});
