// Permissions: all, because commands are built with the settings of the environment.
import { assertEquals } from "@std/assert";
import { allocCommand } from "../../commands/alloc.ts";
import { Call } from "../../commands/call.ts";
import { retyped } from "../../commands/retyped.ts";
import { FakeContext } from "./fake_context.ts";

const command = allocCommand(await Call.begin(new FakeContext({}), { files: [] }));

/** Types a line again with other boards, and on machine m2 if so wanted. */
function again(line: string[], machine: string | null = null): string {
  return retyped("spalloc", { options: command.getOptions(true), argv: line }, {
    args: ["6", "8"],
    ...(machine !== null && { instead: [["machine", "tags"], ["-m", machine]] }),
  });
}

Deno.test("a line is typed again with other arguments, and all its options", () => {
  assertEquals(again(["8", "6"]), "spalloc 6 8");
  assertEquals(again(["-q", "8", "6", "--max-wait", "5m"]), "spalloc 6 8 -q --max-wait 5m");
  assertEquals(again(["8", "6", "-t", "big", "new"]), "spalloc 6 8 -t big new");
  assertEquals(
    again(["-qD", "-P22244", "--keepalive=-1"]),
    "spalloc 6 8 -q -D -P 22244 --keepalive=-1",
  );
  assertEquals(again(["8", "6", "-m"]), "spalloc 6 8 -m");
});

Deno.test("options are replaced by others", () => {
  assertEquals(again(["8", "6", "--tags", "a", "b", "-q"], "m2"), "spalloc 6 8 -m m2 -q");
  assertEquals(again(["8", "6", "--machi", "m1"], "m 2"), "spalloc 6 8 -m 'm 2'");
});

Deno.test("words are quoted for a shell, the command included", () => {
  assertEquals(
    again(["8", "6", "--owner", "it's me", "-c", "echo {} && $(x)"]),
    `spalloc 6 8 --owner 'it'\\''s me' -c 'echo {} && $(x)'`,
  );
  assertEquals(
    again(["8", "6", "--", "python", "a b.py", "-m"]),
    "spalloc 6 8 -- python 'a b.py' -m",
  );
});

Deno.test("credentials in the address of a server are not shown", () => {
  assertEquals(
    again(["8", "6", "-H", "https://ada:secret@spalloc.example.org/"]),
    "spalloc 6 8 -H 'https://***@spalloc.example.org/'",
  );
});
