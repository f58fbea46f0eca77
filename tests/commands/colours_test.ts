// Permissions: all, because it starts programs.
import { assertEquals } from "@std/assert";
import { typedColours } from "../../commands/colours.ts";
import { Output } from "../../commands/output.ts";
import { machineCommand as machine } from "../../commands/machine.ts";
import { leadTo, programs, run } from "../end_to_end/program.ts";
import { contextFor, Recorded, runIn } from "./fake_context.ts";
import { serverWith } from "./servers.ts";

const RED = "\x1b[31mtext\x1b[0m";

Deno.test("colours are on terminals, forced or never", { permissions: "none" }, () => {
  const shown = (isTerminal: boolean, options: { noColor?: boolean; forceColor?: boolean }) => {
    const output = new Output(new Recorded({ isTerminal }), {
      noColor: false,
      term: "xterm",
      ...options,
    });
    return (["auto", "always", "never"] as const).map((when) => {
      output.useColours(when);
      return output.style("red", "text") === RED;
    });
  };
  assertEquals(shown(true, {}), [true, true, false]);
  assertEquals(shown(false, {}), [false, true, false]);
  assertEquals(shown(false, { forceColor: true }), [true, true, false]);
  assertEquals(shown(true, { noColor: true, forceColor: true }), [false, true, false]);
});

Deno.test("the last option about colours counts, and none of a command's own", () => {
  const said: [line: string, when: string | undefined][] = [
    ["ps", undefined],
    ["ps --no-color", "never"],
    ["ps --color always", "always"],
    ["ps --color=auto --watch", "auto"],
    ["ps --color=always --no-color", "never"],
    ["ps --no-color --color=always", "always"],
    ["ps --color=purple", undefined],
    ["alloc -- ls --color=always", undefined],
    ["alloc -c ls --no-color", undefined],
  ];
  for (const [line, when] of said) assertEquals(typedColours(line.split(" ")), when, line);
});

Deno.test("--color decides however it is typed, over what the environment says", async () => {
  await using server = await serverWith([]);
  for (const [argv, wanted] of [[["--colo=always"], true], [["--no-colo"], false]] as const) {
    const context = contextFor(server, { isTerminal: !wanted, noColor: false });
    await runIn(context, machine, argv);
    assertEquals(context.out.text.includes("\x1b["), wanted);
  }
});

Deno.test("FORCE_COLOR colours pipes, and NO_COLOR and options win over it", async () => {
  const [program] = programs;
  await using server = await serverWith([]);
  const isColoured = async (env: Record<string, string>, ...argv: string[]): Promise<boolean> => {
    const { stdout } = await run(program!, ["machine", ...argv], {
      env: { ...leadTo(server), ...env },
    });
    return stdout.includes("\x1b[");
  };
  assertEquals(await isColoured({ FORCE_COLOR: "1" }), true);
  assertEquals(await isColoured({ FORCE_COLOR: "0" }), false);
  assertEquals(await isColoured({ FORCE_COLOR: "1", NO_COLOR: "1" }), false);
  assertEquals(await isColoured({ FORCE_COLOR: "1" }, "--color=auto"), true);
  assertEquals(await isColoured({ FORCE_COLOR: "1" }, "--no-color"), false);
  assertEquals(await isColoured({ NO_COLOR: "1" }, "--color=always"), true);
});
