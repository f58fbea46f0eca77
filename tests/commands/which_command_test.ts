// Permissions: all, because it starts programs.
import { assertEquals } from "@std/assert";
import { suggest } from "../../commands/suggest.ts";
import { COMMANDS, whichCommand } from "../../commands/which_command.ts";
import { programTest, run } from "../end_to_end/program.ts";

function pureTest(name: string, fn: () => void): void {
  Deno.test({ name, permissions: "none", fn });
}

pureTest("numbers, options and nothing at all are for alloc", () => {
  for (const argv of [[], ["3"], ["4", "2"], ["-c", "machine"], ["-1"], ["2.5"], ["", "ps"]]) {
    assertEquals(whichCommand("spalloc", argv), { command: "alloc", name: "spalloc", argv });
  }
});

pureTest("the first word is the command", () => {
  assertEquals(whichCommand("/usr/bin/spalloc", ["ps", "--me"]), {
    command: "ps",
    name: "spalloc ps",
    argv: ["--me"],
  });
});

pureTest("the name of a link is the command, on Windows too", () => {
  for (const path of ["spalloc-where-is", "./a/spalloc-where-is", "C:\\a\\spalloc-where-is.exe"]) {
    assertEquals(whichCommand(path, ["ps"]), {
      command: "where-is",
      name: "spalloc-where-is",
      argv: ["ps"],
    });
  }
});

pureTest("a first word that is no command is unknown, not a number of boards", () => {
  for (const word of ["machin", "toString", "Ünknown", "p5"]) {
    assertEquals(whichCommand("spalloc", [word, "5"]).command, "unknown");
  }
});

pureTest("help about a command is the command's own", () => {
  assertEquals(whichCommand("spalloc", ["help", "config"]), {
    command: "config",
    name: "spalloc config",
    argv: ["--help"],
  });
});

pureTest("help about a topic, and help alone, are general", () => {
  const name = "spalloc";
  assertEquals(whichCommand(name, ["help", "json"]), { command: "help", name, argv: ["json"] });
  assertEquals(whichCommand(name, ["help"]), { command: "help", name, argv: [] });
  assertEquals(whichCommand(name, ["--help", "json"]), { command: "help", name, argv: [] });
});

pureTest("shells can ask under any name, and only as they do", () => {
  const argv = ["spalloc-machine", ""];
  for (const name of ["spalloc", "spalloc-machine"]) {
    assertEquals(whichCommand(name, ["complete", "--", ...argv]), {
      command: "complete",
      name: "spalloc",
      argv,
    });
  }
  assertEquals(whichCommand("spalloc-machine", ["complete"]).command, "machine");
  assertEquals(whichCommand("spalloc", ["complete"]).command, "unknown");
});

pureTest("a mistyped word suggests the closest one", () => {
  const known = [...Object.keys(COMMANDS), "help"];
  const suggestions = {
    machin: "machine",
    mahcine: "machine",
    MACHINE: "machine",
    jbo: "job",
    pss: "ps",
    whereis: "where-is",
    where: "where-is",
    hlep: "help",
    sim: "simulate",
    completion: "completions",
  };
  for (const [typed, meant] of Object.entries(suggestions)) {
    assertEquals(suggest(typed, known), meant, typed);
  }
});

pureTest("a word that is like none suggests none", () => {
  for (const typed of ["x", "reboot", "kubernetes", "boards"]) {
    assertEquals(suggest(typed, Object.keys(COMMANDS)), null, typed);
  }
});

programTest("a mistyped command exits with 2, and says which one was meant", async (program) => {
  const { code, stdout, stderr } = await run(program, ["machin"]);
  assertEquals(code, 2);
  assertEquals(stdout, "");
  assertEquals(
    stderr,
    'spalloc: There is no command "machin". Did you mean "machine"?\nTry "spalloc --help".\n',
  );
});

programTest("a word that is no command reaches no server", async (program) => {
  const env = { SPALLOC_HOSTNAME: "127.0.0.1", SPALLOC_PORT: "1", SPALLOC_OWNER: "me" };
  const { code, stderr } = await run(program, ["kubernetes\x1b[2J", "5"], { env });
  assertEquals(code, 2);
  assertEquals(
    stderr,
    'spalloc: There is no command "kubernetes\\x1b[2J". To run a program on the boards, ' +
      "put -- before it:\n  spalloc -- 'kubernetes\\x1b[2J' 5\n",
  );
});

programTest("a mistake without a command's name leads to the help of alloc", async (program) => {
  const { stderr } = await run(program, ["--max-wiat", "5"]);
  assertEquals(stderr.split("\n").at(-2), 'Try "spalloc alloc --help".');
});

programTest("a value that is none of a few words is refused with those", async (program) => {
  const { stderr } = await run(program, ["completions", "tcsh"]);
  assertEquals(stderr.split("\n")[0], 'spalloc: shell takes one of bash, zsh, fish, not "tcsh"');
});
