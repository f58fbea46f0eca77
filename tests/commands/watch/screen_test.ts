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

/** Returns the lines of a picture, without control sequences. */
function pictureOf(text: string): string[] {
  const picture = text.split("\x1b[?2026h\x1b[H").at(-1)?.split(`\r\n${END}`)[0] ?? "";
  return picture.split("\r\n").map((line) => line.replace("\x1b[2K", ""));
}

Deno.test("a screen shows each picture at once, and gives the terminal back", async () => {
  const context = new FakeContext({ isTerminal: true, size: { columns: 30, rows: 10 } });
  const screen = new Screen(TEXT, context);
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

Deno.test("a screen without keys that is too small shows as much as there is room for", async () => {
  const context = new FakeContext({ isTerminal: true, size: { columns: 8, rows: 6 } });
  const screen = new Screen(TEXT, context);
  screen.heard();
  await screen.show("a long line\n2\n3\n4\n5");
  await context.out.until(END);
  assertEquals(pictureOf(context.out.text), ["a long l", "2", "... and ", "", "Last hea"]);
  screen.close();
});

Deno.test("a screen tells what is wrong, and when the server was heard last", async () => {
  const context = new FakeContext({ isTerminal: true, size: { columns: 80, rows: 10 } });
  const screen = new Screen(TEXT, context);
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

Deno.test("a screen shows the whole of what is wrong, on as many lines as it takes", async () => {
  const context = new FakeContext({ isTerminal: true, size: { columns: 30, rows: 10 } });
  const screen = new Screen(TEXT, context);
  screen.heard();
  await screen.show("1\n2\n3\n4\n5\n6\n7\n8");
  screen.lost(new ConnectionError("Cannot connect to spinn:22244 (refused)", "unknown"));
  await context.out.until(/Lost[^]*2026l/);
  const picture = pictureOf(context.out.text);
  assertEquals(picture.slice(-3), [
    "Lost the server (Cannot",
    "connect to spinn:22244",
    "(refused)), trying again...",
  ]);
  assertEquals(picture.length, 9);
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

/** A screen on a terminal with keys. */
async function screenWith(
  text: string,
  { subject = TEXT, rows = 8 }: { subject?: Subject<string>; rows?: number } = {},
): Promise<
  { context: FakeContext; screen: Screen<string>; press: (keys: string) => Promise<string[]> }
> {
  const context = new FakeContext({
    isTerminal: true,
    size: { columns: 80, rows },
    typed: { text: "", isTerminal: true, isOpen: true },
  });
  const screen = new Screen(subject, context);
  screen.heard();
  await screen.show(text);
  await context.out.until(END);
  return {
    context,
    screen,
    async press(keys) {
      context.out.text = "";
      context.type(keys);
      await context.out.until(END);
      return pictureOf(context.out.text);
    },
  };
}

const TEN = Array.from({ length: 10 }, (_, at) => `line ${at + 1}`).join("\n");

Deno.test("keys scroll a screen, and the last line tells which lines it shows", async () => {
  const { screen, context, press } = await screenWith(TEN);
  const [first, ...others] = pictureOf(context.out.text);
  assertEquals([first, others[3], others[4]], ["line 1", "line 5", ""]);
  assertEquals(
    others[5]?.replace(/\d\d:\d\d:\d\d/, "TIME"),
    "Lines 1-5 of 10. Last heard at TIME. q leaves, ? lists the keys.",
  );
  assertEquals((await press("\x1b[B"))[0], "line 2");
  assertEquals((await press("\x1b[6~")).slice(0, 5), [6, 7, 8, 9, 10].map((at) => `line ${at}`));
  assertEquals((await press("g"))[0], "line 1");
  screen.close();
});

Deno.test("? shows the keys of a screen, and any key hides them", async () => {
  const { screen, press } = await screenWith("only line", { rows: 24 });
  const keys = (await press("?")).join("\n");
  for (const key of ["q, Ctrl-C", "Page Up, Page Down", "Ctrl-Z"]) {
    assertEquals(keys.includes(key), true, keys);
  }
  assertEquals((await press("x"))[0], "only line");
  screen.close();
});

Deno.test("q leaves a screen, Ctrl-C as a key does what its signal does", async () => {
  for (const [keys, reason] of [["q", "it was left"], ["?q", "it was left"], ["\x03", "SIGINT"]]) {
    const { screen, context } = await screenWith("text");
    const left = new Promise((resolve) => screen.left.addEventListener("abort", resolve));
    context.type(keys!);
    await left;
    assertEquals(String(screen.left.reason).includes(reason!), true);
    screen.close();
    screen.close();
    assertEquals(context.rawModes, [true, false]);
  }
});

Deno.test("a subject has its own keys before those of the screen", async () => {
  const pressed: string[] = [];
  const subject: Subject<string> = {
    ...TEXT,
    keys: [["d", "do it"]],
    press: (key) => {
      pressed.push(key);
      return key === "q";
    },
  };
  const { screen, press } = await screenWith("text", { subject, rows: 24 });
  await press("q");
  assertEquals([screen.left.aborted, pressed], [false, ["q"]]);
  assertEquals((await press("?")).some((line) => /^d +do it$/.test(line)), true);
  screen.close();
});

Deno.test("a terminal that nobody types on is left as it is", async () => {
  const context = new FakeContext({ isTerminal: true });
  const screen = new Screen(TEXT, context);
  screen.heard();
  await screen.show("text");
  await context.out.until(/Ctrl-C ends this\./);
  screen.close();
  assertEquals(context.rawModes, []);
});

Deno.test("q ends ps --watch with code 0, and leaves the last list on the terminal", async () => {
  await using server = await serverWith([{}]);
  const context = contextFor(server, {
    isTerminal: true,
    typed: { text: "", isTerminal: true, isOpen: true },
  });
  const done = runIn(context, ps, ["--watch"]);
  await context.out.until(END);
  context.type("q");
  assertEquals(await done, 0);
  assertEquals(context.rawModes, [true, false]);
  assertEquals(context.out.text.split(LEAVE)[1]?.startsWith("ID  State"), true);
});

Deno.test("q leaves a watch whose server does not answer", async () => {
  const context = new FakeContext({
    isTerminal: true,
    env: { SPALLOC_HOSTNAME: "127.0.0.1" },
    typed: { text: "", isTerminal: true, isOpen: true },
  });
  using mute = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const done = runIn(context, ps, ["--watch", "--port", String(mute.addr.port)]);
  await mute.accept();
  context.type("q");
  assertEquals(await done, 0);
  assertEquals(context.rawModes, [true, false]);
});
