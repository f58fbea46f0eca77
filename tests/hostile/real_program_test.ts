// Permissions: all, because it starts programs.
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { type Ended, leadTo, type Program, programTest, run } from "../end_to_end/program.ts";
import { CORPUS } from "./corpus.ts";
import { rawCharacters, shown } from "./raw_characters.ts";
import {
  type Answers,
  boardsWith,
  jobWith,
  machineWith,
  ScriptedServer,
  stateWith,
} from "./scripted_server.ts";

const TEXTS = CORPUS.map(({ text }) => text).filter((text) => text.length < 1_000);
/** All texts in one, which is quicker than a process for each. */
const ALL = TEXTS.join(" | ");

/** Runs the program on a server with these answers, and checks that its outputs are clean. */
async function runOn(
  program: Program,
  answers: Answers,
  argv: readonly string[],
): Promise<Ended & { heard: readonly string[] }> {
  await using server = new ScriptedServer(answers);
  const env = { ...leadTo(server), SPALLOC_OWNER: "me" };
  const ended = await run(program, argv, { env });
  assertEquals(rawCharacters(ended.stdout), []);
  assertEquals(rawCharacters(ended.stderr), []);
  return { ...ended, heard: server.heard };
}

programTest(
  "whatever a server says in a refusal, it is shown in one clean line",
  async (program) => {
    const { code, stderr } = await runOn(program, { list_jobs: new Error(ALL) }, ["ps"]);
    assertEquals(code, 1);
    assertEquals(stderr, `spalloc: The server refused: ${shown(ALL)}\n`);
  },
);

programTest("a version that is none is shown in one clean line", async (program) => {
  const { code, stderr } = await runOn(program, { version: ALL }, ["ps"]);
  assertEquals([code, stderr.trimEnd().split("\n").length], [2, 1]);
  assertStringIncludes(stderr, "me@example.org");
});

programTest(
  "--debug shows what a server says, and where an error comes from, cleanly",
  async (program) => {
    const { stderr } = await runOn(program, { list_jobs: new Error(ALL) }, ["ps", "--debug"]);
    assertStringIncludes(stderr, String.raw`< {"exception":"me@example.org`);
    assertStringIncludes(stderr, "ServerError: The server refused: me@example.org");
  },
);

programTest("why a job was destroyed is shown cleanly while it is waited for", async (program) => {
  const { code, stderr } = await runOn(program, { get_job_state: stateWith(ALL, 4) }, ["1"]);
  assertEquals(code, 1);
  assertStringIncludes(stderr, shown(ALL));
});

programTest("what is shown of jobs, machines and places is clean in a file", async (program) => {
  const answers = {
    list_jobs: [jobWith(ALL)],
    list_machines: [machineWith(ALL)],
    get_job_machine_info: boardsWith(ALL),
    get_job_state: stateWith(ALL),
  };
  for (const argv of [["ps"], ["job", "1"], ["machine"], ["job", "1", "--svg", "-"]]) {
    const { code, stdout } = await runOn(program, answers, argv);
    assertEquals(code, 0);
    assert(stdout.includes(argv.includes("--svg") ? "\\u202e" : shown(ALL).trim()), stdout);
  }
});

/** A host name that runs something wherever a shell would let it. */
const NASTY = "'; touch one; '\"; touch two; \"$(touch three)`touch four`\n touch five\n";

programTest("a hostile host name runs nothing, and reaches a command as text", async (program) => {
  const boards = boardsWith("m");
  const answers = {
    get_job_state: stateWith("m"),
    get_job_machine_info: { ...boards, machine_name: NASTY, connections: [[[0, 0], NASTY]] },
    list_jobs: [{ ...jobWith("m"), owner: "me" }],
  };
  const cwd = await Deno.makeTempDir();
  try {
    await using server = new ScriptedServer(answers);
    const env = { ...leadTo(server), SPALLOC_OWNER: "me" };
    const line = `printf '%s,' {} "{}" '{}' "$SPALLOC_MACHINE" && cat {ethernet_ips}`;
    const shell = await run(program, ["1", "-c", line], { cwd, env });
    const four = `${NASTY},${NASTY},${NASTY},${NASTY},`;
    assertEquals(shell.stdout.slice(0, four.length), four);
    assertEquals(shell.stdout.slice(four.length).split("\n").length, 3);
    const direct = await run(program, ["1", "--", "printf", "%s", "{}"], { cwd, env });
    assertEquals([direct.code, direct.stdout], [0, NASTY]);
    assertEquals([...Deno.readDirSync(cwd)].map(({ name }) => name), []);
  } finally {
    await Deno.remove(cwd, { recursive: true });
  }
});

programTest(
  "a host name that no environment can hold is an error, and frees the job",
  async (program) => {
    const boards = { ...boardsWith("m"), connections: [[[0, 0], "a\0b"]] };
    const answers = { get_job_state: stateWith("m"), get_job_machine_info: boards };
    const { code, stderr, heard } = await runOn(program, answers, ["1", "-c", "echo {}"]);
    assertEquals(code, 126);
    assertStringIncludes(stderr, "Cannot run");
    assert(heard.includes("destroy_job"));
  },
);
