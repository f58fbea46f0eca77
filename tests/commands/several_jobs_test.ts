import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { CommandError, Interrupted, type Step, UsageError } from "../../commands/errors.ts";
import { jobCommand as job } from "../../commands/job.ts";
import type { Simulator } from "../../lib/simulator/mod.ts";
import { restartCold } from "../lib_test_kit/manners.ts";
import { contextFor, type Look, runIn, runOn } from "./fake_context.ts";
import { createOn, serverWith } from "./servers.ts";

const ME = { SPALLOC_OWNER: "me" };

/** A terminal at which something is typed. */
function typed(text: string): Look {
  return { typed: { text, isTerminal: true } };
}

/** Standard input that is a pipe. */
function piped(text: string): Look {
  return { typed: { text } };
}

/** The error that ends a command, and the output before it. */
interface Failure {
  exitCode: number;
  message: string;
  steps: readonly Step[];
  stderr: string;
  stdout: string;
}

/** Returns the error that ends a command, and its output before. */
async function failureOf(
  server: Simulator,
  argv: string[],
  { env = ME, ...look }: Look & { env?: Record<string, string> } = {},
): Promise<Failure> {
  const context = contextFor(server, { env, ...look });
  const error = await assertRejects(() => runIn(context, job, argv));
  const exitCode = error instanceof CommandError
    ? error.exitCode
    : error instanceof UsageError
    ? 2
    : 1;
  const { message } = error as Error;
  const steps = error instanceof CommandError || error instanceof UsageError ? error.steps : [];
  return { exitCode, message, steps, stderr: context.err.text, stdout: context.out.text };
}

function living(server: Simulator): number[] {
  return server.jobs.map(({ id }) => id);
}

Deno.test("job destroys several jobs over one connection, and tells each", async () => {
  const dialled = new Set<number>();
  await using server = await serverWith([{}, { owner: "you" }, {}, {}], {
    onCommand: ({ connection }) => dialled.add(connection),
  });
  dialled.clear();
  const { code, stdout, stderr } = await runOn(
    server,
    job,
    ["1", "2", "4", "--destroy", "Why"],
    ME,
  );
  assertEquals([code, stdout], [0, ""]);
  assertEquals(stderr, "Job 1 of me destroyed.\nJob 2 of you destroyed.\nJob 4 of me destroyed.\n");
  assertEquals([...server.destroyedJobs], [[1, "Why"], [2, "Why"], [4, "Why"]]);
  assertEquals(living(server), [3]);
  assertEquals(dialled.size, 1);
});

Deno.test("job does all that can be done, and exits with the code of the worst", async () => {
  await using server = await serverWith([{}, {}, {}]);
  server.destroyJob(1, "enough");
  const { exitCode, message, stderr } = await failureOf(server, ["99", "1", "2", "98", "3", "-D"]);
  assertEquals(
    stderr,
    "spalloc: Job 99 is not known to the server\n" +
      "Job 1 was already destroyed: enough.\n" +
      "Job 2 of me destroyed.\n" +
      "spalloc: Job 98 is not known to the server\n" +
      "Job 3 of me destroyed.\n",
  );
  assertEquals([exitCode, message], [3, "Could not destroy 2 of 5 jobs: 99, 98"]);
  assertEquals(living(server), []);
});

Deno.test("job powers several jobs at once, but for those that have no boards", async () => {
  await using server = await serverWith([{}, {}, { what: [4, 2] }], { powerDelay: 0.05 });
  const { stderr } = await runOn(server, job, ["1", "2", "--power-off"], ME);
  assertEquals(stderr, "Job 1 of me powered off.\nJob 2 of me powered off.\n");
  const failure = await failureOf(server, ["3", "1", "99", "2", "--reset"]);
  assertEquals([failure.exitCode, failure.message], [8, "Could not reset 2 of 4 jobs: 3, 99"]);
  assertStringIncludes(failure.stderr, "spalloc: Cannot power on job 3 in state queued\n");
  assertStringIncludes(failure.stderr, "spalloc: Job 99 is not known to the server\n");
  assertStringIncludes(failure.stderr, "Job 1 of me reset.\nJob 2 of me reset.\n");
  assertEquals(server.jobs.map(({ power }) => power), [true, true, null]);
});

Deno.test("job reads ids from standard input where the id is -", async () => {
  await using server = await serverWith([{}, {}, {}, {}]);
  const { code, stderr } = await runOn(server, job, ["4", "-", "-D"], ME, piped("1\n3\n1\n"));
  assertEquals(code, 0);
  assertEquals(stderr, "Job 4 of me destroyed.\nJob 1 of me destroyed.\nJob 3 of me destroyed.\n");
  assertEquals(living(server), [2]);
});

Deno.test("job does nothing where standard input names no job", async () => {
  await using server = await serverWith([{}]);
  for (const action of ["-D", "--reset", "--json"]) {
    const { code, stdout, stderr } = await runOn(server, job, ["-", action], ME, piped("\n"));
    const said = "Standard input has no job ids: nothing to do.\n";
    assertEquals([code, stdout, stderr], [0, "", said]);
  }
  assertEquals(living(server), [1]);
});

Deno.test("job refuses what is no id before anything is done", async () => {
  await using server = await serverWith([{}, {}]);
  const refused: [argv: string[], message: string, look?: Look][] = [
    [
      ["1", "done", "--destroy"],
      'JOB_ID: cannot use "done" as the id of a job; a reason goes right after --destroy: ' +
      '--destroy "done"',
    ],
    [["1", "done"], 'JOB_ID: cannot use "done" as the id of a job'],
    [["1", "", "--destroy"], "JOB_ID is empty"],
    [["", "--destroy"], "JOB_ID is empty"],
    [["1", "2.5", "-D"], 'JOB_ID: cannot use "2.5" as the id of a job'],
    [["1", "99999999999999999999", "-D"], "JOB_ID: cannot use"],
    [["1", "2", "--destroy", "3"], 'Cannot destroy a job for the reason "3"'],
    [["1", "--all", "-D"], "Give only one of --all and JOB_ID"],
    [
      ["-", "-D"],
      'Standard input: cannot use "ID" as the id of a job; spalloc ps --ids prints ids alone',
      piped("ID State\n 1 ready\n"),
    ],
    [["1", "2", "--watch"], "Cannot watch several jobs: name one"],
    [["1", "2", "--svg", "-"], "Cannot draw several jobs: name one"],
    [["1", "2", "-e"], "Cannot list the addresses of several jobs as CSV"],
  ];
  for (const [argv, message, look] of refused) {
    const failure = await failureOf(server, argv, look);
    assertEquals([failure.exitCode, failure.stdout, failure.stderr], [2, "", ""]);
    assertStringIncludes(failure.message, message);
  }
  assertEquals(living(server), [1, 2]);
});

Deno.test("job takes a word with several ids, and words behind --, for what they are", async () => {
  await using server = await serverWith([{}, {}, {}, {}]);
  await runOn(server, job, ["1\n2", "-D"], ME);
  await runOn(server, job, ["-D", "--", "3"], ME);
  assertEquals(living(server), [4]);
});

Deno.test("job changes no job that was not named where nobody can be asked", async () => {
  await using server = await serverWith([{}]);
  for (const argv of [["-D", "done"], ["--destroy"], ["--reset"], ["-p"], ["--power-off"]]) {
    const { exitCode, message, steps } = await failureOf(server, argv);
    assertEquals(exitCode, 2);
    assertEquals(message, "You named no job. The only job of me is job 1");
    const [[purpose, command] = ["", ""]] = steps;
    assert(/^To .* it( on| off)?$/.test(purpose), purpose);
    assert(/^spalloc 1 --[a-z-]+$/.test(command), command);
  }
  assertEquals(server.jobs.map(({ state, power }) => [state, power]), [["ready", true]]);
  const { stderr } = await runOn(server, job, ["-D", "done", "--yes"], ME);
  assertEquals(stderr, "Job 1 of me destroyed.\n");
  assertEquals([...server.destroyedJobs], [[1, "done"]]);
});

Deno.test("job asks on a terminal whether the only job is meant", async () => {
  await using server = await serverWith([{}, { owner: "you" }]);
  const question = "Job 1 is the only job of me. Destroy it? [y/N] ";
  for (const answer of ["\n", "n\n", "2\n", "", "yesno\n"]) {
    const { exitCode, message, stderr } = await failureOf(server, ["-D"], typed(answer));
    assertEquals([exitCode, message], [1, "Nothing was changed"]);
    assertEquals(stderr, answer === "" ? `${question}\n` : question);
  }
  assertEquals(living(server), [1, 2]);
  const { stderr } = await runOn(server, job, ["-D"], ME, typed("1\n"));
  assertEquals(stderr, `${question}Job 1 of me destroyed.\n`);
});

Deno.test("job never changes the only job of somebody else unless it is named", async () => {
  await using server = await serverWith([{ owner: "bob" }]);
  for (const look of [{}, typed("y\n"), piped("y\n")]) {
    const failure = await failureOf(server, ["-o", "bob", "-D", "--yes"], look);
    assertEquals(failure.exitCode, 2);
    assertEquals(
      failure.message,
      "You named no job. The only job of bob is job 1, which is not yours",
    );
    assertEquals(failure.steps, [["To destroy it", "spalloc 1 --destroy"]]);
  }
  assertEquals(living(server), [1]);
  // Where no owner is set, whoever gives one says who they are.
  assertEquals((await runOn(server, job, ["-o", "bob", "-D", "--yes"])).code, 0);
});

Deno.test("job asks on a terminal before it changes jobs of others", async () => {
  await using server = await serverWith([{}, { owner: "bob" }, { owner: "bob" }, { owner: "eve" }]);
  const one = "Job 2 of bob is not yours. Power it off? [y/N] ";
  assertEquals((await failureOf(server, ["2", "--power-off"], typed("no\n"))).stderr, one);
  const several = "These jobs are not yours: 2, 3 of bob; 4 of eve. Destroy all 4 jobs? [y/N] ";
  const argv = ["1", "2", "3", "4", "-D"];
  assertEquals((await failureOf(server, argv, typed("\n"))).stderr, several);
  assertEquals(living(server), [1, 2, 3, 4]);
  const { stderr } = await runOn(server, job, ["1", "-D"], ME, typed("n\n"));
  assertEquals(stderr, "Job 1 of me destroyed.\n");
  await runOn(server, job, ["2", "-D"], ME, typed("YES\n"));
  await runOn(server, job, ["3", "-D", "-y"], ME, typed("n\n"));
  await runOn(server, job, ["4", "-D"], ME);
  assertEquals(living(server), []);
});

Deno.test("job asks before all others where nobody said who calls", async () => {
  await using server = await serverWith([{}]);
  const { stderr } = await failureOf(server, ["1", "-D"], { env: {}, ...typed("n\n") });
  assertEquals(stderr, "Job 1 of me is not yours. Destroy it? [y/N] ");
});

Deno.test("job --all is every job of the owner, and may be none", async () => {
  await using server = await serverWith([{}, { owner: "bob" }, {}, { owner: "bob" }]);
  const { stderr } = await runOn(server, job, ["--owner", "bob", "--destroy", "--all"], ME);
  assertEquals(stderr, "Job 2 of bob destroyed.\nJob 4 of bob destroyed.\n");
  assertEquals([...server.destroyedJobs.values()], ["Destroyed by bob", "Destroyed by bob"]);
  assertEquals(living(server), [1, 3]);
  const none = await runOn(server, job, ["--owner", "bob", "--destroy", "--all"], ME);
  assertEquals([none.code, none.stderr], [
    0,
    "Owner bob has no live jobs: nothing to do.\n",
  ]);
  await runOn(server, job, ["--all", "-D"], ME);
  assertEquals(living(server), []);
});

Deno.test("job shows several jobs, as JSON a line each", async () => {
  await using server = await serverWith([{}, { what: [4, 2] }]);
  const { stdout } = await runOn(server, job, ["1", "2", "99"], ME);
  assertEquals(stdout.match(/^ *Job ID: \d+$/gm)?.map((line) => line.trim()), [
    "Job ID: 1",
    "Job ID: 2",
    "Job ID: 99",
  ]);
  assertEquals(stdout.split("\n\n").length, 3);
  const json = await runOn(server, job, ["--all", "--json"], ME);
  const lines = json.stdout.trimEnd().split("\n").map((line) => JSON.parse(line));
  assertEquals(lines.map(({ job_id, state, queue_place }) => [job_id, state, queue_place]), [
    [1, "ready", null],
    [2, "queued", 1],
  ]);
  const one = JSON.parse((await runOn(server, job, ["1", "--json"], ME)).stdout);
  assertEquals(Object.keys(lines[0]), Object.keys(one));
});

Deno.test("job lists the addresses of several jobs as JSON, but for those without", async () => {
  await using server = await serverWith([{}, { what: [4, 2] }, {}]);
  const failure = await failureOf(server, ["1", "2", "3", "99", "-e", "--json"]);
  assertEquals([failure.exitCode, failure.message], [9, "Job 99 is not known to the server"]);
  assertEquals(failure.stderr, "spalloc: Job 2 has no boards: it is queued\n");
  const ids = failure.stdout.trimEnd().split("\n").map((line) => JSON.parse(line).job_id);
  assertEquals(ids, [1, 3]);
});

Deno.test("job --destroy --json shows what became of each job", async () => {
  await using server = await serverWith([{}, {}]);
  const { stdout, stderr } = await runOn(server, job, ["1", "2", "-D", "x", "--json"], ME);
  const lines = stdout.trimEnd().split("\n").map((line) => JSON.parse(line));
  assertEquals(lines.map(({ job_id, state, reason }) => [job_id, state, reason]), [
    [1, "destroyed", "x"],
    [2, "destroyed", "x"],
  ]);
  assertEquals(stderr, "Job 1 of me destroyed.\nJob 2 of me destroyed.\n");
});

Deno.test("job tells what was done and what was not when it is interrupted", async () => {
  let destroyed = 0;
  await using server = await serverWith([{}, {}, {}], {
    onCommand({ name }) {
      if (name === "destroy_job" && ++destroyed === 2) context.interrupt();
    },
  });
  const context = contextFor(server, { env: ME });
  await assertRejects(() => runIn(context, job, ["1", "2", "3", "-D"]), Interrupted);
  assertEquals(
    context.err.text,
    "Job 1 of me destroyed.\nNot confirmed as destroyed: jobs 2, 3.\n",
  );
  assert(living(server).includes(3));
});

Deno.test("job leaves a question that is interrupted with nothing done", async () => {
  await using server = await serverWith([{ owner: "bob" }]);
  const context = contextFor(server, {
    env: ME,
    typed: { text: "", isTerminal: true, isOpen: true },
  });
  const ended = runIn(context, job, ["1", "-D"]);
  await context.err.until("[y/N] ");
  context.interrupt();
  await assertRejects(() => ended, Interrupted);
  assertEquals(living(server), [1]);
});

Deno.test("job tells what was done when the connection breaks, and dials no other server", async () => {
  let destroyed = 0;
  await using server = await serverWith([{}, {}, {}], {
    onCommand({ name }) {
      if (name === "destroy_job" && ++destroyed === 2) server.dropConnections();
    },
  });
  const failure = await failureOf(server, ["1", "2", "3", "-D"]);
  assertEquals(failure.exitCode, 1);
  assertEquals(failure.stderr, "Job 1 of me destroyed.\nNot confirmed as destroyed: jobs 2, 3.\n");
  assert(living(server).includes(3));
});

Deno.test("job does not power a job that took the id of the one that was meant", async () => {
  let isArmed = false;
  let idOfBob = Promise.resolve(0);
  await using server = await serverWith([{}], {
    onCommand({ name }) {
      if (!isArmed || name !== "get_job_state") return;
      isArmed = false;
      idOfBob = restartCold(server).then(() => createOn(server, { owner: "bob" }));
    },
  });
  isArmed = true;
  const failure = await failureOf(server, ["1", "--power-off"]);
  assertEquals([failure.exitCode, failure.message], [8, "Job 1 is not known to the server"]);
  assertEquals(await idOfBob, 1);
  assertEquals(server.jobs.filter(({ power }) => power === false), []);
});

Deno.test("job changes the jobs of a Java server that may be changed, and no others", async () => {
  await using server = await serverWith([], { manners: "java" });
  const hidden = server.addHiddenJob([1, 1], { machine: "m" });
  const mine = await createOn(server, { what: [1, 1], machine: "m", keepalive: 60 });
  const queued = await createOn(server, { what: [4, 2], machine: "m", keepalive: 60 });
  const ids = [hidden, queued, 99, mine].map(String);
  const powering = await failureOf(server, [...ids, "--power-off"]);
  assertEquals([powering.exitCode, powering.message], [
    8,
    `Could not power off 3 of 4 jobs: ${hidden}, ${queued}, 99`,
  ]);
  assertStringIncludes(powering.stderr, `Job ${mine} of me powered off.\n`);
  assertStringIncludes(powering.stderr, `Cannot power off job ${queued} in state queued\n`);
  const destroying = await failureOf(server, [...ids, "-D"]);
  assertEquals([destroying.exitCode, destroying.message], [
    3,
    `Could not destroy 2 of 4 jobs: ${hidden}, 99`,
  ]);
  assertStringIncludes(
    destroying.stderr,
    `Job ${hidden} was created through another interface of the server, which alone can destroy it\n`,
  );
  assertEquals(living(server), [hidden]);
});
