// Permissions: all, because it starts programs.
import { assert, assertEquals } from "@std/assert";
import { programTest, run } from "./program.ts";
import { TerminalRun, terminalTest } from "./signals_terminal.ts";

const WORDS = [
  "spalloc: The hostname of the spalloc server and the owner of the job are not known. Give",
  "--hostname spalloc.example.org and --owner me@example.org, or set them for good:",
].join(" ");
const TYPED = "  spalloc config hostname=spalloc.example.org owner=me@example.org";

terminalTest("errors end their lines between words on a terminal", async (program) => {
  await using running = new TerminalRun(program, ["--no-color"], { env: {} });
  const { code, stdout } = await running.ended;
  assertEquals(code, 2);
  const lines = stdout.slice(stdout.indexOf("spalloc:")).trimEnd().split("\r\n");
  assert(lines.every((line) => line.length <= 80), stdout);
  const typed = lines.indexOf(TYPED);
  assert(typed > 1, stdout);
  assertEquals(lines.slice(0, typed).join(" "), WORDS);
});

programTest("errors are one line in a pipe", async (program) => {
  const { code, stderr } = await run(program, [], { env: {} });
  assertEquals([code, stderr.split("\n").slice(0, 2)], [2, [WORDS, TYPED]]);
});
