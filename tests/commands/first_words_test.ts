// Permissions: all, because it starts programs.
import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import { allocCommand as alloc } from "../../commands/alloc.ts";
import { behindOptions } from "../../commands/behind_options.ts";
import { UsageError } from "../../commands/errors.ts";
import { generalHelp } from "../../commands/help/general_help.ts";
import { INSTEAD, insteadOf } from "../../commands/instead.ts";
import { shellLine } from "../../commands/shell_words.ts";
import { unknownCommand } from "../../commands/unknown_command.ts";
import { type Called, isCommand, whichCommand } from "../../commands/which_command.ts";
import { leadTo, programTest, run } from "../end_to_end/program.ts";
import { startServer } from "../lib_test_kit/manners.ts";
import { FakeContext, runIn } from "./fake_context.ts";

/** Returns the command that a line calls. */
function called(...argv: string[]): Called {
  return behindOptions(whichCommand("spalloc", argv), new FakeContext());
}

Deno.test("options that all commands have may come before the command", () => {
  const lines: [string[], string, string[]][] = [
    [["-P", "22300", "ps"], "ps", ["-P", "22300"]],
    [["-P22300", "ps", "--me"], "ps", ["-P22300", "--me"]],
    [["-H", "localhost", "--port=1", "job", "7"], "job", ["-H", "localhost", "--port=1", "7"]],
    [["--debug", "--no-color", "machine", "m"], "machine", ["--debug", "--no-color", "m"]],
    [["--timeout", "5s", "where-is", "-c"], "where-is", ["--timeout", "5s", "-c"]],
    [["--ignore_version", "True", "ps"], "ps", ["--ignore_version", "True"]],
    [["--ignore_version", "ps"], "ps", ["--ignore_version"]],
    [["--host", "a", "alloc", "3"], "alloc", ["--host", "a", "3"]],
    [["-P", "1", "simulate"], "simulate", ["-P", "1"]],
    [["-P", "1", "machin", "x"], "unknown", ["machin", "x"]],
    [["--no-color", "help", "json"], "help", ["json"]],
    [["--no-color", "help", "ps"], "ps", ["--no-color", "--help"]],
  ];
  for (const [argv, command, left] of lines) {
    const found = called(...argv);
    assertEquals([found.command, found.argv], [command, left], `${argv}`);
    if (isCommand(command)) assertEquals(found.name, `spalloc ${command}`);
  }
});

Deno.test("values that look like commands stay values, and all that works today stays alloc's", () => {
  const lines = [
    ["-m", "ps"],
    ["--machine", "ps", "-P", "1"],
    ["-P", "1", "-m", "ps"],
    ["-H", "ps"],
    ["--hostname", "job", "3"],
    ["-P", "1", "3"],
    ["--debug", "-c", "ps"],
    ["--debug", "--", "ps"],
    ["-q", "3"],
    ["--owner", "job"],
    ["-t", "ps", "job"],
    ["--no-color"],
    ["--ignore_version", "3"],
  ];
  for (const argv of lines) {
    assertEquals(called(...argv), { command: "alloc", name: "spalloc", argv });
  }
  const link = whichCommand("spalloc-ps", ["-P", "1", "job"]);
  assertEquals(behindOptions(link, new FakeContext()), link);
});

Deno.test("what other schedulers call it is answered with what does it here", () => {
  const lines: Record<string, string> = {
    cancel: "To destroy a job: spalloc job ID --destroy",
    kill: "To destroy a job: spalloc job ID --destroy",
    release: "To destroy a job: spalloc job ID --destroy",
    "scancel 7": "To destroy a job: spalloc job 7 --destroy",
    "cancel 7 8": "To destroy a job: spalloc job 7 8 --destroy",
    "attach 7 8": "To resume a job: spalloc --resume ID",
    list: "To list the jobs: spalloc ps",
    queue: "To list the jobs: spalloc ps",
    squeue: "To list the jobs: spalloc ps",
    "status 3": "To show a job: spalloc job 3",
    htop: "To watch jobs and machines: spalloc top",
    salloc: "To run a program on 3 boards: spalloc 3 -- PROGRAM",
    sinfo: "To list the machines: spalloc machine",
  };
  for (const [line, said] of Object.entries(lines)) {
    const argv = line.split(" ");
    const error = unknownCommand({ argv });
    assertEquals(error.message, `There is no command "${argv[0]}". ${said}`);
  }
  assertThrows(() => generalHelp(["cancel"], new FakeContext()), UsageError, lines.cancel);
  // One that has become a command is that.
  for (const word of Object.keys(INSTEAD)) assert(!isCommand(word), word);
  assertEquals(insteadOf("toString", []), null);
});

Deno.test("a program in the place of a command is refused with the line to type", () => {
  const lines: [string[], string][] = [
    [["python3", "x.py"], "spalloc -- python3 x.py"],
    [["-P", "22300", "python3", "x.py", "-P"], "spalloc -P 22300 -- python3 x.py -P"],
  ];
  for (const [argv, line] of lines) {
    const { message, steps } = unknownCommand(called(...argv));
    assertEquals(message, 'There is no command "python3"');
    assertEquals(steps, [["To run a program on the boards, put -- before it", line]]);
  }
});

Deno.test("a program in the place of numbers of boards is refused with the line to type", async () => {
  const lines: [string[], string, string][] = [
    [["3", "python3", "my_app.py", "{}"], "python3", "spalloc 3 -- python3 my_app.py {}"],
    [["3", "-q", "./run.sh", "-t", "x"], "./run.sh", "spalloc 3 -q -- ./run.sh -t x"],
    [["3", "python3", "a.py", "--epochs", "5"], "python3", "spalloc 3 -- python3 a.py --epochs 5"],
    [["3", "bash", "-c", "echo a b"], "bash", "spalloc 3 -- bash -c 'echo a b'"],
    [["--resume", "7", "bash"], "bash", "spalloc --resume 7 -- bash"],
    [["/bin/true"], "/bin/true", "spalloc -- /bin/true"],
    [["--owner", "me", "x"], "x", "spalloc --owner me -- x"],
  ];
  for (const [argv, word, line] of lines) {
    const running = runIn(new FakeContext(), alloc, argv);
    const error = await assertRejects(() => running, UsageError);
    assertEquals(error.message, `Cannot allocate "${word}": not a number of boards`);
    assertEquals(error.steps, [["To run a program on the boards, put -- before it", line]]);
  }
  const [running, numbers, unknown] = [["3", "-q", "ps", "--me"], ["2.5"], ["--foo", "bash"]]
    .map((argv) => runIn(new FakeContext(), alloc, argv));
  const { steps } = await assertRejects(() => running!, UsageError);
  assertEquals(steps, [["A command comes first", "spalloc ps --me"]]);
  await assertRejects(() => numbers!, UsageError, "expected whole numbers");
  await assertRejects(() => unknown!, UsageError, 'Unknown option "--foo"');
});

Deno.test("a line to type is one that a shell takes as it was typed", () => {
  assertEquals(
    shellLine(["a", "b c", "", "it's", "{}", "$X", "--a=b"]),
    `a 'b c' '' 'it'\\''s' ` +
      "{} '$X' --a=b",
  );
});

programTest("the first thing people type works or is answered", async (program) => {
  await using server = await startServer({ machines: ["demo:1x1"] });
  const { hostname, port } = server;
  const before = ["-H", hostname, "-P", String(port), "--ignore_version", "True"];
  const listed = await run(program, [...before, "machine", "--json"]);
  assertEquals([listed.code, JSON.parse(listed.stdout).machines[0].name], [0, "demo"]);
  const python = await run(program, ["python3", "my app.py", "{}"]);
  assertEquals(python, {
    code: 2,
    stdout: "",
    stderr:
      'spalloc: There is no command "python3". To run a program on the boards, put -- before it:\n' +
      "  spalloc -- python3 'my app.py' {}\n",
  });
  const three = await run(program, ["3", "python3", "x.py"], { env: leadTo(server) });
  assertEquals([three.code, three.stderr.split("\n")[1]], [2, "  spalloc 3 -- python3 x.py"]);
  const missing = await run(program, ["--", "no-such-program"], { env: leadTo(server) });
  assertEquals([missing.code, server.jobs], [127, []]);
  const lost = await run(program, ["ps"]);
  assertEquals(
    lost.stderr,
    "spalloc: The hostname of the spalloc server is not known. Give --hostname " +
      "spalloc.example.org, or set it for good:\n" +
      "  spalloc config hostname=spalloc.example.org\n" +
      "To try spalloc without a server:\n  spalloc simulate\n",
  );
});
