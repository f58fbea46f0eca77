import { Command } from "@cliffy/command";
import { assertEquals, assertRejects } from "@std/assert";
import { forCliffy } from "../../commands/argparse.ts";
import { UsageError } from "../../commands/errors.ts";
import { parseAndRun } from "../../commands/run_command.ts";
import { RestType, TextType, truth } from "../../commands/types/text.ts";

/** Result of parsing: options and arguments of a command. */
interface Understood {
  options: Record<string, unknown>;
  args: unknown[];
  literal: string[];
}

/** The command that is tested, with more options; it keeps what it gets. */
function command(...more: string[]): { command: Command; got: Understood[] } {
  const got: Understood[] = [];
  const command = new Command()
    .helpOption(false).versionOption(false)
    .type("text", new TextType()).type("rest", new RestType()).type("truth", truth)
    .arguments("[what...:integer]")
    .option("-h, --help", "Help.", { standalone: true, action: () => {} })
    .option("-V, --version", "Version.", { standalone: true, action: () => {} })
    .option("-q, --quiet", "Quiet.")
    .option("-D, --no-destroy", "Leave.")
    .option("-P, --port <PORT:integer>", "Port.")
    .option("--keepalive <SECONDS:number>", "Keepalive.")
    .option("-m, --machine [NAME:text]", "Machine.")
    .option("-t, --tags [TAG...:text]", "Tags.")
    .option("--avoid <PLACE:text>", "Avoid.", { collect: true })
    .option("-c, --command <COMMAND:rest>", "Command.")
    .option("--ignore_version [TRUE_OR_FALSE:truth]", "Ignore.", { hidden: true })
    .action(function ({ destroy, ...options }, ...args) {
      // What can only be switched off is on.
      got.push({
        options: destroy ? options : { ...options, destroy },
        args,
        literal: this.getLiteralArgs(),
      });
    });
  for (const flags of more) command.option(flags, "Another.");
  return { command: command as unknown as Command, got };
}

async function understood(argv: string[], ...more: string[]): Promise<Understood> {
  const { command: built, got } = command(...more);
  await parseAndRun(built, argv);
  return got[0]!;
}

const cases: [argv: string[], wanted: Partial<Understood>][] = [
  [[], { options: {}, args: [], literal: [] }],
  [["4", "2"], { args: [4, 2] }],
  [["-qD", "3"], { options: { quiet: true, destroy: false }, args: [3] }],
  [["-P22", "--keepalive", "-1"], { options: { port: 22, keepalive: -1 } }],
  [["-P=22"], { options: { port: 22 } }],
  [["-qP22"], { options: { quiet: true, port: 22 } }],
  [["--port=22", "--port", "23"], { options: { port: 23 } }],
  [["--avoid=a", "-q", "--avoid", "b"], { options: { avoid: ["a", "b"], quiet: true } }],
  [["--keep", "1.5"], { options: { keepalive: 1.5 } }],
  [["--keepalive", "1e3"], { options: { keepalive: 1000 } }],
  [["-m", "-q"], { options: { machine: true, quiet: true } }],
  [["--machine", "", "3"], { options: { machine: true }, args: [3] }],
  [["-m", "frame-4", "3"], { options: { machine: "frame-4" }, args: [3] }],
  // The Python client's own form of it, and the one that is only ours.
  [["--ignore_version", "True", "3"], { options: { ignore_version: true }, args: [3] }],
  [["--ignore_version", "false"], { options: { ignore_version: false } }],
  [["--ignore_version=True"], { options: { ignore_version: true } }],
  [["--ignore_version", "3"], { options: { ignore_version: true }, args: [3] }],
  // Cliffy 1.2 would take these values for options.
  [["--machine", "port"], { options: { machine: "port" } }],
  [["--machine=m", "-t", "quiet", "-1"], { options: { machine: "m", tags: ["quiet", "-1"] } }],
  [["3", "-t", "a", "b", "-q"], { options: { tags: ["a", "b"], quiet: true }, args: [3] }],
  [["-t", "", "-q"], { options: { tags: true, quiet: true } }],
  [["3", "-c", "echo {}"], { args: [3], options: { command: "echo {}" }, literal: [] }],
  [["-c", "a", "-q", "--", "-c"], { options: {}, literal: ["a", "-q", "--", "-c"] }],
  [["-ctrue"], { options: { command: "true" } }],
  [["-qc=a=b"], { options: { quiet: true, command: "a=b" } }],
  [["5", "--", "prog", "--quiet"], { args: [5], options: {}, literal: ["prog", "--quiet"] }],
];
for (const [argv, wanted] of cases) {
  Deno.test(`a command understands: ${argv.join(" ") || "(nothing)"}`, async () => {
    const all = await understood(argv);
    for (const key of Object.keys(wanted) as (keyof Understood)[]) {
      assertEquals(all[key], wanted[key]);
    }
  });
}

Deno.test("the last of an option and its opposite counts", async () => {
  const torus = ["-w, --torus", "-W, --no-torus"];
  assertEquals((await understood(["-w", "-W"], ...torus)).options.torus, false);
  assertEquals((await understood(["-W", "-w"], ...torus)).options.torus, true);
  assertEquals((await understood([], ...torus)).options.torus, undefined);
});

const mistakes: [argv: string[], message: string][] = [
  [["--nonsense"], "--nonsense"],
  [["--prt", "1"], '"--port"'],
  [["-x"], "-x"],
  [["-qx"], "-x"],
  [["--port"], 'Option "--port" needs a value: --port PORT'],
  [["--port", "-q"], "needs a value"],
  [["--port", "x"], "integer"],
  [["--quiet=yes"], "takes no value"],
  [["--k", "1", "--p", "1", "--"], "-- needs a command"],
  [["-c"], "-c needs a command"],
  [["-c", ""], "-c needs a command"],
  [["--port="], "must not be empty"],
  [["-1"], "must not be negative"],
  [["four"], "four"],
];
for (const [argv, message] of mistakes) {
  Deno.test(`a command refuses: ${argv.join(" ")}`, async () => {
    await assertRejects(() => understood(argv), UsageError, message);
  });
}

Deno.test("an abbreviation that could be several options is refused with their names", async () => {
  const portion = "--portion <N:integer>";
  await assertRejects(() => understood(["--por", "1"], portion), UsageError, "could be any of");
  assertEquals((await understood(["--port", "1"], portion)).options.port, 1);
});

Deno.test("help or the version is shown wherever it is asked for", () => {
  const { command: built } = command();
  assertEquals(forCliffy(built, ["3", "--help", "--port", "x"]), ["--help"]);
  assertEquals(forCliffy(built, ["-qV"]), ["--version"]);
  assertEquals(forCliffy(built, ["-c", "x", "--help"]), ["--", "x", "--help"]);
});

Deno.test("what follows -- are arguments of a command that runs no program", async () => {
  const got: unknown[][] = [];
  const words = new Command().helpOption(false).versionOption(false)
    .type("text", new TextType())
    .arguments("[word...:text]")
    .option("-D, --destroy [REASON:text]", "Destroy.")
    .action(({ destroy }, ...args) => void got.push([destroy, ...args]));
  const built = words as unknown as Command;
  await parseAndRun(built, ["-", "-D", "--", "21", ""]);
  await parseAndRun(built, ["1", "--"]);
  assertEquals(got, [[true, "-", "21", ""], [undefined, "1"]]);
  await assertRejects(
    () => parseAndRun(built, ["--", "--destroy"]),
    UsageError,
    'Unexpected "--destroy": it is not an argument',
  );
});
