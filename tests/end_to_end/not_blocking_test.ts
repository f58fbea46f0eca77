// Permissions: all, because it starts programs.
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { fromFileUrl } from "@std/path";
import { jobWith, ScriptedServer } from "../hostile/scripted_server.ts";
import { startServer } from "../lib_test_kit/manners.ts";
import { leadTo, type Program, Run, run } from "./program.ts";
import { python, terminalTest } from "./signals_terminal.ts";

const SCRIPT = fromFileUrl(new URL("./not_blocking.py", import.meta.url));
/** More than any pipe takes at once. */
const JOBS = 20_000;

/** A program behind the script, which runs it as its first arguments say. */
function behind(program: Program, ...how: string[]): Program {
  const args = [SCRIPT, ...how, program.path, ...program.args];
  return { name: program.name, path: python!, args };
}

/** Outputs, and seconds for which nothing is read from them: a terminal counts as stopped after 1. */
const OUTPUTS = {
  "output": ["a pipe that does not block", "1.5"],
  "terminal-output": ["a terminal that does not block", "0.5"],
  "blocking-output": ["the pipe of a slow reader", "1.5"],
} as const;

for (const [kind, [name, late]] of Object.entries(OUTPUTS)) {
  terminalTest(`nothing is lost on ${name}, and nothing comes twice`, async (program) => {
    const jobs = Array.from({ length: JOBS }, (_, index) => jobWith("a-job", index + 1));
    await using server = new ScriptedServer({ list_jobs: jobs });
    const slow = behind(program, kind, late);
    for (const args of [["ps", "--ids"], ["ps", "--json"]]) {
      const { code, stdout, stderr } = await run(slow, args, { env: leadTo(server) });
      assertEquals([code, stderr], [0, ""]);
      const shown = args[1] === "--json"
        ? JSON.parse(stdout).jobs.map((job: { job_id: number }) => job.job_id)
        : stdout.trimEnd().split(/\r?\n/).map(Number);
      assertEquals(shown.length, JOBS, args.join(" "));
      assert(shown.every((id: number, index: number) => id === index + 1), args.join(" "));
    }
  });
}

terminalTest("an input that does not block frees no boards before it says so", async (program) => {
  await using server = await startServer({ powerDelay: 0 });
  await using running = new Run(behind(program, "input"), [], { env: leadTo(server) });
  await running.hears("stdout", /Running on/);
  // Had it been taken for the end of what is typed, the boards would have been freed by now.
  const idle = await run(program, ["ps", "--ids"], { env: leadTo(server) });
  assertEquals(idle.stdout, "1\n");
  await running.type("\n");
  const { code, stderr } = await running.ended;
  assertEquals([code, server.jobs], [0, []]);
  assertStringIncludes(stderr, "Ready!");
});
