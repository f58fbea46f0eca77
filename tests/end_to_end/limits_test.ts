// Permissions: all, because it starts programs.
import { assertEquals, assertMatch } from "@std/assert";
import { startServer } from "../lib_test_kit/manners.ts";
import { type Ended, leadTo, type Program, programs, run } from "./program.ts";

const ignore = Deno.build.os === "windows";

function limitTest(name: string, fn: (program: Program) => Promise<void>): void {
  for (const program of programs) {
    Deno.test({ name: `${name} (${program.name})`, ignore, fn: () => fn(program) });
  }
}

/** Runs the program with a limit, such as `ulimit -n 20`. */
async function runLimited(
  limit: string,
  program: Program,
  args: readonly string[],
  env: Record<string, string> = {},
): Promise<Ended> {
  const line = `${limit} && exec "$@"`;
  const words = ["-c", line, "sh", program.path, ...program.args];
  return await run({ name: program.name, path: "/bin/sh", args: words }, args, { env });
}

limitTest("no boards are asked for where too few files may be open", async (program) => {
  const heard: string[] = [];
  await using server = await startServer({ onCommand: ({ name }) => heard.push(name) });
  const { code, stderr } = await runLimited(
    "ulimit -n 22",
    program,
    ["-c", "true"],
    leadTo(server),
  );
  assertEquals([code, heard], [1, []], stderr);
  // Deno 2.6 has more files open when it reads the source, and then it is Deno that gives up.
  assertMatch(stderr, /\n {2}ulimit -n|Too many open files/);
});

limitTest("a job does with few open files", async (program) => {
  await using server = await startServer({ powerDelay: 0 });
  const args = ["3", "-c", "wc -l < {ethernet_ips}"];
  const { code, stdout, stderr } = await runLimited("ulimit -n 40", program, args, leadTo(server));
  assertEquals([code, stdout.trim(), server.jobs], [0, "4", []], stderr);
});
