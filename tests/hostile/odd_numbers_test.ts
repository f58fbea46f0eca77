// Permissions: all, because it writes files.
import { assert } from "@std/assert";
import { CommandError } from "../../commands/errors.ts";
import { jobCommand as job } from "../../commands/job.ts";
import { machineCommand as machine } from "../../commands/machine.ts";
import { psCommand as ps } from "../../commands/ps.ts";
import { whereIsCommand as whereIs } from "../../commands/where_is.ts";
import { SpallocError } from "../../lib/errors.ts";
import { type BuildCommand, runOn } from "../commands/fake_context.ts";
import {
  type Answers,
  boardsWith,
  jobWith,
  machineWith,
  placeOn,
  ScriptedServer,
  stateWith,
} from "./scripted_server.ts";

const NUMBERS = [-1, 0.5, 1e9, 2 ** 53 - 1, 1e300];
const OTHERS = [null, "x\x1b[2J", [], {}, [[1, 2]]];
const LISTS = NUMBERS.slice(0, 3).map((number) => [[number, number, 0], [0, 0, 0]]);
/** Replacements of a number, a text or a list. */
const ODD: readonly unknown[] = [...NUMBERS, ...OTHERS, ...LISTS];

type CommandLine = readonly [BuildCommand, ...string[]];

const JOB = ["--json", "-e"].map((option): CommandLine => [job, "1", option]);
const MACHINE = ["-d", "--json"].map((option): CommandLine => [machine, "m", option]);
const JOB_SVG: CommandLine = [job, "1", "--svg", "-"];
const MACHINE_SVG: CommandLine = [machine, "m", "--svg", "-"];
const WHERE_IS: CommandLine = [whereIs, "-j", "1", "0", "0"];

/** Answers of a server, and the command lines that they matter to. */
const ANSWERS: Record<string, { usual: Record<string, unknown>; asked: CommandLine[] }> = {
  list_jobs: {
    usual: jobWith("m"),
    asked: [[ps], [ps, "--json"], [job, "1"], JOB_SVG, [machine], [machine, "m"], ...MACHINE],
  },
  list_machines: {
    usual: machineWith("m"),
    asked: [[machine], [machine, "m"], ...MACHINE, MACHINE_SVG],
  },
  get_job_machine_info: {
    usual: boardsWith("m"),
    asked: [[job, "1"], ...JOB],
  },
  get_job_state: { usual: stateWith("m"), asked: [[job, "2"], [job, "2", "--json"]] },
  where_is: {
    usual: placeOn("m"),
    asked: [WHERE_IS, [...WHERE_IS, "--json"], [...WHERE_IS, "--svg", "-"]],
  },
};

/** Returns the answer to a command, which may be a list. */
function answer(command: string, value: unknown): unknown {
  return command.startsWith("list_") ? [value] : value;
}

const USUAL: Answers = Object.fromEntries(
  Object.entries(ANSWERS).map(([command, { usual }]) => [command, answer(command, usual)]),
);

/** Usual answers but for one value. */
function* oddAnswers(command: string, odd: unknown): Generator<Answers> {
  yield { ...USUAL, [command]: odd };
  const usual = ANSWERS[command]?.usual ?? {};
  for (const key of Object.keys(usual)) {
    yield { ...USUAL, [command]: answer(command, { ...usual, [key]: odd }) };
  }
}

Deno.test("odd values in any field of an answer are shown or refused, and soon", async () => {
  await using server = new ScriptedServer();
  const env = { TMPDIR: await Deno.makeTempDir(), SPALLOC_OWNER: "m" };
  let runs = 0;
  for (const [command, { asked }] of Object.entries(ANSWERS)) {
    for (const answers of ODD.flatMap((odd) => [...oddAnswers(command, odd)])) {
      server.answers = answers;
      for (const [module, ...argv] of asked) {
        runs++;
        const before = performance.now();
        try {
          await runOn(server, module, argv, env);
        } catch (error) {
          const isExpected = error instanceof SpallocError || error instanceof CommandError;
          if (!isExpected) throw error;
        }
        const seconds = (performance.now() - before) / 1000;
        assert(seconds < 10, `${argv}: ${seconds} s for ${JSON.stringify(answers)}`);
      }
    }
  }
  await Deno.remove(env.TMPDIR, { recursive: true });
  console.log(`${runs} runs with odd values`);
});
