import { assertEquals, assertRejects } from "@std/assert";
import { parseArguments } from "../../commands/arguments.ts";
import type { Parsed } from "../../commands/context.ts";
import type { Description, OptionLine } from "../../commands/description.ts";
import { UsageError } from "../../commands/errors.ts";

function command(...more: OptionLine[]): Description {
  return {
    about: "What is tested.",
    usage: "",
    argument: "[what...:integer]",
    options: {
      "Options": [
        ["-h, --help", "Help."],
        ["-V, --version", "Version."],
        ["-q, --quiet", "Quiet."],
        ["-D, --no-destroy", "Leave."],
        ["-P, --port <PORT:integer>", "Port."],
        ["--keepalive <SECONDS:number>", "Keepalive."],
        ["-m, --machine [NAME:string]", "Machine."],
        ["-t, --tags [TAG...:string]", "Tags."],
        ["-c, --command <COMMAND...:string>", "Command."],
        ...more,
      ],
    },
  };
}

const cases: [argv: string[], wanted: Partial<Parsed>][] = [
  [[], { options: {}, args: [], program: null }],
  [["4", "2"], { args: [4, 2] }],
  [["-qD", "3"], { options: { quiet: true, destroy: false }, args: [3] }],
  [["-P22", "--keepalive", "-1"], { options: { port: 22, keepalive: -1 } }],
  [["-P=22"], { options: { port: 22 } }],
  [["-qP22"], { options: { quiet: true, port: 22 } }],
  [["--port=22", "--port", "23"], { options: { port: 23 } }],
  [["--keep", "1.5"], { options: { keepalive: 1.5 } }],
  [["-m", "-q"], { options: { machine: true, quiet: true } }],
  [["--machine", "", "3"], { options: { machine: true }, args: [3] }],
  [["-m", "frame-4", "3"], { options: { machine: "frame-4" }, args: [3] }],
  [["3", "-t", "a", "b", "-q"], { options: { tags: ["a", "b"], quiet: true }, args: [3] }],
  [["3", "-c", "echo {}"], { args: [3], program: { words: ["echo {}"], isShellLine: true } }],
  [["-c", "a", "-q", "--", "-c"], {
    options: {},
    program: { words: ["a", "-q", "--", "-c"], isShellLine: false },
  }],
  [["-ctrue"], { program: { words: ["true"], isShellLine: true } }],
  [["5", "--", "prog", "--quiet"], {
    args: [5],
    options: {},
    program: { words: ["prog", "--quiet"], isShellLine: false },
  }],
];
for (const [argv, wanted] of cases) {
  Deno.test(`parseArguments() understands: ${argv.join(" ") || "(nothing)"}`, async () => {
    const { options: { destroy, ...rest }, args, program } = await parse(argv);
    const options = destroy === true ? rest : { ...rest, destroy };
    const all: Partial<Parsed> = { options, args: args.flat(), program };
    for (const key of Object.keys(wanted) as (keyof Parsed)[]) assertEquals(all[key], wanted[key]);
  });
}

/** `--no-destroy` makes `destroy` true unless it is given. */
function parse(argv: string[]): ReturnType<typeof parseArguments> {
  return parseArguments(command(), argv);
}

Deno.test("parseArguments() lets the last of an option and its opposite count", async () => {
  const torus = command(["-w, --torus", "Torus."], ["-W, --no-torus", "No torus."]);
  assertEquals((await parseArguments(torus, ["-w", "-W"])).options.torus, false);
  assertEquals((await parseArguments(torus, ["-W", "-w"])).options.torus, true);
  assertEquals((await parseArguments(torus, [])).options.torus, undefined);
});

const mistakes: [argv: string[], message: string][] = [
  [["--nonsense"], "--nonsense"],
  [["--prt", "1"], '"--port"'],
  [["-x"], "-x"],
  [["--port"], "needs a value"],
  [["--port", "-q"], "needs a value"],
  [["--port", "x"], "integer"],
  [["--quiet=yes"], "takes no value"],
  [["--k", "1", "--p", "1", "--"], "-- needs a command"],
  [["-c"], "-c needs a command"],
  [["--port="], "not empty"],
  [["-1"], "must not be negative"],
  [["four"], "four"],
];
for (const [argv, message] of mistakes) {
  Deno.test(`parseArguments() refuses: ${argv.join(" ")}`, async () => {
    await assertRejects(() => parseArguments(command(), argv), UsageError, message);
  });
}

Deno.test("parseArguments() asks which option an abbreviation stands for", async () => {
  const two = command(["--portion <N:integer>", "Another."]);
  await assertRejects(() => parseArguments(two, ["--por", "1"]), UsageError, "could be any of");
  assertEquals((await parseArguments(two, ["--port", "1"])).options.port, 1);
});

Deno.test("parseArguments() tells that help or the version is wanted, wherever it is asked for", async () => {
  assertEquals((await parseArguments(command(), ["3", "--help", "--port", "x"])).wants, "help");
  assertEquals((await parseArguments(command(), ["-qV"])).wants, "version");
  assertEquals((await parseArguments(command(), ["-c", "x", "--help"])).wants, "run");
});
