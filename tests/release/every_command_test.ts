// Permissions: all, because it starts programs.
import { assertEquals } from "@std/assert";
import { SHELLS } from "../../commands/completions.ts";
import { TOPICS } from "../../commands/help/topics.ts";
import { COMMANDS } from "../../commands/which_command.ts";
import { Simulator } from "../../lib/simulator/mod.ts";
import {
  leadTo,
  missingExecutable,
  onlyExecutable,
  programs,
  Run,
  run,
} from "../end_to_end/program.ts";

const executable = programs.find(({ name }) => name === "executable");
const why = missingExecutable === null ? "" : ` (not here: ${missingExecutable})`;

/** Calls that load each command, each topic, each script, and the parts of single options. */
const CALLS: readonly (readonly string[])[] = [
  ...[...Object.keys(COMMANDS), ...Object.keys(TOPICS), "man"].map((name) => ["help", name]),
  ...SHELLS.map((shell) => ["completions", shell]),
  ["complete", "--", "spalloc", "ps", "--sort", ""],
  ["complete", "--", "spalloc", "machine", ""],
  ["alloc", "--json", "2", "--", "true"],
  ["alloc", "--debug", "1", "-c", "true"],
  ["job", "1"],
  ["job", "1", "--json"],
  ["job", "1", "--ethernet-ips"],
  ["job", "1", "--svg", "job.svg"],
  ["job", "1", "--reset"],
  ["job", "1", "--wait", "ready"],
  ["ps"],
  ["machine"],
  ["machine", "demo"],
  ["machine", "demo", "--svg", "machine.svg"],
  ["where-is", "--board", "demo", "0", "0", "0"],
  ["config"],
  ["config", "--check"],
  ["config", "owner=me@example.org"],
  ["links", "."],
  ["--version"],
];

/** Number of concurrent calls. */
const AT_ONCE = 4;

/** Those that go on until a signal ends them. */
const ENDLESS: readonly (readonly string[])[] = [
  ["ps", "--watch", "--json"],
  ["machine", "--watch", "--json"],
  ["simulate", "--port", "0", "--json"],
];

Deno.test({
  name: `the executable has all that any command loads${why}`,
  ignore: !executable && !onlyExecutable,
  async fn() {
    if (!executable) throw new Error(`The executable was to be tested${why}`);
    await using server = await Simulator.start({ machines: ["demo:8x8"], powerDelay: 0.01 });
    const env = leadTo(server);
    await using held = new Run(executable, ["1"], { env });
    await held.hears("stdout", /<Press enter/);
    const waiting = CALLS.values();
    await Promise.all(Array.from({ length: AT_ONCE }, async () => {
      for (const args of waiting) {
        const { code, stderr } = await run(executable, args, { env });
        const failed = stderr.includes("spalloc:");
        assertEquals([code, failed], [0, false], `${args.join(" ")}: ${stderr}`);
      }
    }));
    for (const args of ENDLESS) {
      await using running = new Run(executable, args, { env });
      await running.hears("stdout", /^\{"schema":1,/);
      running.kill("SIGTERM");
      const { stderr } = await running.ended;
      assertEquals(stderr.includes("spalloc:"), false, `${args.join(" ")}: ${stderr}`);
    }
    await held.type("\n");
    assertEquals((await held.ended).code, 0);
  },
});
