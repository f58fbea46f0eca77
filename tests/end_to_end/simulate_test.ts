import { assert, assertEquals, assertMatch } from "@std/assert";
import { programTest, Run, run } from "./program.ts";

const OWNER = { SPALLOC_OWNER: "tester@example.org" };

programTest("spalloc simulate -- runs a command on a server of its own", async (program) => {
  const spalloc = [program.path, ...program.args];
  const simulate = ["simulate", "demo:4x2", "--power-delay", "0.05"];
  for (const manners of ["python", "java"]) {
    const words = [...simulate, "--manners", manners, "--", ...spalloc, "3", "-c", "echo {w} {h}"];
    const { code, stdout, stderr } = await run(program, words, { env: OWNER });
    assertEquals([code, stdout], [0, "16 16\n"], stderr);
  }
});

programTest("spalloc simulate -- tells the command where its server is", async (program) => {
  const line = 'echo "$SPALLOC_HOSTNAME $SPALLOC_PORT"';
  const words = ["simulate", "--json", "--", "sh", "-c", line];
  const { code, stdout } = await run(program, words);
  const [json = "", told] = stdout.split("\n");
  const { hostname, port } = JSON.parse(json);
  assertEquals([code, told], [0, `${hostname} ${port}`]);
  assert(port > 0 && port !== 22244);
});

programTest("spalloc simulate -- ends with its command, and its code", async (program) => {
  const codes = await Promise.all([
    ["sh", "-c", "exit 7"],
    ["sh", "-c", "kill -9 $$"],
    ["no-such-program"],
    ["/etc/passwd"],
  ].map(async (words) => (await run(program, ["simulate", "--", ...words])).code));
  assertEquals(codes, [7, 137, 127, 126]);
});

programTest(
  "spalloc simulate -- passes a signal on to its command, and waits for it",
  async (program) => {
    for (const [signal, number] of [["SIGTERM", 15], ["SIGHUP", 1]] as const) {
      const line = `trap 'echo tidied; exit 3' ${
        signal.slice(3)
      }; echo on; while :; do sleep 0.05; done`;
      await using running = new Run(program, ["simulate", "--", "sh", "-c", line]);
      await running.hears("stdout", /on\n/);
      running.kill(signal);
      const { code, stdout } = await running.ended;
      assertEquals([code, stdout], [128 + number, "on\ntidied\n"]);
    }
  },
);

programTest("spalloc simulate has bad days, and tells of them", async (program) => {
  const spalloc = [program.path, ...program.args];
  const words = ["simulate", "--power-delay", "0.05", "--bad-day", "destroyed@4", "--"];
  const job = [...spalloc, "1", "-c", "echo on; sleep 60"];
  await using running = new Run(program, [...words, ...job], { env: OWNER });
  const { code, stdout, stderr } = await running.ended;
  assertMatch(stderr, /An administrator destroys 1 job\./);
  assertMatch(stderr, /destroyed by an administrator/);
  assertEquals([code, stdout], [1, "on\n"]);
});
